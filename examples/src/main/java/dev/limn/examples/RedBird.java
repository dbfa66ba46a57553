package dev.limn.examples;

import dev.limn.draw.Limn;
import java.nio.file.Path;

/// A sentence in, a picture out.
public final class RedBird {
  private RedBird() {}

  public static void main(String... args) {
    try (var limn = Limn.open(Path.of("models/birds-64"))) {
      limn.draw("a red bird").save(Path.of("red.png"));
    }
  }
}
