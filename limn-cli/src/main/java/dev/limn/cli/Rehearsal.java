package dev.limn.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/// A dress rehearsal for the JVM: goes through what a short command does, so that the launcher can
/// keep the classes it loaded in an ahead-of-time cache. It prints nothing and leaves nothing; what
/// goes wrong in it goes wrong again, and is reported, when the command itself is run.
public final class Rehearsal {
  private Rehearsal() {}

  /// Asks for every help and the version, makes the mistakes people make, and loads the engine.
  public static void main(String... args) {
    var silence = new PrintWriter(Writer.nullWriter());
    var lines = new ArrayList<>(helps());
    lines.add(List.of("--version"));
    lines.add(List.of("no-such-verb"));
    lines.add(List.of("doctor"));
    for (var line : lines) {
      Main.run(silence, silence, line.toArray(String[]::new));
    }
  }

  /// The command line of every help there is.
  static List<List<String>> helps() {
    var lines = new ArrayList<List<String>>();
    collectHelps(Main.commandLine(), List.of(), lines);
    return lines;
  }

  private static void collectHelps(
      CommandLine command, List<String> path, List<List<String>> lines) {
    lines.add(append(path, "--help"));
    command.getSubcommands().forEach((name, verb) -> collectHelps(verb, append(path, name), lines));
  }

  private static List<String> append(List<String> path, String word) {
    var longer = new ArrayList<>(path);
    longer.add(word);
    return List.copyOf(longer);
  }
}
