package dev.limn.model.semisupervised;

import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Sequential;
import java.util.ArrayList;
import java.util.List;

/// Sorts pictures into classes: fully connected layers with ReLU and weight normalisation, and in
/// training Gaussian noise before each (the released code's network for MNIST).
public final class ClassDiscriminator extends Block {
  private final double inputNoise;
  private final double hiddenNoise;
  private final List<NormalisedLinear> layers = new ArrayList<>();
  private final NormalisedLinear head;

  /// @param pixels numbers a picture
  public ClassDiscriminator(SemiSupervisedConfig config, int pixels, int classes, Rng rng) {
    inputNoise = config.inputNoise();
    hiddenNoise = config.hiddenNoise();
    int before = pixels;
    for (int width : config.hidden()) {
      layers.add(new NormalisedLinear(rng, before, width, false));
      before = width;
    }
    child("layers", new Sequential(layers));
    head = child("head", new NormalisedLinear(rng, before, classes, true));
  }

  /// The last hidden layer's activations: `[N, P] → [N, F]`.
  ///
  /// @param noise drawn from in training, not touched in evaluation
  public Tensor features(Tensor pictures, Rng noise) {
    Tensor h = noisy(pictures, inputNoise, noise);
    for (int i = 0; i < layers.size(); i++) {
      h = layers.get(i).forward(i == 0 ? h : noisy(h, hiddenNoise, noise)).relu(); // [N, width]
    }
    return h;
  }

  /// The K logits of features: `[N, F] → [N, K]`.
  public Tensor logits(Tensor features, Rng noise) {
    return head.forward(noisy(features, hiddenNoise, noise)); // [N, K]
  }

  private Tensor noisy(Tensor x, double std, Rng noise) {
    if (!training() || std == 0) {
      return x;
    }
    return x.plus(Tensors.randn(noise, x.shape().sizes()).timesInPlace(std).to(x.device()));
  }
}
