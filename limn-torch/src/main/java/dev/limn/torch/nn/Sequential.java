package dev.limn.torch.nn;

import dev.limn.torch.Tensor;
import java.util.List;

/// Layers one after the other, named `0`, `1`, … as in PyTorch.
public final class Sequential extends Layer {
  private final List<Layer> layers;

  public Sequential(Layer... layers) {
    this(List.of(layers));
  }

  public Sequential(List<? extends Layer> layers) {
    this.layers = List.copyOf(layers);
    for (int i = 0; i < this.layers.size(); i++) {
      child(Integer.toString(i), this.layers.get(i));
    }
  }

  @Override
  public Tensor forward(Tensor x) {
    Tensor y = x;
    for (Layer layer : layers) {
      y = layer.forward(y);
    }
    return y;
  }
}
