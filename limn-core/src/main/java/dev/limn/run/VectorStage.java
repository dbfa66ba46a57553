package dev.limn.run;

import dev.limn.LimnException;
import dev.limn.data.VectorFile;
import dev.limn.draw.ModelBundle;
import dev.limn.draw.VectorModel;
import dev.limn.image.Image;
import dev.limn.image.RowPlot;
import dev.limn.metric.FrechetDistance;
import dev.limn.model.mlp.MlpConfig;
import dev.limn.model.mlp.MlpFamily;
import dev.limn.model.mlp.MlpLearner;
import dev.limn.model.mlp.VectorScale;
import dev.limn.model.mlp.VectorTable;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.CheckpointStore;
import dev.limn.train.Learner;
import dev.limn.train.LearnerState;
import dev.limn.train.RunDirectory;
import dev.limn.train.StepReport;
import dev.limn.train.TrainException;
import dev.limn.train.Trainer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// What a run on a table of numbers does: the same trainer, checkpoints, figures and logs as with
/// pictures. Previews are plots of the first two columns, or the distribution of the only one; at
/// every checkpoint the Fréchet distance between drawn rows and those held back (without any, the
/// table's) is noted, columns scaled to deviation 1.
final class VectorStage {
  private static final double THOUSAND = 1000;
  private static final int KEPT = 3;
  private static final int SHOWN = 1000;
  private static final int MEASURED = 10_000;
  private static final double MARGIN = 0.1;
  private static final int BINS = 50;

  // Colours that also people who are colour-blind can tell apart (Okabe and Ito 2008).
  private static final int ORANGE = 0xE69F00;
  private static final int BLUE = 0x0072B2;
  private static final int GREEN = 0x009E73;
  private static final int BLACK = 0x202020;

  private final RunDirectory run;
  private final RunConfig config;
  private final Device device;
  private final StageTraining stages;
  private final VectorFile file;
  private final double[][] learned;
  private final double[][] held;
  private final VectorScale scale;

  VectorStage(RunDirectory run, RunConfig config, VectorFile file, StageTraining stages) {
    this.run = run;
    this.config = config;
    this.device = Device.parse(config.device());
    this.file = file;
    this.stages = stages;
    learned = rows(config, file, false);
    held = rows(config, file, true);
    scale = VectorScale.of(file.columns(), learned);
  }

  private static double[][] rows(RunConfig config, VectorFile file, boolean heldBack) {
    int every = config.holdBack();
    return IntStream.range(0, file.rows().length)
        .filter(i -> (every > 0 && i % every == every - 1) == heldBack)
        .mapToObj(i -> file.rows()[i])
        .toArray(double[][]::new);
  }

  /// Reads the table that a run learns from.
  ///
  /// @throws TrainException when it has fewer rows than a batch
  static VectorFile open(RunConfig config) {
    if (config.microBatch() != 0) {
      throw new TrainException(
          "micro-batch " + config.microBatch() + "; rows are computed at once: expected 0");
    }
    VectorFile file = VectorFile.read(Path.of(config.data()));
    int rows = rows(config, file, false).length;
    int batch = MlpFamily.config(config.settings()).batch();
    if (batch > rows) {
      throw new TrainException(
          String.format(
              Locale.ROOT,
              "batch %,d; expected at most %,d, the rows to learn from in %s",
              batch,
              rows,
              config.data()));
    }
    return file;
  }

  Trainer.End run(Path model) {
    stages.say(
        String.format(
            Locale.ROOT,
            "%,d rows of %d columns to learn from, %,d held back",
            learned.length,
            file.columns().size(),
            held.length));
    MlpConfig settings = MlpFamily.config(config.settings());
    long total = Math.max(1, Math.round(config.kimg() * THOUSAND));
    var data = new VectorTable(scale.in(learned), file.columns().size());
    try (var learner = new MlpLearner(settings, data, config.seed(), total, device);
        var store =
            CheckpointStore.open(
                run.checkpoints(), new CheckpointStore.Retention(KEPT, _ -> false))) {
      stages.say(MlpFamily.NAME + ": " + learner.summary());
      var plan =
          new Trainer.Plan(
              total,
              Stages.interval(config.tickKimg()),
              Stages.interval(config.previewKimg()),
              Stages.interval(config.saveKimg()));
      var writer = new Writer(model, learner);
      var records = new Records("", "", config.essence(), (_, _) -> List.of(writer), Map.of());
      var plotted = new Plotted(learner, this::plot);
      Trainer.End end = stages.train(plotted, plan, store, file.id(), records);
      if (end == Trainer.End.FINISHED) {
        writer.finish(store);
      }
      return end;
    }
  }

