package dev.limn.vision;

import dev.limn.torch.Tensor;

/// Pictures as networks describe them for a word-by-word comparison.
///
/// @param whole `[N, D]`, what [PictureFeatures#features] gives
/// @param regions `[N, R, C]`, what is to be seen in each of R places
public record ImageFeatures(Tensor whole, Tensor regions) {
  /// `[N, C, H, W] → [N, H·W, C]`.
  static Tensor regions(Tensor map) {
    return map.reshape(map.size(0), map.size(1), -1).transpose(1, 2); // [N, R, C]
  }
}
