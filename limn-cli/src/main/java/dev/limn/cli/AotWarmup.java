package dev.limn.cli;

import dev.limn.torch.Device;
import dev.limn.torch.Precision;
import dev.limn.torch.TorchException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/// A dress rehearsal for the JVM: goes through what a short command does, so that the launcher can
/// keep the classes it loaded in an ahead-of-time cache. It prints nothing and leaves nothing; what
/// goes wrong in it goes wrong again, and is reported, when the command itself is run.
public final class AotWarmup {
  private AotWarmup() {}

  /// Asks for every help and the version, makes the mistakes people make, computes a little and
  /// draws a picture with a model that ships.
  public static void main(String... args) throws IOException {
    var folder = Files.createTempDirectory("limn-rehearsal");
    var picture = folder.resolve("bird.png");
    var lines = new ArrayList<>(helps());
    lines.add(List.of("--version"));
    lines.add(List.of("no-such-verb"));
    lines.add(List.of("draw", "a small yellow bird", "--out", picture.toString()));
    try {
      for (var line : lines) {
        Main.run(
            new PrintWriter(Writer.nullWriter()),
            new PrintWriter(Writer.nullWriter()),
            line.toArray(String[]::new));
      }
      DeviceSelfTest.product(Device.CPU, Precision.FLOAT32, 16);
      DeviceSelfTest.convolution(Device.CPU, Precision.FLOAT32, 1, 4, 8);
    } catch (TorchException e) { // a machine without the engine's libraries still has its helps
      System.err.println("limn: " + e.getMessage());
    } finally {
      Files.deleteIfExists(picture);
      Files.delete(folder);
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
