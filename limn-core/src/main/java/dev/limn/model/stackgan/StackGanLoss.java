package dev.limn.model.stackgan;

import dev.limn.loss.AdversarialLoss;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import dev.limn.train.step.Drawings;
import dev.limn.train.step.Pass;

/// What each network's loss is on one micro-batch of a stage, and its gradients added up.
final class StackGanLoss {
  private static final AdversarialLoss LOSS = AdversarialLoss.NON_SATURATING;

  private final StackGanConfig config;
  private final Device device;
  private final Network<StackGanDiscriminator> discriminator;
  private final Drawings<StepInputs, StageGenerator.Drawn> drawings;

  StackGanLoss(
      StackGanConfig config,
      Device device,
      Network<StackGanDiscriminator> discriminator,
      Drawings<StepInputs, StageGenerator.Drawn> drawings) {
    this.config = config;
    this.device = device;
    this.discriminator = discriminator;
    this.drawings = drawings;
  }

  /// Adds the discriminator's gradients for real+matching against real+mismatched and drawn.
  void accumulateDiscriminatorGradients(StepInputs work, Pass pass) {
    Tensor shown = drawings.of(work).pictures().detach(); // [m, 3, S, S]
    Tensor right;
    Tensor mismatched;
    Tensor fake;
    try (var _ = config.precision().on(device)) {
      StackGanDiscriminator judge = discriminator.block();
      Tensor features = judge.features(work.real());
      right = judge.logits(features, work.text()).to(DType.FLOAT32); // [m]
      mismatched = judge.logits(features, work.mismatched()).to(DType.FLOAT32); // [m]
      fake = judge.logits(judge.features(shown), work.text()).to(DType.FLOAT32); // [m]
    }
    double share = config.mismatchWeight();
    Tensor loss =
        LOSS.real(right)
            .plus(LOSS.fake(mismatched).times(share))
            .plus(LOSS.fake(fake).times(1 - share));
    pass.backward(loss);
    pass.add("loss/d", loss.item());
    pass.add("d/real", right.sigmoid().mean().item());
    pass.add("d/wrong", mismatched.sigmoid().mean().item());
    pass.add("d/fake", fake.sigmoid().mean().item());
  }

  /// Adds the generator's gradients, through the discriminator as it is now, and those that keep
  /// its conditions near N(0, 1).
  void accumulateGeneratorGradients(StepInputs work, Pass pass) {
    StageGenerator.Drawn drawn = drawings.of(work);
    Tensor logits;
    try (var _ = config.precision().on(device)) {
      StackGanDiscriminator judge = discriminator.block();
      logits = judge.logits(judge.features(drawn.pictures()), work.text()).to(DType.FLOAT32); // [m]
    }
    Tensor loss = LOSS.generator(logits).plus(drawn.divergence().times(config.kl()));
    pass.backward(loss);
    pass.add("loss/g", loss.item());
    pass.add("kl", drawn.divergence().item());
  }
}
