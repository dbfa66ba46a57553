package dev.limn.thirdparty;

import dev.limn.model.DataNeeds.Arrangement;

/// Every number of the smallest families that there can be.
///
/// @param arrangement of the translator's pictures
/// @param resolution side of the pictures
/// @param width channels within
/// @param batch pictures a step
/// @param learningRate of Adam
public record TinyConfig(
    Arrangement arrangement, int resolution, int width, int batch, double learningRate) {
  public TinyConfig {
    if (resolution < 4 || width < 1 || batch < 1 || !(learningRate > 0)) {
      throw new IllegalArgumentException(
          "resolution %d, width %d, batch %d, learning-rate %s; expected at least 4, 1, 1, above 0"
              .formatted(resolution, width, batch, learningRate));
    }
  }

  static TinyConfig small() {
    return new TinyConfig(Arrangement.PAIRED, 16, 4, 4, 1e-2);
  }
}
