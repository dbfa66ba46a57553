package dev.limn.model.dfgan;

import dev.limn.loss.AdversarialLoss;
import dev.limn.loss.Penalties;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import dev.limn.train.StepMetrics;

/// The two half steps on one micro-batch: what each network's loss is, and its gradients added up.
final class DfGanLoss {
  private static final AdversarialLoss LOSS = AdversarialLoss.HINGE;

  private final DfGanConfig config;
  private final Device device;
  private final Network<DfGanGenerator> generator;
  private final Network<DfGanDiscriminator> discriminator;
  private final Augmentation augmentation;

  DfGanLoss(
      DfGanConfig config,
      Device device,
      Network<DfGanGenerator> generator,
      Network<DfGanDiscriminator> discriminator,
      Augmentation augmentation) {
    this.config = config;
    this.device = device;
    this.generator = generator;
    this.discriminator = discriminator;
    this.augmentation = augmentation;
  }

  /// Drawings with their graph: `[m, 3, R, R]`.
  Tensor draw(StepInputs work) {
    try (var _ = config.precision().on(device)) {
      return generator.block().forward(work.z(), work.drawnText()); // [m, 3, R, R]
    }
  }

  /// Adds up the discriminator's gradients.
  ///
  /// @param drawn `[m, 3, R, R]`, without a graph
  /// @param step counts the steps from 0, for the penalties that come now and then
  void teachDiscriminator(StepInputs work, Tensor drawn, long step, StepMetrics figures) {
    boolean penalised = config.penalty() > 0 && step % config.penaltyInterval() == 0;
    Tensor real = augmentation.apply(work.real());
    Tensor text = work.text();
    if (penalised) { // the slope is that at the discriminator's own input
      real = real.detach().requiresGrad(true);
      text = text.detach().requiresGrad(true);
    }
    Tensor shown = augmentation.apply(drawn);
    Tensor features;
    Tensor right;
    Tensor wrong;
    Tensor fake;
    DfGanDiscriminator judge = discriminator.block();
    try (var _ = config.precision().on(device)) {
      features = judge.features(real); // [m, C, 4, 4]
      right = judge.judge(features, text).to(DType.FLOAT32); // [m]
      wrong = judge.judge(features, work.wrong()).to(DType.FLOAT32); // [m]
      fake = judge.judge(judge.features(shown), work.drawnText()).to(DType.FLOAT32); // [m]
    }
    double share = config.mismatchWeight();
    Tensor loss =
        LOSS.real(right).plus(LOSS.fake(wrong).times(share)).plus(LOSS.fake(fake).times(1 - share));
    double weight = (double) work.text().size(0) / config.batch();
    figures.add("loss/d", loss.item(), weight);
    figures.add("logits/real", right.mean().item(), weight);
    figures.add("logits/wrong", wrong.mean().item(), weight);
    figures.add("logits/fake", fake.mean().item(), weight);
    augmentation.observe(right, weight);
    if (work.others().isPresent()) {
      Tensor contrast = judge.contrast(features, work.text(), work.others().get());
      figures.add("contrast/real", contrast.item(), weight);
      loss = loss.plus(contrast.times(config.contrast()));
    }
    if (penalised) {
      Tensor penalty = Penalties.matchingAware(right, real, text, config.penaltyPower());
      figures.add("penalty", penalty.item(), weight);
      loss = loss.plus(penalty.times(config.penalty() * config.penaltyInterval()));
    }
    backward(loss, weight);
    if (config.r1() > 0 && step % config.r1Interval() == 0) {
      // in float32: its own gradient is a second derivative
      Tensor r1 =
          Penalties.zeroGradient(x -> judge.judge(judge.features(x), work.text()), real.detach());
      figures.add("r1", r1.item(), weight);
      backward(r1.times(config.r1() / 2 * config.r1Interval()), weight);
    }
  }

  /// Adds up the generator's gradients, through the discriminator as it is.
  ///
  /// @param drawn `[m, 3, R, R]`, with the graph
  void teachGenerator(StepInputs work, Tensor drawn, StepMetrics figures) {
    Tensor shown = augmentation.apply(drawn);
    Tensor features;
    Tensor logits;
    DfGanDiscriminator judge = discriminator.block();
    try (var _ = config.precision().on(device)) {
      features = judge.features(shown); // [m, C, 4, 4]
      logits = judge.judge(features, work.drawnText()).to(DType.FLOAT32); // [m]
    }
    Tensor loss = LOSS.generator(logits);
    double weight = (double) work.text().size(0) / config.batch();
    if (work.others().isPresent()) {
      Tensor contrast = judge.contrast(features, work.drawnText(), work.others().get());
      figures.add("contrast/drawn", contrast.item(), weight);
      loss = loss.plus(contrast.times(config.contrast()));
    }
    if (config.seeking() > 0) {
      Tensor same = work.sameness(drawn.to(DType.FLOAT32));
      loss = loss.plus(same.times(config.seeking()));
    }
    figures.add("loss/g", loss.item(), weight);
    backward(loss, weight);
  }

  private static void backward(Tensor loss, double weight) {
    if (weight == 1) {
      loss.backward();
    } else {
      loss.times(weight).backward();
    }
  }
}
