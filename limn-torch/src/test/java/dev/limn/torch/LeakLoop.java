package dev.limn.torch;

import dev.limn.torch.nn.Activation;
import dev.limn.torch.nn.BatchNorm2d;
import dev.limn.torch.nn.Conv2d;
import dev.limn.torch.nn.ConvTranspose2d;
import dev.limn.torch.nn.Network;
import dev.limn.torch.nn.Sequential;
import dev.limn.torch.nn.SpectralNorm;
import dev.limn.torch.optim.Adam;
import dev.limn.torch.optim.Ema;
import java.util.ArrayList;

/// A small GAN's training loop that prints the number of native objects and the resident bytes
/// every hundred steps. Autocast is on in every second step.
final class LeakLoop {
  private LeakLoop() {}

  private static Sequential generator(Rng rng) {
    return new Sequential(
        new ConvTranspose2d(rng, 8, 16, 4, 1, 0, false),
        new BatchNorm2d(16),
        Activation.relu(),
        new ConvTranspose2d(rng, 16, 3, 4, 2, 1, true),
        Activation.tanh());
  }

  private static Sequential critic(Rng rng) {
    return new Sequential(
        new Conv2d(rng, 3, 16, 4, 2, 1, true),
        Activation.leakyRelu(0.2),
        new SpectralNorm(rng, new Conv2d(rng, 16, 1, 4, 1, 0, true)));
  }

  private static Tensor logits(Network<Sequential> critic, Tensor x, Precision precision) {
    try (var _ = precision.on(Device.CPU)) {
      return critic.block().forward(x).to(DType.FLOAT32);
    }
  }

  private static Tensor drawn(Network<Sequential> generator, Rng rng, Precision precision) {
    try (var _ = precision.on(Device.CPU)) {
      return generator.block().forward(Tensors.randn(rng, 4, 8, 1, 1)).to(DType.FLOAT32);
    }
  }

  /// @param args the number of steps, and `leaking` to retain a tensor in each
  public static void main(String[] args) {
    int steps = Integer.parseInt(args[0]);
    boolean leaking = args[1].equals("leaking");
    var leaked = new ArrayList<Tensor>(); // reachable, or the collector would free them
    Engine.threads(1);
    try (var rng = new Rng(1);
        var g = new Network<>(generator(rng), Device.CPU);
        var average = new Network<>(generator(rng), Device.CPU);
        var d = new Network<>(critic(rng), Device.CPU);
        var stepG = new Adam(g, Adam.Config.of(2e-4, 0.5));
        var stepD = new Adam(d, Adam.Config.of(2e-4, 0.5))) {
      average.copyFrom(g);
      var ema = new Ema(average, 1000);
      for (int step = 1; step <= steps; step++) {
        Precision precision = step % 2 == 0 ? Precision.BFLOAT16 : Precision.FLOAT32;
        try (var _ = Scope.open()) {
          Tensor real = Tensors.rand(rng, 4, 3, 8, 8).channelsLast();
          d.zeroGrad();
          Tensor fake = drawn(g, rng, precision);
          Losses.hingeReal(logits(d, real, precision))
              .plus(Losses.hingeFake(logits(d, fake.detach(), precision)))
              .backward();
          if (step % 4 == 0) {
            Tensor x = real.detach().requiresGrad(true);
            Autograd.grad(logits(d, x, Precision.FLOAT32).sum(), x, true)
                .square()
                .mean()
                .backward();
          }
          d.clipGradNorm(10);
          stepD.step();
          g.zeroGrad();
          d.requiresGrad(false);
          logits(d, drawn(g, rng, precision), precision).neg().mean().backward();
          d.requiresGrad(true);
          stepG.step();
          ema.update(g, 4, step * 4L);
          if (leaking) {
            leaked.add(real.retain());
          }
        }
        if (step % 100 == 0) {
          System.out.println(Scope.live() + " " + Scope.residentBytes());
        }
      }
    }
  }
}
