package dev.limn.model.mlp;

import dev.limn.loss.AdversarialLoss;
import dev.limn.torch.Autograd;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Optimizer;
import java.util.List;

/// The generator's loss against the discriminator as it will be, some optimiser steps ahead on the
/// same batch (Metz et al. 2017, equations 3 to 6). Gradients flow through the steps: back through
/// every update of Adam or plain descent, and through the gradients it was made of.
final class Unrolling {
  private static final double ADAM_EPS = 1e-8;

  /// Below anything that a gradient squares to; gives the root a slope where a value, or the
  /// padding of the flat tensor, is exactly 0.
  private static final double TINY = 1e-30;

  private final MlpConfig config;
  private final Network<Mlp> discriminator;
  private final Optimizer optimizer;

  /// @param optimizer of the discriminator; its moments are where the steps ahead begin
  Unrolling(MlpConfig config, Network<Mlp> discriminator, Optimizer optimizer) {
    this.config = config;
    this.discriminator = discriminator;
    this.optimizer = optimizer;
  }

  /// @param real `[N, W]`
  /// @param fake `[N, W]`, with the generator's graph
  /// @return a scalar that carries gradients to the generator
  Tensor generatorLoss(Tensor real, Tensor fake) {
    Tensor both = Tensors.cat(0, real, fake); // [2·N, W]
    Tensor theta = discriminator.values().detach().requiresGrad(true); // [P]
    theta = ahead(theta, both);
    Tensor logits = logits(theta, both);
    // The paper's generator maximises all of the discriminator's loss, also the part of the real
    // vectors, which it moves through the steps ahead.
    return config.adversarial().loss() == AdversarialLoss.MINIMAX
        ? discriminatorLoss(logits).neg()
        : config.adversarial().generator(half(logits, 1));
  }

  private Tensor ahead(Tensor start, Tensor both) {
    boolean adam = config.descent() == MlpConfig.Descent.ADAM;
    double rate = optimizer.learningRate();
    Tensor theta = start;
    Tensor mean = adam ? optimizer.state().get("mean") : start;
    Tensor variance = adam ? optimizer.state().get("variance") : start;
    for (int i = 1; i <= config.unrolling(); i++) {
      Tensor gradient = gradient(theta, both); // [P]
      if (!adam) {
        theta = theta.minus(gradient.times(rate));
        continue;
      }
      double step = optimizer.steps() + i;
      double first = 1 - Math.pow(config.beta1(), step);
      double second = 1 - Math.pow(config.beta2(), step);
      mean = mean.times(config.beta1()).plus(gradient.times(1 - config.beta1()));
      variance = variance.times(config.beta2()).plus(gradient.square().times(1 - config.beta2()));
      Tensor root = variance.times(1 / second).plus(TINY).sqrt().plus(ADAM_EPS);
      theta = theta.minus(mean.times(rate / first).div(root));
    }
    return theta;
  }

  /// The gradient of the discriminator's loss by `theta`, itself with a graph: `[P]`. Where the
  /// loss is cross-entropy, the derivative by a logit is `σ(x) − target`, and the rest is worked
  /// out layer by layer, which the engine would do with many more operations.
  private Tensor gradient(Tensor theta, Tensor both) {
    var rules = config.adversarial();
    if (rules.loss() != AdversarialLoss.NON_SATURATING && rules.loss() != AdversarialLoss.MINIMAX) {
      return Autograd.grad(discriminatorLoss(logits(theta, both)), theta, true);
    }
    List<Tensor> weights = discriminator.views(theta);
    Mlp.Pass pass = discriminator.block().recordedPass(both, weights);
    long half = both.size(0) / 2;
    Tensor targets =
        Tensors.cat(
                0,
                Tensors.full(rules.realTarget(), half, 1),
                Tensors.full(rules.fakeTarget(), half, 1))
            .to(both.device()); // [2·N, 1]
    Tensor slope = pass.out().sigmoid().minus(targets).times(1.0 / half); // [2·N, 1]
    return discriminator.flat(discriminator.block().recordedBack(pass, slope, weights));
  }

  private Tensor logits(Tensor theta, Tensor x) {
    return discriminator.block().forward(x, discriminator.views(theta)); // [2·N, 1]
  }

  private Tensor discriminatorLoss(Tensor logits) {
    return config.adversarial().discriminator(half(logits, 0), half(logits, 1));
  }

  private static Tensor half(Tensor both, int which) {
    long size = both.size(0) / 2;
    return both.narrow(0, which * size, size); // [N, …]
  }
}
