package dev.limn.model.stackgan;

import dev.limn.loss.AdversarialLoss;
import dev.limn.model.Round;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import dev.limn.train.StepMetrics;
import java.util.List;

/// What generator and discriminator of a stage teach each other: losses and their gradients.
final class StackGanLoss implements Round<StepInputs, StageGenerator.Drawn> {
  private static final AdversarialLoss LOSS = AdversarialLoss.NON_SATURATING;

  private final StackGanConfig config;
  private final Device device;
  private final Network<StageGenerator> generator;
  private final Network<StackGanDiscriminator> discriminator;

  StackGanLoss(
      StackGanConfig config,
      Device device,
      Network<StageGenerator> generator,
      Network<StackGanDiscriminator> discriminator) {
    this.config = config;
    this.device = device;
    this.generator = generator;
    this.discriminator = discriminator;
  }

  @Override
  public StepInputs part(StepInputs work, int start, int count) {
    return work.part(start, count);
  }

  @Override
  public StageGenerator.Drawn draw(StepInputs work) {
    try (var _ = config.precision().on(device)) {
      return generator.block().forward(work.start(), work.epsilon(), work.text());
    }
  }

  @Override
  public List<Tensor> tensors(StageGenerator.Drawn drawn) {
    return List.of(drawn.pictures(), drawn.divergence());
  }

  /// Adds the discriminator's gradients for real+matching against real+mismatched and drawn.
  @Override
  public void teachDiscriminator(StepInputs work, StageGenerator.Drawn drawn, StepMetrics figures) {
    Tensor shown = drawn.pictures().detach(); // [m, 3, S, S]
    Tensor right;
    Tensor wrong;
    Tensor fake;
    try (var _ = config.precision().on(device)) {
      StackGanDiscriminator judge = discriminator.block();
      Tensor features = judge.features(work.real());
      right = judge.judge(features, work.text()).to(DType.FLOAT32); // [m]
      wrong = judge.judge(features, work.wrong()).to(DType.FLOAT32); // [m]
      fake = judge.judge(judge.features(shown), work.text()).to(DType.FLOAT32); // [m]
    }
    double share = config.mismatchWeight();
    Tensor loss =
        LOSS.real(right).plus(LOSS.fake(wrong).times(share)).plus(LOSS.fake(fake).times(1 - share));
    double weight = weight(work);
    backward(loss, weight);
    figures.add("loss/d", loss.item(), weight);
    figures.add("d/real", right.sigmoid().mean().item(), weight);
    figures.add("d/wrong", wrong.sigmoid().mean().item(), weight);
    figures.add("d/fake", fake.sigmoid().mean().item(), weight);
  }

  /// Adds the generator's gradients, through the discriminator as it is now, and those that keep
  /// its conditions near N(0, 1).
  @Override
  public void teachGenerator(StepInputs work, StageGenerator.Drawn drawn, StepMetrics figures) {
    Tensor logits;
    try (var _ = config.precision().on(device)) {
      StackGanDiscriminator judge = discriminator.block();
      logits = judge.judge(judge.features(drawn.pictures()), work.text()).to(DType.FLOAT32); // [m]
    }
    Tensor loss = LOSS.generator(logits).plus(drawn.divergence().times(config.kl()));
    double weight = weight(work);
    backward(loss, weight);
    figures.add("loss/g", loss.item(), weight);
    figures.add("kl", drawn.divergence().item(), weight);
  }

  private double weight(StepInputs work) {
    return (double) work.text().size(0) / config.batch();
  }

  private static void backward(Tensor loss, double weight) {
    if (weight == 1) {
      loss.backward();
    } else {
      loss.times(weight).backward();
    }
  }
}
