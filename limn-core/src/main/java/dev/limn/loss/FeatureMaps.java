package dev.limn.loss;

import dev.limn.torch.Tensor;
import java.util.List;

/// A fixed network that a [PerceptualLoss] looks through: what its layers make of pictures.
@FunctionalInterface
public interface FeatureMaps {
  /// The activations of the layers that count, from the first on, with a graph back to the pictures
  /// but none to the network's own weights.
  ///
  /// @param pictures `[N, 3, H, W]` in [−1, 1]
  /// @return a tensor `[N, C, H', W']` a layer, the same number at every call
  List<Tensor> maps(Tensor pictures);
}
