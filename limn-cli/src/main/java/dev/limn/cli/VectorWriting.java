package dev.limn.cli;

import dev.limn.data.VectorFile;
import dev.limn.draw.DrawException;
import dev.limn.draw.VectorModel;
import dev.limn.torch.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// Draws rows of numbers into a file: what `limn draw` does with a model of a table.
final class VectorWriting {
  private static final int USUAL = 1000;
  private static final int MOST = 10_000_000;

  private VectorWriting() {}

  /// What of `limn draw` is for pictures.
  private static final List<String> OF_PICTURES =
      List.of(
          "--class", "--seeds", "--grid", "--truncation", "--scale", "--from", "--to", "--steps");

  /// Does it, and names the file.
  ///
  /// @throws ParameterException when an option of pictures was given, or too many rows are asked
  ///   for
  static void run(
      Path model,
      Optional<Integer> count,
      long seed,
      Optional<Path> out,
      boolean force,
      DeviceOptions device,
      CommandLine line) {
    for (var option : OF_PICTURES) {
      if (line.getParseResult().hasMatchedOption(option)) {
        throw new ParameterException(
            line,
            option + " is for pictures; the model draws rows of numbers: --count, --seed, --out");
      }
    }
    int rows = count.orElse(USUAL);
    if (rows < 1 || rows > MOST) {
      throw new ParameterException(
          line, String.format(Locale.ROOT, "--count %,d rows; expected 1 to %,d", rows, MOST));
    }
    write(model, rows, seed, out, force, device.prepare()).ifPresent(line.getOut()::println);
    line.getOut().flush();
  }

  /// @param model its folder
  /// @param out a file that ends with `.csv` or `.tsv`, or a folder
  /// @return the file; none where the rows went to standard output
  private static Optional<Path> write(
      Path model, int count, long seed, Optional<Path> out, boolean force, Device device) {
    try (var drawing = VectorModel.open(model, device)) {
      if (out.filter(StandardOutput::is).isPresent()) {
        StandardOutput.send(".csv", file -> drawing.draw(count, seed, file));
        return Optional.empty();
      }
      Path file = file(drawing.description().name(), seed, out, force);
      drawing.draw(count, seed, file);
      return Optional.of(file);
    }
  }

  private static Path file(String name, long seed, Optional<Path> out, boolean force) {
    if (out.isPresent() && VectorFile.is(out.get())) {
      if (Files.exists(out.get()) && !force) {
        throw new DrawException(out.get() + ": exists already; --force replaces it");
      }
      return out.get();
    }
    Path folder = out.orElse(OutputFiles.USUAL);
    if (Files.isRegularFile(folder) || folder.toString().matches("(?i).*\\.(png|jpe?g|gif)")) {
      throw new DrawException(
          folder
              + ": the model draws rows of numbers; expected a folder, or a name that ends with"
              + " .csv or .tsv");
    }
    String stem = OutputFiles.plain(name) + "-seed" + seed;
    Path file = folder.resolve(stem + ".csv");
    for (int number = 2; Files.exists(file); number++) {
      file = folder.resolve(stem + "-" + number + ".csv");
    }
    return file;
  }
}
