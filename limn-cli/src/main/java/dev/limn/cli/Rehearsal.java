package dev.limn.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/// A dress rehearsal for the JVM: goes through what a short command does, so that the launcher can
/// keep the classes it loaded in an ahead-of-time cache. It prints nothing and leaves nothing.
public final class Rehearsal {
  private Rehearsal() {}

  /// Asks for every verb's help, the version, and makes the mistakes people make.
  public static void main(String... args) {
    var silence = new PrintWriter(Writer.nullWriter());
    var lines = new ArrayList<List<String>>();
    lines.add(List.of("--version"));
    lines.add(List.of("no-such-verb"));
    collectHelp(Main.commandLine(), List.of(), lines);
    for (var line : lines) {
      Main.run(silence, silence, line.toArray(String[]::new));
    }
  }

  private static void collectHelp(
      CommandLine command, List<String> path, List<List<String>> lines) {
    lines.add(append(path, "--help"));
    command.getSubcommands().forEach((name, verb) -> collectHelp(verb, append(path, name), lines));
  }

  private static List<String> append(List<String> path, String word) {
    var longer = new ArrayList<>(path);
    longer.add(word);
    return List.copyOf(longer);
  }
}
