package dev.limn.bench;

import dev.limn.loss.AdversarialLoss;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Precision;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Activation;
import dev.limn.torch.nn.BatchNorm2d;
import dev.limn.torch.nn.Conv2d;
import dev.limn.torch.nn.ConvTranspose2d;
import dev.limn.torch.nn.Init;
import dev.limn.torch.nn.Layer;
import dev.limn.torch.nn.Network;
import dev.limn.torch.nn.Sequential;
import dev.limn.torch.optim.Adam;
import java.util.ArrayList;
import java.util.OptionalDouble;

/// One training step of the DCGAN of PyTorch's tutorial: 64×64, z 100, widths 64, Adam 2e-4 with β₁
/// .5.
final class Dcgan implements Step {
  private static final int WIDTH = 64;
  private static final int NOISE = 100;

  private final int batch;
  private final Precision precision;
  private final boolean channelsLast;
  private final boolean generatorToo;
  private final Rng rng = new Rng(0);
  private final Network<Sequential> generator;
  private final Network<Sequential> discriminator;
  private final Adam generatorAdam;
  private final Adam discriminatorAdam;
  private final Tensor real;

  /// @param generatorToo otherwise only the discriminator's half of the step, against random
  ///   pictures
  Dcgan(int batch, Precision precision, boolean channelsLast, boolean generatorToo) {
    this.generatorToo = generatorToo;
    this.batch = batch;
    this.precision = precision;
    this.channelsLast = channelsLast;
    var up = new ArrayList<Layer>();
    int[] widths = {NOISE, 8 * WIDTH, 4 * WIDTH, 2 * WIDTH, WIDTH};
    for (int i = 0; i < 4; i++) {
      up.add(
          new ConvTranspose2d(
              rng, widths[i], widths[i + 1], 4, i == 0 ? 1 : 2, i == 0 ? 0 : 1, false));
      up.add(new BatchNorm2d(widths[i + 1]));
      up.add(Activation.relu());
    }
    up.add(new ConvTranspose2d(rng, WIDTH, 3, 4, 2, 1, false));
    up.add(Activation.tanh());
    var down = new ArrayList<Layer>();
    int[] channels = {3, WIDTH, 2 * WIDTH, 4 * WIDTH, 8 * WIDTH};
    for (int i = 0; i < 4; i++) {
      down.add(new Conv2d(rng, channels[i], channels[i + 1], 4, 2, 1, false));
      if (i > 0) {
        down.add(new BatchNorm2d(channels[i + 1]));
      }
      down.add(Activation.leakyRelu(0.2));
    }
    down.add(new Conv2d(rng, 8 * WIDTH, 1, 4, 1, 0, false));
    generator = new Network<>(initialised(new Sequential(up)), Device.CPU);
    discriminator = new Network<>(initialised(new Sequential(down)), Device.CPU);
    generatorAdam = new Adam(generator, Adam.Config.of(2e-4, 0.5));
    discriminatorAdam = new Adam(discriminator, Adam.Config.of(2e-4, 0.5));
    try (var _ = Scope.open()) {
      Tensor pictures = Tensors.rand(rng, batch, 3, 64, 64).timesInPlace(2).addInPlace(-1);
      real = layout(pictures).retain();
    }
  }

  private Sequential initialised(Sequential block) {
    block
        .named()
        .forEach(
            (_, parameter) -> {
              if (parameter.tensor().rank() == 4) {
                Init.normal(parameter.tensor(), 0, 0.02, rng);
              }
            });
    return block;
  }

  private Tensor layout(Tensor x) {
    return channelsLast ? x.channelsLast() : x.contiguous();
  }

  @Override
  public void run() {
    try (var _ = Scope.open()) {
      Tensor z = Tensors.randn(rng, batch, NOISE, 1, 1); // [B, Z, 1, 1]
      Tensor drawn;
      Tensor right;
      Tensor fake;
      discriminator.requiresGrad(true);
      try (var _ = precision.on(Device.CPU)) {
        drawn = generatorToo ? generator.block().forward(layout(z)) : real.neg(); // [B, 3, 64, 64]
        right = logits(real);
        fake = logits(drawn.detach());
      }
      discriminator.zeroGrad();
      AdversarialLoss.NON_SATURATING
          .real(right)
          .plus(AdversarialLoss.NON_SATURATING.fake(fake))
          .backward();
      discriminatorAdam.step();
      if (!generatorToo) {
        return;
      }
      discriminator.requiresGrad(false);
      Tensor judged;
      try (var _ = precision.on(Device.CPU)) {
        judged = logits(drawn);
      }
      generator.zeroGrad();
      AdversarialLoss.NON_SATURATING.generator(judged).backward();
      generatorAdam.step();
    }
  }

  private Tensor logits(Tensor pictures) {
    return discriminator.block().forward(pictures).reshape(batch).to(DType.FLOAT32); // [B]
  }

  /// Convolutions of one forward pass of the generator: 2 · outputs · inputs a picture.
  @Override
  public OptionalDouble gigaflops() {
    double down = 0;
    int[] channels = {3, WIDTH, 2 * WIDTH, 4 * WIDTH, 8 * WIDTH};
    for (int i = 0; i < 4; i++) {
      double side = 32 >> i;
      down += 2 * side * side * channels[i + 1] * channels[i] * 16;
    }
    down += 2.0 * 8 * WIDTH * 16;
    double up = 2.0 * NOISE * 8 * WIDTH * 16 + down - 2.0 * 8 * WIDTH * 16;
    // generator forward and backward 3; discriminator real 3, drawn 3, and for the generator
    // forward and input gradient 2
    return OptionalDouble.of(batch * (generatorToo ? 3 * up + 8 * down : 6 * down) / 1e9);
  }

  @Override
  public void close() {
    real.release();
    generatorAdam.close();
    discriminatorAdam.close();
    generator.close();
    discriminator.close();
    rng.close();
  }
}
