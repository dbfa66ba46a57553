package dev.limn.examples;

import dev.limn.draw.Drawing;
import dev.limn.draw.Limn;
import dev.limn.draw.Prompt;
import dev.limn.image.Gif;
import dev.limn.image.Png;
import dev.limn.image.Sheet;
import java.nio.file.Path;

/// The way from one sentence to another, as a strip and as an animation.
public final class Interpolate {
  private Interpolate() {}

  public static void main(String... args) {
    try (var limn = Limn.open(Path.of("models/birds-64"))) {
      var from = Prompt.of("a small blue bird with black wings").withSeed(7);
      var to = Prompt.of("a small yellow bird with black wings").withSeed(7);
      var images = limn.interpolate(from, to, 8).stream().map(Drawing::image).toList();
      Png.write(Path.of("strip.png"), Sheet.strip(images, Sheet.Style.PLAIN));
      Gif.write(Path.of("strip.gif"), images, Gif.Options.DEFAULT);
      for (String word : limn.reading(from.text()).unknown()) {
        System.out.println("The model never saw the word " + word);
      }
    }
  }
}
