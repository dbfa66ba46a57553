package dev.limn.model.mlp;

import dev.limn.torch.Derivatives;
import dev.limn.torch.Functional;
import dev.limn.torch.NoGrad;
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

  /// What a pass leaves for its gradient.
  ///
  /// @param inputs of the linear layers, first to last; all but the first are results of the
  ///   activation
  /// @param out `[N, out]`
  record Pass(List<Tensor> inputs, Tensor out) {}

  /// As [#forward], without a graph.
  ///
  /// @param weights weight and bias of every layer
  Pass pass(Tensor x, List<Tensor> weights) {
    try (var _ = NoGrad.on()) {
      var inputs = new ArrayList<Tensor>(weights.size() / 2);
      Tensor h = x;
      for (int i = 0; i < weights.size(); i += 2) {
        Tensor input = i == 0 ? h : activate(h);
        inputs.add(input);
        h = Functional.linear(input, weights.get(i), weights.get(i + 1));
      }
      return new Pass(inputs, h);
    }
  }

  /// The gradient of a pass, layer by layer: that by the input is returned, that by the weights
  /// written over `gradients`.
  ///
  /// @param slope the loss's derivative by `pass.out()`, `[N, out]`
  /// @param gradients of the weights, in their order; none if only that by the input is wanted
  /// @param through whether that by the input is wanted
  /// @return `[N, in]`; the slope itself where it is not wanted
  Tensor back(
      Pass pass, Tensor slope, List<Tensor> weights, List<Tensor> gradients, boolean through) {
    try (var _ = NoGrad.on()) {
      Tensor s = slope;
      for (int i = weights.size() - 2; i >= 0; i -= 2) {
        Tensor input = pass.inputs().get(i / 2);
        if (!gradients.isEmpty()) {
          Derivatives.linearWeight(s, input, gradients.get(i));
          Derivatives.linearBias(s, gradients.get(i + 1));
        }
        if (i > 0) {
          s = descend(Derivatives.linearInput(s, weights.get(i)), input); // [N, width]
        } else if (through) {
          s = Derivatives.linearInput(s, weights.get(i)); // [N, in]
        }
      }
      return s;
    }
  }

  /// By the input of an activation.
  private Tensor descend(Tensor slope, Tensor result) {
    return switch (activation) {
      case RELU -> Derivatives.relu(slope, result);
      case LEAKY_RELU -> Derivatives.leakyRelu(slope, result, SLOPE);
      case TANH -> Derivatives.tanh(slope, result);
    };
  }

  /// The derivative of a network's only output by its input, as a function of the weights:
  /// gradients flow from it to them. The same as differentiating twice, with fewer operations.
  ///
  /// @param weights weight and bias of every layer; their graph is recorded
  /// @return `[N, in]`
  Tensor slopes(Tensor x, List<Tensor> weights) {
    // Where the activation is made of straight lines, its derivative does not depend on weights.
    boolean straight = activation != MlpConfig.Activation.TANH;
    List<Tensor> inputs = straight ? pass(x, weights).inputs() : recorded(x, weights);
    int last = weights.size() - 2;
    Tensor s = weights.get(last).expand(x.size(0), weights.get(last).size(1)); // [N, width]
    for (int i = last - 2; i >= 0; i -= 2) {
      Tensor result = inputs.get(i / 2 + 1); // [N, width]
      s = descend(s, result).matmul(weights.get(i)); // [N, width], at last [N, in]
    }
    return s;
  }

  /// As [#pass], with a graph.
  Pass recordedPass(Tensor x, List<Tensor> weights) {
    List<Tensor> inputs = recorded(x, weights);
    int last = weights.size() - 2;
    Tensor out =
        Functional.linear(inputs.getLast(), weights.get(last), weights.get(last + 1)); // [N, out]
    return new Pass(inputs, out);
  }

  /// As [#back], with a graph: the gradients of the weights, in their order.
  List<Tensor> recordedBack(Pass pass, Tensor slope, List<Tensor> weights) {
    var gradients = new ArrayList<Tensor>();
    Tensor s = slope;
    for (int i = weights.size() - 2; i >= 0; i -= 2) {
      Tensor input = pass.inputs().get(i / 2);
      gradients.addFirst(s.sum(false, 0)); // [out]
      gradients.addFirst(s.t().matmul(input)); // [out, in]
      if (i > 0) {
        s = descend(s.matmul(weights.get(i)), input); // [N, width]
      }
    }
    return gradients;
  }

  private List<Tensor> recorded(Tensor x, List<Tensor> weights) {
    var inputs = new ArrayList<>(List.of(x));
    for (int i = 0; i < weights.size() - 2; i += 2) {
      Tensor h = Functional.linear(inputs.getLast(), weights.get(i), weights.get(i + 1));
      inputs.add(activate(h)); // [N, width]
    }
    return inputs;
  }
}
