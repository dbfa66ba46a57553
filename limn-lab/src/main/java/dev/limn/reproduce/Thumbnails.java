package dev.limn.reproduce;

import dev.limn.torch.Functional;
import dev.limn.torch.Tensor;
import dev.limn.vision.PictureFeatures;

/// The colours of a picture at 8×8: features for distances where no trained network is at hand.
/// They see composition and colour, no detail.
final class Thumbnails implements PictureFeatures {
  private static final int SIDE = 8;

  @Override
  public int width() {
    return 3 * SIDE * SIDE;
  }

  @Override
  public Tensor features(Tensor pictures) {
    return Functional.adaptiveAvgPool2d(pictures, SIDE, SIDE).reshape(-1, width()); // [N, 192]
  }

  @Override
  public void close() {}
}
