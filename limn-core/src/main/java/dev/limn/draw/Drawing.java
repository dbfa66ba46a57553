package dev.limn.draw;

import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.image.Provenance;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// A picture that was drawn, and what is known about it.
///
/// @param image the picture
/// @param provenance where it comes from; enough to draw it again
/// @param unknownWords words of the sentence that the model never saw in training, each once, in
///   order; they had no effect
/// @param warnings sentences for a person, about unknown words and about words that were left out
public record Drawing(
    Image image, Provenance provenance, List<String> unknownWords, List<String> warnings) {
  public Drawing {
    unknownWords = List.copyOf(unknownWords);
    warnings = List.copyOf(warnings);
  }

  /// The sentence.
  public String prompt() {
    return provenance.prompt();
  }

  /// The seed of this very picture.
  public long seed() {
    return provenance.seed();
  }

  /// Writes a PNG file with the provenance in it. A file of that name is replaced, whole or not at
  /// all; missing folders are made.
  ///
  /// @param file a name that ends with `.png`
  /// @return the file
  /// @throws DrawException when the name has another ending
  /// @throws dev.limn.image.ImageException when the file cannot be written
  public Path save(Path file) {
    if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
      throw new DrawException(file + ": drawings are PNG files; expected a name like red.png");
    }
    Png.write(file, image, provenance);
    return file;
  }
}
