package dev.limn.examples;

import dev.limn.draw.Drawing;
import dev.limn.draw.Limn;
import dev.limn.draw.Prompt;
import dev.limn.image.Png;
import dev.limn.image.Sheet;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// What a model makes of a sentence: between two seeds, around one, and without each of its words.
public final class Explore {
  private Explore() {}

  public static void main(String... args) {
    try (var limn = Limn.open(Path.of("models/birds-64"))) {
      var prompt = Prompt.of("a small yellow bird with black wings").withSeed(7);
      strip("noise.png", limn.interpolate(prompt, prompt.withSeed(12), 8));
      strip("relatives.png", limn.variations(prompt, 8, 0.3));
      for (var word : limn.ablate(prompt.withCount(4)).words()) {
        System.out.printf(Locale.ROOT, "without %s: %.1f %%%n", word.word(), 100 * word.change());
      }
    }
  }

  private static void strip(String file, List<Drawing> drawings) {
    var images = drawings.stream().map(Drawing::image).toList();
    Png.write(Path.of(file), Sheet.strip(images, Sheet.Style.PLAIN));
  }
}