  /// Writes the model at every checkpoint, and measures it.
  private final class Writer extends ModelWriting {
    private final Path model;
    private final MlpLearner learner;

    Writer(Path model, MlpLearner learner) {
      super(stages::say);
      this.model = model;
      this.learner = learner;
    }

    @Override
    void write(long rows) {
      var training = new LinkedHashMap<String, Object>();
      training.put("data", Path.of(config.data()).toAbsolutePath().getFileName().toString());
      training.put("data-id", file.id());
      training.put("rows", learned.length);
      training.put("held-back", held.length);
      training.put("kimg", rows / THOUSAND);
      training.put("seed", config.seed());
      measured(rows).ifPresent(distance -> training.put("frechet-distance", distance));
      try (var generator = learner.drawing()) {
        VectorModel.write(
            model,
            ModelBundle.description(
                run.name(), MlpFamily.NAME, 0, config.settings(), training, List.of()),
            scale,
            generator);
      }
    }

    /// The distance, unless it cannot be measured; training goes on without.
    private Optional<Double> measured(long rows) {
      try {
        double distance = distance(learner);
        stages.say(
            String.format(
                Locale.ROOT,
                "Fréchet distance to the %s rows at %.1f kimg: %.4f",
                held.length > 1 ? "held-back" : "table's",
                rows / THOUSAND,
                distance));
        return Optional.of(distance);
      } catch (LimnException e) {
        stages.say("not measured: " + e.getMessage());
        return Optional.empty();
      }
    }
  }

  private double distance(MlpLearner learner) {
    double[][] real = held.length > 1 ? held : learned;
    try (var _ = Scope.open()) {
      Tensor drawn = learner.sample(MEASURED, config.seed()); // [N, W]
      Tensor rows = Tensors.of(scale.in(real), real.length, file.columns().size()); // [R, W]
      return FrechetDistance.between(statistics(rows), statistics(drawn));
    }
  }

  private static FrechetDistance.Statistics statistics(Tensor rows) {
    try (var gathering = new FrechetDistance.Gathering((int) rows.size(1))) {
      gathering.add(rows);
      return gathering.statistics();
    }
  }

  /// Real and drawn rows in one picture, in the table's units.
  private Image plot(MlpLearner learner) {
    double[][] drawn;
    try (var _ = Scope.open()) {
      drawn = scale.out(learner.sample(SHOWN, config.seed()).toFloats());
    }
    RowPlot.Axis across = axis(0);
    if (file.columns().size() == 1) {
      return RowPlot.of("Distribution of " + across.name(), across)
          .histogram("real", ORANGE, column(learned, 0), BINS)
          .histogram("drawn", BLUE, column(drawn, 0), BINS)
          .image();
    }
    double[][] some =
        IntStream.range(0, Math.min(SHOWN, learned.length))
            .mapToObj(
                i -> learned[(int) ((long) i * learned.length / Math.min(SHOWN, learned.length))])
            .toArray(double[][]::new);
    return RowPlot.of("Real rows and drawn ones", across, axis(1))
        .points("real", BLACK, 0.3, column(some, 0), column(some, 1))
        .points("drawn", GREEN, 0.5, column(drawn, 0), column(drawn, 1))
        .image();
  }

  /// The least and the largest of a column, and a margin.
  private RowPlot.Axis axis(int column) {
    var facts = IntStream.range(0, learned.length).mapToDouble(i -> learned[i][column]);
    var range = facts.summaryStatistics();
    double least = 1e-6 * Math.max(1, Math.abs(range.getMax())); // of a column that is constant
    double margin = Math.max(MARGIN * (range.getMax() - range.getMin()), least);
    return new RowPlot.Axis(
        file.columns().get(column), range.getMin() - margin, range.getMax() + margin);
  }

  private static double[] column(double[][] rows, int column) {
    var values = new double[rows.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows[i][column];
    }
    return values;
  }

  /// How a preview is made.
  private interface Plotting {
    Image of(MlpLearner learner);
  }

  /// A learner of vectors whose previews are plots.
  private record Plotted(MlpLearner learner, Plotting plotting) implements Learner {
    @Override
    public int batch() {
      return learner.batch();
    }

    @Override
    public StepReport step() {
      return learner.step();
    }

    @Override
    public LearnerState state() {
      return learner.state();
    }

    @Override
    public void restore(LearnerState state) {
      learner.restore(state);
    }

    @Override
    public Optional<Image> preview() {
      return Optional.of(plotting.of(learner));
    }

    @Override
    public void slowDown(double factor) {
      learner.slowDown(factor);
    }

    @Override
    public void close() {
      learner.close();
    }
  }
}
