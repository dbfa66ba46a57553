package dev.limn.vision;

import dev.limn.torch.Tensor;

/// Picture features that also tell what is where.
public interface RegionFeatures extends PictureFeatures {
  /// Numbers a region becomes.
  int regionWidth();

  /// Describes pictures, without a graph.
  ///
  /// @param pictures `[N, 3, H, W]` in [−1, 1]
  ImageFeatures describe(Tensor pictures);
}
