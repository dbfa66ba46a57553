package dev.limn.model.dfgan;

import dev.limn.loss.AdversarialLoss;
import dev.limn.loss.Penalties;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import dev.limn.train.step.Drawings;
import dev.limn.train.step.Pass;

/// What each network's loss is on one micro-batch, and its gradients added up.
final class DfGanLoss {
  private static final AdversarialLoss LOSS = AdversarialLoss.HINGE;

  private final DfGanConfig config;
  private final Device device;
  private final Network<DfGanDiscriminator> discriminator;
  private final Augmentation augmentation;
  private final Drawings<StepInputs, Tensor> drawings;

  DfGanLoss(
      DfGanConfig config,
      Device device,
      Network<DfGanDiscriminator> discriminator,
      Augmentation augmentation,
      Drawings<StepInputs, Tensor> drawings) {
    this.config = config;
    this.device = device;
    this.discriminator = discriminator;
    this.augmentation = augmentation;
    this.drawings = drawings;
  }

  /// Adds up the discriminator's gradients, those of its lazy penalties among them.
  void accumulateDiscriminatorGradients(StepInputs work, Pass pass) {
    boolean penalised = config.penalty() > 0 && pass.every(config.penaltyInterval());
    Tensor real = augmentation.apply(work.real());
    Tensor text = work.text();
    if (penalised) { // the slope is that at the discriminator's own input
      real = real.detach().requiresGrad(true);
      text = text.detach().requiresGrad(true);
    }
    Tensor shown = augmentation.apply(drawings.of(work).detach());
    Tensor features;
    Tensor right;
    Tensor mismatched;
    Tensor fake;
    DfGanDiscriminator judge = discriminator.block();
    try (var _ = config.precision().on(device)) {
      features = judge.features(real); // [m, C, 4, 4]
      right = judge.logits(features, text).to(DType.FLOAT32); // [m]
      mismatched = judge.logits(features, work.mismatched()).to(DType.FLOAT32); // [m]
      fake = judge.logits(judge.features(shown), work.drawnText()).to(DType.FLOAT32); // [m]
    }
    double share = config.mismatchWeight();
    Tensor loss =
        LOSS.real(right)
            .plus(LOSS.fake(mismatched).times(share))
            .plus(LOSS.fake(fake).times(1 - share));
    pass.add("loss/d", loss.item());
    pass.add("logits/real", right.mean().item());
    pass.add("logits/wrong", mismatched.mean().item());
    pass.add("logits/fake", fake.mean().item());
    augmentation.observe(right, pass.weight());
    if (work.others().isPresent()) {
      Tensor contrast = judge.contrast(features, work.text(), work.others().get());
      pass.add("contrast/real", contrast.item());
      loss = loss.plus(contrast.times(config.contrast()));
    }
    if (penalised) {
      Tensor penalty = Penalties.matchingAware(right, real, text, config.penaltyPower());
      pass.add("penalty", penalty.item());
      loss = loss.plus(penalty.times(config.penalty() * config.penaltyInterval()));
    }
    pass.backward(loss);
    if (config.r1() > 0 && pass.every(config.r1Interval())) {
      // in float32: its own gradient is a second derivative
      Tensor r1 =
          Penalties.zeroGradient(x -> judge.logits(judge.features(x), work.text()), real.detach());
      pass.add("r1", r1.item());
      pass.backward(r1.times(config.r1() / 2 * config.r1Interval()));
    }
  }

  /// Adds up the generator's gradients, through the discriminator as it is.
  void accumulateGeneratorGradients(StepInputs work, Pass pass) {
    Tensor drawn = drawings.of(work); // [m, 3, R, R]
    Tensor shown = augmentation.apply(drawn);
    Tensor features;
    Tensor logits;
    DfGanDiscriminator judge = discriminator.block();
    try (var _ = config.precision().on(device)) {
      features = judge.features(shown); // [m, C, 4, 4]
      logits = judge.logits(features, work.drawnText()).to(DType.FLOAT32); // [m]
    }
    Tensor loss = LOSS.generator(logits);
    if (work.others().isPresent()) {
      Tensor contrast = judge.contrast(features, work.drawnText(), work.others().get());
      pass.add("contrast/drawn", contrast.item());
      loss = loss.plus(contrast.times(config.contrast()));
    }
    if (config.seeking() > 0) {
      Tensor same = work.sameness(drawn.to(DType.FLOAT32));
      loss = loss.plus(same.times(config.seeking()));
    }
    pass.add("loss/g", loss.item());
    pass.backward(loss);
  }
}
