package dev.limn.run;

import dev.limn.draw.ModelBundle;
import dev.limn.draw.VectorModel;
import dev.limn.metric.FrechetDistance;
import dev.limn.metric.MetricException;
import dev.limn.model.RowFamily;
import dev.limn.model.RowLearner;
import dev.limn.model.VectorTable;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;
import dev.limn.train.CheckpointStore;
import dev.limn.train.RunDirectory;
import dev.limn.train.TrainException;
import dev.limn.train.Trainer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a run on a table of numbers does: the same trainer, checkpoints, figures and logs as with
/// pictures. Previews are plots of the first two columns, or the distribution of the only one; at
/// every checkpoint the Fréchet distance between drawn rows and those held back (without any, the
/// table's) is noted, columns scaled to deviation 1.
final class RowCourse<C extends Record> implements Course {
  private static final double THOUSAND = 1000;
  private static final int KEPT = 3;
  private static final int MEASURED = 10_000;

  private final RunConfig config;
  private final RowFamily<C> family;
  private final C own;

  RowCourse(RunConfig config, RowFamily<C> family, C own) {
    this.config = config;
    this.family = family;
    this.own = own;
  }

  @Override
  public BatchFit fitted(boolean batchSaid) {
    return new BatchFit(config, Optional.empty());
  }

  @Override
  public void check() {
    read();
  }

  @Override
  public String subject() {
    return RunConfigs.plain(Path.of(config.data()));
  }

  @Override
  public String length() {
    return String.format(Locale.ROOT, "%,d rows", Course.total(config));
  }

  @Override
  public boolean finished(RunDirectory run) {
    return false;
  }

  @Override
  public List<String> results(RunDirectory run) {
    Path model = run.root().resolve("model");
    return List.of("model: " + model, "draw with it: " + RunConfigs.command(model));
  }

  /// The table that is learned from.
  ///
  /// @throws TrainException when it has fewer rows than a batch
  private TableRows read() {
    if (config.microBatch() != 0) {
      throw new TrainException(
          "micro-batch " + config.microBatch() + "; rows are computed at once: expected 0");
    }
    var rows = TableRows.read(config);
    int batch = family.needs(own).batch();
    if (batch > rows.learned().length) {
      throw new TrainException(
          String.format(
              Locale.ROOT,
              "batch %,d; expected at most %,d, the rows to learn from in %s",
              batch,
              rows.learned().length,
              config.data()));
    }
    return rows;
  }

  @Override
  public Trainer.End run(Session session) {
    var rows = read();
    DataIdentity.require(
        session.run(), config, rows.id(), rows.learned().length + rows.held().length, "rows");
    session.say(
        String.format(
            Locale.ROOT,
            "%,d rows of %d columns to learn from, %,d held back",
            rows.learned().length,
            rows.columns().size(),
            rows.held().length));
    long total = Course.total(config);
    var data = new VectorTable(rows.scale().in(rows.learned()), rows.columns().size());
    try (RowLearner learner = family.learner(own, data, config.seed(), total, session.device());
        var store =
            CheckpointStore.open(
                session.run().checkpoints(), new CheckpointStore.Retention(KEPT, _ -> false))) {
      session.say(family.name() + ": " + learner.summary());
      var writer = new Writer(session, rows, learner);
      var records = new Records("", "", config.essence(), (_, _) -> List.of(writer), Map.of());
      var plotted =
          new PreviewedLearner(
              learner, () -> Optional.of(rows.plot(learner::sample, config.seed())));
      Trainer.End end =
          session.stages().train(plotted, Course.plan(config, total), store, rows.id(), records);
      if (end == Trainer.End.FINISHED) {
        writer.finish(store);
      }
      return end;
    }
  }

  /// Writes the model at every checkpoint, and measures it.
  private final class Writer extends ModelWriting {
    private final Session session;
    private final TableRows rows;
    private final RowLearner learner;

    Writer(Session session, TableRows rows, RowLearner learner) {
      super(session::say);
      this.session = session;
      this.rows = rows;
      this.learner = learner;
    }

    @Override
    void write(long seen) {
      var training = new LinkedHashMap<String, Object>();
      training.put("data", Path.of(config.data()).toAbsolutePath().getFileName().toString());
      training.put("data-id", rows.id());
      training.put("rows", rows.learned().length);
      training.put("held-back", rows.held().length);
      training.put("kimg", seen / THOUSAND);
      training.put("seed", config.seed());
      measured(seen).ifPresent(distance -> training.put("frechet-distance", distance));
      try (var generator = learner.drawing()) {
        VectorModel.write(
            session.run().root().resolve("model"),
            ModelBundle.description(
                session.run().name(), family.name(), 0, config.settings(), training, List.of()),
            rows.scale(),
            generator);
      }
    }

    /// The distance, unless it cannot be measured; training goes on without.
    private Optional<Double> measured(long seen) {
      try {
        double distance = distance();
        session.say(
            String.format(
                Locale.ROOT,
                "Fréchet distance to the %s rows at %.1f kimg: %.4f",
                rows.held().length > 1 ? "held-back" : "table's",
                seen / THOUSAND,
                distance));
        return Optional.of(distance);
      } catch (MetricException | TorchException e) {
        session.say("not measured: " + e.getMessage());
        return Optional.empty();
      }
    }

    private double distance() {
      double[][] real = rows.held().length > 1 ? rows.held() : rows.learned();
      try (var _ = Scope.open()) {
        Tensor drawn = learner.sample(MEASURED, config.seed()); // [N, W]
        Tensor known = Tensors.of(rows.scale().in(real), real.length, rows.columns().size());
        return FrechetDistance.between(statistics(known), statistics(drawn));
      }
    }
  }

  private static FrechetDistance.Statistics statistics(Tensor rows) {
    try (var gathering = new FrechetDistance.Gathering((int) rows.size(1))) {
      gathering.add(rows);
      return gathering.statistics();
    }
  }
}
