package dev.limn.bench;

import dev.limn.config.Settings;
import dev.limn.model.Generator;
import dev.limn.model.Model;
import dev.limn.model.ModelFamily;
import dev.limn.model.ModelLearner;
import dev.limn.model.Training;
import dev.limn.model.dfgan.DfGanFamily;
import dev.limn.model.reed.ReedConfig;
import dev.limn.model.stackgan.StackGanConfig;
import dev.limn.torch.Device;
import dev.limn.torch.Precision;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// One training step as a family's own learner takes it, on fixed random data.
final class Learned implements Step {
  private final ModelLearner learner;
  private final Optional<Generator> before;
  private final int period;
  private final OptionalDouble gigaflops;
  private Map<String, Double> first = Map.of();

  private Learned(
      ModelLearner learner, Optional<Generator> before, int period, OptionalDouble gigaflops) {
    this.learner = learner;
    this.before = before;
    this.period = period;
    this.gigaflops = gigaflops;
  }

  /// GAN-INT-CLS with the paper's step, without what the small preset adds to it.
  static Learned reed(ReedConfig base, int batch, int conditionWidth, Precision precision) {
    var config = Settings.with(base, ReedConfig.class, changes(batch, precision, "seeking", 0));
    double trunk = Flops.reedTrunk(config);
    double judge = Flops.reedJudge(config);
    return new Learned(
        learner("reed", Settings.toMap(config), batch, 64, conditionWidth, Optional.empty()),
        Optional.empty(),
        1,
        // forwards and backwards are 3, of which 1.5 batches are drawn; the discriminator is only
        // passed through for the generator: 2
        OptionalDouble.of(
            batch
                * (1.5 * 3 * Flops.reedGenerator(config)
                    + 6 * trunk
                    + 9 * judge
                    + 1.5 * 2 * (trunk + judge))
                / 1e9));
  }

  /// A stage of StackGAN.
  ///
  /// @param base whose stage is learned
  static Learned stackGan(StackGanConfig base, int batch, int conditionWidth, Precision precision) {
    var config =
        Settings.with(base, StackGanConfig.class, changes(batch, precision, "stage", base.stage()));
    Optional<Generator> before =
        config.stage() == 1
            ? Optional.empty()
            : Optional.of(sketcher(Settings.toMap(config), conditionWidth));
    double trunk = Flops.stackGanTrunk(config);
    double judge = Flops.stackGanJudge(config);
    double generator =
        config.stage() == 1
            ? 3 * Flops.stageOne(config)
            : Flops.stageOne(config) + 3 * Flops.stageTwo(config);
    return new Learned(
        learner(
            "stackgan", Settings.toMap(config), batch, config.resolution(), conditionWidth, before),
        before,
        1,
        OptionalDouble.of(batch * (generator + 6 * trunk + 9 * judge + 2 * (trunk + judge)) / 1e9));
  }

  /// DF-GAN with the small preset's widths and the paper's losses, without what the preset adds.
  static Learned oneStage(int resolution, int batch, int conditionWidth, Precision precision) {
    var own = new HashMap<>(changes(batch, precision, "resolution", resolution));
    own.put("contrast", 0);
    var config = new DfGanFamily().config("small", own);
    return new Learned(
        learner(
            "df-gan", Settings.toMap(config), batch, resolution, conditionWidth, Optional.empty()),
        Optional.empty(),
        config.penaltyInterval(),
        OptionalDouble.empty());
  }

  /// DF-GAN as `limn train` takes it: the small preset whole, with its contrastive loss.
  static Learned usual(int batch, int conditionWidth, Precision precision) {
    var own = Map.of("batch", batch, "precision", precision.name().toLowerCase(Locale.ROOT));
    var config = new DfGanFamily().config("small", own);
    return new Learned(
        learner(
            "df-gan",
            Settings.toMap(config),
            batch,
            config.resolution(),
            conditionWidth,
            Optional.empty()),
        Optional.empty(),
        config.penaltyInterval(),
        OptionalDouble.empty());
  }

  /// A first stage of random weights.
  static Generator sketcher(Map<String, Object> settings, int conditionWidth) {
    var first = new HashMap<>(settings);
    first.put("stage", 1);
    int side = Integer.parseInt(settings.get("low-resolution").toString());
    try (var learner = learner("stackgan", first, 64, side, conditionWidth, Optional.empty())) {
      return (Generator) learner.drawing();
    }
  }

  /// @param batch of the data
  static ModelLearner learner(
      String family,
      Map<String, Object> settings,
      int batch,
      int side,
      int conditionWidth,
      Optional<Generator> before) {
    var examples = new FixedExamples(batch, 3, side, conditionWidth);
    return learner(ModelFamily.named(family), settings, conditionWidth, examples, before);
  }

  private static <C extends Record> ModelLearner learner(
      ModelFamily<C> family,
      Map<String, Object> settings,
      int conditionWidth,
      FixedExamples examples,
      Optional<Generator> before) {
    return family.learner(
        new Training<>(
            family.stored(settings),
            conditionWidth,
            1,
            0,
            0,
            Device.CPU,
            examples,
            _ -> Optional.empty(),
            before.map(Model.class::cast)));
  }

  private static Map<String, Object> changes(
      int batch, Precision precision, String key, Object value) {
    return Map.of(
        "batch", batch, "precision", precision.name().toLowerCase(Locale.ROOT), key, value);
  }

  @Override
  public void run() {
    var report = learner.step();
    if (first.isEmpty()) {
      first = report.figures();
    }
  }

  @Override
  public Map<String, Double> first() {
    return first;
  }

  @Override
  public int period() {
    return period;
  }

  @Override
  public OptionalDouble gigaflops() {
    return gigaflops;
  }

  @Override
  public void close() {
    learner.close();
    before.ifPresent(Generator::close);
  }
}
