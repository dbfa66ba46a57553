package dev.limn.run;

import dev.limn.config.Settings;
import dev.limn.data.PackedCache;
import dev.limn.metric.EvaluationConfig;
import dev.limn.metric.MetricNetworks;
import dev.limn.model.DataNeeds;
import dev.limn.model.Feed;
import dev.limn.model.Model;
import dev.limn.model.ModelFamily;
import dev.limn.model.ModelLearner;
import dev.limn.model.Training;
import dev.limn.text.TextEncoder;
import dev.limn.train.CheckpointStore;
import dev.limn.train.Examples;
import dev.limn.train.Learner;
import dev.limn.train.Trainer;
import dev.limn.train.TrainingListener;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Trains one stage of a model of pictures.
///
/// @param source what it learns from
/// @param order of the stages, which knows the model before
record ModelStage<C extends Record>(
    RunConfig config,
    ModelFamily<C> family,
    Course.Session session,
    TrainingPictures pictures,
    Source source,
    StageOrder<C> order) {
  private static final int KEPT = 3;

  /// What a model learns from.
  ///
  /// @param examples makes them; the learner closes them
  /// @param conditions what its pictures depend on
  /// @param previews made with the model as it is
  record Source(Supplier<Examples<?>> examples, Conditions conditions, Preview previews) {}

  /// A learner, which closes its examples; they are closed here when there will be none.
  static <L extends Learner> L owning(Examples<?> examples, Supplier<L> learner) {
    try {
      return learner.get();
    } catch (RuntimeException | Error e) {
      examples.close();
      throw e;
    }
  }

  /// Trains from the stage's newest checkpoint on.
  ///
  /// @param parted pictures that can be held against drawings
  Trainer.End learn(StageOrder.Task<C> task, int parted) {
    Examples<?> examples = source.examples().get();
    try (ModelLearner learner = owning(examples, () -> learner(task, examples));
        var store =
            CheckpointStore.open(
                task.checkpoints(), new CheckpointStore.Retention(KEPT, _ -> false))) {
      session.say(family.name() + ": " + learner.summary());
      warmStart(task, learner, store);
      session.say(
          "previews: "
              + session.run().root().resolve(task.stage().drawings()).resolve("fakes*.png")
              + (family.needs(task.stage().config()).arrangement() != DataNeeds.Arrangement.SINGLE
                  ? " of pictures that stay the same"
                  : " from noise that stays the same"));
      var writer = writer(task, learner);
      Trainer.End end = train(task, learner, store, writer, parted);
      if (end == Trainer.End.FINISHED) {
        writer.finish(store);
      }
      return end;
    }
  }

  private ModelLearner learner(StageOrder.Task<C> task, Examples<?> examples) {
    Function<Optional<Model>, Training<C>> training =
        before ->
            new Training<>(
                task.stage().config(),
                source.conditions().width(),
                config.seed(),
                task.total(),
                config.microBatch(),
                session.device(),
                examples,
                source.previews(),
                before);
    return order.learner(task, training, session.device());
  }

  private void warmStart(StageOrder.Task<C> task, ModelLearner learner, CheckpointStore store) {
    if (config.from().isEmpty() || store.newestValid().checkpoint().isPresent()) {
      return;
    }
    var from = Path.of(config.from());
    boolean sameText = WarmStart.sameText(from, session.run().root().resolve(TextEncoder.FOLDER));
    session.say(WarmStart.apply(from, sameText, task.checkpoints().getFileName(), learner));
  }

  private ModelWriter writer(StageOrder.Task<C> task, ModelLearner learner) {
    return new ModelWriter(
        task.model(),
        session.run().name(),
        config,
        Settings.toMap(task.stage().config()),
        pictures.facts(),
        source.previews().captions(),
        learner,
        source.conditions(),
        session::say);
  }

  private Trainer.End train(
      StageOrder.Task<C> task,
      ModelLearner learner,
      CheckpointStore store,
      ModelWriter writer,
      int parted) {
    var writers =
        List.<TrainingListener>of(writer, new Forecast(InstantSource.system(), session::say));
    List<String> captions = source.previews().captions();
    Map<String, String> shown =
        captions.isEmpty() ? Map.of() : Map.of("captions", String.join("\n\n", captions));
    var stage = task.stage();
    var records =
        new Records(stage.name(), stage.drawings(), config.essence(), (_, _) -> writers, shown);
    var plan = config.plan().filter(_ -> task.last());
    if (plan.isEmpty()) {
      return train(task, learner, store, records);
    }
    return measured(
        plan.get(),
        parted,
        learner,
        measuring ->
            train(
                task,
                learner,
                store,
                records.with(
                    (logging, seen) -> {
                      var all = new ArrayList<>(writers);
                      all.add(measuring.of(logging, seen));
                      return all;
                    })));
  }

  private Trainer.End train(
      StageOrder.Task<C> task, ModelLearner learner, CheckpointStore store, Records records) {
    return session
        .stages()
        .train(
            learner,
            Course.plan(config, task.total()),
            store,
            pictures.cache().contentId(),
            records);
  }

  /// Makes what is measured with, once it is known where figures go and how far training is.
  @FunctionalInterface
  private interface Measurer {
    Measuring of(RunLogging logging, long seen);
  }

  /// Trains with everything at hand that the measures need.
  private Trainer.End measured(
      EvaluationPlan plan,
      int parted,
      ModelLearner learner,
      Function<Measurer, Trainer.End> training) {
    EvaluationConfig of = plan.config(config.holdBack(), Math.max(2, parted));
    try (var networks =
            MetricNetworks.open(
                plan.sources(session.run().root()), of.measures(), session.device());
        var compared = plan.needsPictures() ? compared() : new Compared(Optional.empty())) {
      return training.apply(
          (logging, seen) ->
              new Measuring(
                  session.run(),
                  Course.interval(plan.kimg()),
                  of,
                  compared.cache(),
                  networks,
                  learner,
                  config.configured().condition(),
                  source.conditions(),
                  session.device(),
                  logging,
                  seen));
    }
  }

  /// Pictures as large as the drawings, as `limn evaluate` has them too; nothing where none are
  /// compared.
  private record Compared(Optional<PackedCache> cache) implements AutoCloseable {
    @Override
    public void close() {
      cache.ifPresent(PackedCache::close);
    }
  }

  private Compared compared() {
    Feed feed = config.configured().needs().pictures().feed();
    return new Compared(Optional.of(pictures.packed(feed, feed.resolution())));
  }
}
