package dev.limn.cli;

import dev.limn.data.VectorFile;
import dev.limn.draw.DrawException;
import dev.limn.draw.VectorModel;
import dev.limn.torch.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// Draws rows of numbers into a file: what `limn draw` does with a model of a table.
final class VectorWriting {
  static final int USUAL = 1000;
  private static final int MOST = 10_000_000;
  private static final Path FOLDER = Path.of("out");

  private VectorWriting() {}

  /// @param model its folder
  /// @param out a file that ends with `.csv` or `.tsv`, or a folder
  /// @return the file
  static Path write(
      Path model, int count, long seed, Optional<Path> out, boolean force, Device device) {
    if (count < 1 || count > MOST) {
      throw new DrawException(
          String.format(Locale.ROOT, "--count %,d rows; expected 1 to %,d", count, MOST));
    }
    try (var drawing = VectorModel.open(model, device)) {
      Path file = file(drawing.description().name(), seed, out, force);
      drawing.draw(count, seed, file);
      return file;
    }
  }

  private static Path file(String name, long seed, Optional<Path> out, boolean force) {
    if (out.isPresent() && VectorFile.is(out.get())) {
      if (Files.exists(out.get()) && !force) {
        throw new DrawException(out.get() + ": exists already; --force replaces it");
      }
      return out.get();
    }
    Path folder = out.orElse(FOLDER);
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
