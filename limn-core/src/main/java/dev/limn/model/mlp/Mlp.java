package dev.limn.model.mlp;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Init;
import dev.limn.torch.nn.Layer;
import dev.limn.torch.nn.Linear;
import java.util.ArrayList;
import java.util.List;

/// Fully connected layers with an activation between them: `[N, in] → [N, out]`. Its linear layers
/// are named `0`, `2`, `4`, … as in a PyTorch `Sequential` with the activations between.
public final class Mlp extends Layer {
  private static final double SLOPE = 0.2;
  private static final double ORTHOGONAL_GAIN = 1.4;

  private final List<Linear> layers = new ArrayList<>();
  private final MlpConfig.Activation activation;

  /// @param hidden how many hidden layers
  Mlp(Rng rng, MlpConfig config, int in, int width, int hidden, int out) {
    activation = config.activation();
    for (int i = 0; i <= hidden; i++) {
      var layer = new Linear(rng, i == 0 ? in : width, i == hidden ? out : width);
      begin(layer, config.start(), rng);
      layers.add(child(Integer.toString(2 * i), layer));
    }
  }

  /// From noise to vectors.
  public static Mlp generator(Rng rng, MlpConfig config, int width) {
    return new Mlp(
        rng, config, config.noise(), config.generatorWidth(), config.generatorLayers(), width);
  }

  /// From vectors to logits `[N, 1]`.
  public static Mlp discriminator(Rng rng, MlpConfig config, int width) {
    return new Mlp(
        rng, config, width, config.discriminatorWidth(), config.discriminatorLayers(), 1);
  }

  private static void begin(Linear layer, MlpConfig.Start start, Rng rng) {
    layer
        .named()
        .forEach(
            (_, parameter) -> {
              Tensor tensor = parameter.tensor();
              switch (start) {
                case UNIFORM -> {} // the layer's own
                case HE -> {
                  if (tensor.rank() == 2) {
                    Init.kaimingNormal(tensor, 0, rng);
                  } else {
                    Init.constant(tensor, 0);
                  }
                }
                case ORTHOGONAL -> {
                  if (tensor.rank() == 2) {
                    Init.orthogonal(tensor, ORTHOGONAL_GAIN, rng);
                  } else {
                    Init.constant(tensor, 0);
                  }
                }
              }
            });
  }

  @Override
  public Tensor forward(Tensor x) {
    Tensor h = layers.getFirst().forward(x); // [N, width]
    for (Linear layer : layers.subList(1, layers.size())) {
      h = layer.forward(activate(h));
    }
    return h; // [N, out]
  }

  /// As [#forward], with other weights.
  ///
  /// @param weights weight and bias of every layer, as `Network.views` lists them
  Tensor forward(Tensor x, List<Tensor> weights) {
    Tensor h = x;
    for (int i = 0; i < weights.size(); i += 2) {
      h = Functional.linear(i == 0 ? h : activate(h), weights.get(i), weights.get(i + 1));
    }
    return h; // [N, out]
  }

  private Tensor activate(Tensor x) {
    return switch (activation) {
      case RELU -> Functional.reluInPlace(x);
      case LEAKY_RELU -> Functional.leakyReluInPlace(x, SLOPE);
      case TANH -> x.tanh();
    };
  }
}
