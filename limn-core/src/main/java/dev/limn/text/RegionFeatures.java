package dev.limn.text;

import dev.limn.torch.Tensor;

/// Picture features that also tell what is where.
public sealed interface RegionFeatures extends PictureFeatures
    permits ClassifierFeatures, SqueezeNetFeatures {
  /// Numbers a region becomes.
  int regionWidth();

  /// Describes pictures, without a graph.
  ///
  /// @param pictures `[N, 3, H, W]` in [−1, 1]
  ImageFeatures describe(Tensor pictures);
}
