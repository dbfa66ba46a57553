package dev.limn.model.reed;

import dev.limn.loss.AdversarialLoss;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import dev.limn.train.step.Drawings;
import dev.limn.train.step.Pass;

/// What each network's loss is on one micro-batch, and its gradients added up.
final class ReedLoss {
  private static final AdversarialLoss LOSS = AdversarialLoss.NON_SATURATING;

  private final ReedConfig config;
  private final Device device;
  private final Network<ReedDiscriminator> discriminator;
  private final Drawings<StepInputs, Tensor> drawings;

  ReedLoss(
      ReedConfig config,
      Device device,
      Network<ReedDiscriminator> discriminator,
      Drawings<StepInputs, Tensor> drawings) {
    this.config = config;
    this.device = device;
    this.discriminator = discriminator;
    this.drawings = drawings;
  }

  /// Adds up the discriminator's gradients for real+matching against real+mismatched and drawn, and
  /// those of its lazy penalty.
  void accumulateDiscriminatorGradients(StepInputs work, Pass pass) {
    Tensor shown = drawings.of(work).narrow(0, 0, work.text().size(0)).detach(); // [m, 3, H, H]
    Tensor right;
    Tensor fake;
    Tensor mismatched;
    ReedDiscriminator judge = discriminator.block();
    try (var _ = config.precision().on(device)) {
      Tensor features = judge.features(work.real());
      right = judge.logits(features, work.text()).to(DType.FLOAT32); // [m]
      mismatched =
          config.mode().mismatched()
              ? judge.logits(features, work.mismatched()).to(DType.FLOAT32) // [m]
              : right;
      fake = judge.logits(judge.features(shown), work.text()).to(DType.FLOAT32); // [m]
    }
    double share = config.mode().mismatched() ? config.mismatchWeight() : 0;
    Tensor loss = LOSS.real(right, config.realTarget()).plus(LOSS.fake(fake).times(1 - share));
    if (share > 0) {
      loss = loss.plus(LOSS.fake(mismatched).times(share));
    }
    pass.backward(loss);
    pass.add("loss/d", loss.item());
    pass.add("d/real", right.sigmoid().mean().item());
    if (share > 0) {
      pass.add("d/wrong", mismatched.sigmoid().mean().item());
    }
    pass.add("d/fake", fake.sigmoid().mean().item());
    if (config.gradientPenalty() > 0 && pass.every(ReedConfig.PENALTY_INTERVAL)) {
      Tensor penalty = ReedRegularizers.slope(judge, work);
      pass.add("penalty", penalty.item());
      pass.backward(penalty.times(config.gradientPenalty() / 2 * ReedConfig.PENALTY_INTERVAL));
    }
  }

  /// Adds up the generator's gradients, through the discriminator as it is.
  void accumulateGeneratorGradients(StepInputs work, Pass pass) {
    Tensor drawn = drawings.of(work); // [R, 3, H, H]
    Tensor logits;
    try (var _ = config.precision().on(device)) {
      ReedDiscriminator judge = discriminator.block();
      logits = judge.logits(judge.features(drawn), work.drawnText()).to(DType.FLOAT32); // [R]
    }
    Tensor loss = LOSS.generator(logits);
    if (config.seeking() > 0) {
      loss = loss.plus(ReedRegularizers.sameness(drawn, work).times(config.seeking()));
    }
    pass.backward(loss);
    pass.add("loss/g", loss.item());
  }
}
