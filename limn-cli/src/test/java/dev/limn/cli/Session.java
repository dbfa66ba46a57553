package dev.limn.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/// One command run inside the test's process.
///
/// @param status the exit status
/// @param out what it wrote to standard output
/// @param err what it wrote to standard error
record Session(int status, String out, String err) {
  static Session of(String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    var status = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    return new Session(status, out.toString(), err.toString());
  }
}
