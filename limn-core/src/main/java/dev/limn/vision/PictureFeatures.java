package dev.limn.vision;

import dev.limn.torch.Tensor;

/// A fixed network that describes pictures by numbers: the image side of a joint embedding, and
/// what distances between sets of pictures are measured on.
public interface PictureFeatures extends AutoCloseable {
  /// Numbers a picture becomes.
  int width();

  /// Describes pictures, without a graph.
  ///
  /// @param pictures `[N, 3, H, W]` in [−1, 1]
  /// @return FLOAT32 `[N, width]`, in the open scope
  Tensor features(Tensor pictures);

  @Override
  void close();
}
