package dev.limn.run;

import dev.limn.data.Dataset;
import dev.limn.data.LoaderConfig;
import dev.limn.data.PackSettings;
import dev.limn.data.PackedCache;
import dev.limn.data.Progress;
import dev.limn.data.SplitRule;
import dev.limn.metric.Evaluation;
import dev.limn.metric.MetricNetworks;
import dev.limn.model.Family;
import dev.limn.text.CaptionEmbeddings;
import dev.limn.text.TextEncoder;
import dev.limn.torch.Device;
import dev.limn.train.CaptionedExamples;
import dev.limn.train.CheckpointStore;
import dev.limn.train.Examples;
import dev.limn.train.LabelledExamples;
import dev.limn.train.Learner;
import dev.limn.train.RunDirectory;
import dev.limn.train.TrainException;
import dev.limn.train.Trainer;
import dev.limn.train.TrainingListener;
import dev.limn.train.log.StatusLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// What a run does once its data is open: the text encoder's stages, then the family's training.
final class Stages {
  private static final double THOUSAND = 1000;
  private static final int KEPT = 3;

  private final RunDirectory run;
  private final RunConfig config;
  private final Device device;
  private final Dataset dataset;
  private final PackedCache cache;
  private final SplitRule.Parts parts;
  private final StageTraining stages;
  private final TextStages texts;
  private final StageOrder order;

  Stages(
      RunDirectory run,
      RunConfig config,
      Device device,
      Dataset dataset,
      PackedCache cache,
      SplitRule.Parts parts,
      StatusLine status,
      Consumer<String> log,
      BooleanSupplier stop) {
    this.run = run;
    this.config = config;
    this.device = device;
    this.dataset = dataset;
    this.cache = cache;
    this.parts = parts;
    stages = new StageTraining(run, status, log, stop);
    texts = new TextStages(run, config, device, status, log, stop);
    order = new StageOrder(run, config, device);
  }

  Trainer.End run(Family.Feed feed, Path encoderFolder, Path model) {
    if (config.styleOnly()) {
      return new StyleStage(run, config, device, cache, parts, this).run(feed, model);
    }
    config.plan().ifPresent(this::heldBack); // before hours of training
    boolean drawsText = config.condition() == Family.Condition.TEXT && !config.textOnly();
    int[] captioned = drawsText ? captioned() : new int[0];
    if (drawsText) {
      requireBatch(feed.batch(), captioned.length, "captioned pictures");
    }
    if (config.condition() == Family.Condition.TEXT
        && !Files.isDirectory(encoderFolder)
        && learnText(feed, encoderFolder) == Trainer.End.INTERRUPTED) {
      return Trainer.End.INTERRUPTED;
    }
    if (config.textOnly()) {
      return Trainer.End.FINISHED;
    }
    var loading =
        LoaderConfig.of(feed.resolution(), feed.batch(), config.seed()).withFlip(feed.flip());
    if (config.condition() != Family.Condition.TEXT) {
      return learnWithoutText(loading, model);
    }
    try (var encoder = TextEncoder.open(encoderFolder, device);
        var embeddings = CaptionEmbeddings.of(cache, encoder);
        var previews = Previews.ofText(cache, captioned, encoder, config.seed())) {
      var loaded = loading.withCaptions(feed.captions());
      var conditions = new Conditions(Optional.of(encoder), List.of());
      return order.each(
          length(config),
          model,
          task -> {
            var examples = new CaptionedExamples(cache, captioned, loaded, embeddings);
            return learn(task, examples, conditions, previews);
          });
    }
  }

  /// The text encoder learns from the same pictures in its own size: what it cuts out of pictures
  /// for a larger family would be a small part of each, of which the captions do not speak.
  private Trainer.End learnText(Family.Feed feed, Path encoderFolder) {
    var side = texts.side();
    if (side.isEmpty() || side.getAsInt() == feed.resolution()) {
      return texts.ofPictures(cache, parts, encoderFolder);
    }
    int size = TextStages.packed(side.getAsInt());
    say(
        String.format(
            Locale.ROOT, "the text encoder learns from the pictures at %d×%d", size, size));
    try (var own = PackedCache.open(dataset, packed(feed, size), Progress.SILENT)) {
      if (own.fresh()) {
        say(own.place());
      }
      return texts.ofPictures(own, parts(config, own), encoderFolder);
    }
  }

  /// What a run learns from and what it holds back.
  static SplitRule.Parts parts(RunConfig config, PackedCache cache) {
    var whole = new SplitRule(config.holdBack()).apply(cache);
    return config.half().isEmpty() ? whole : whole.half(config.half().equals("b"));
  }

  private PackSettings packed(Family.Feed feed, int size) {
    return PackSettings.of(size)
        .withFit(feed.fit())
        .withFilter(feed.filter())
        .withAllowBad(config.allowBad());
  }

  /// For classes, or from noise alone.
  private Trainer.End learnWithoutText(LoaderConfig loading, Path model) {
    requireBatch(loading.batch(), parts.train().length, "pictures");
    boolean named = config.condition() == Family.Condition.CLASSES;
    List<String> classes = named ? cache.classNames() : List.of();
    try (var previews =
        named ? Previews.ofClasses(classes, config.seed()) : Previews.ofNoise(config.seed())) {
      return order.each(
          length(config),
          model,
          task -> {
            var examples = new LabelledExamples(cache, parts.train(), loading, classes.size());
            return learn(task, examples, new Conditions(Optional.empty(), classes), previews);
          });
    }
  }

  /// A batch larger than the data would hold the same pictures several times.
  private void requireBatch(int batch, int most, String what) {
    if (batch > most) {
      throw new TrainException(BatchFit.tooLarge(batch, most, what, config));
    }
  }

  /// Pictures of all stages together.
  static long length(RunConfig config) {
    return Math.max(1, Math.round(config.kimg() * THOUSAND));
  }

  private Trainer.End learn(
      StageOrder.Task task, Examples examples, Conditions conditions, Previews previews) {
    Family.Stage stage = task.stage();
    Function<Optional<Family.StoredGenerator>, Family.Training> training =
        before ->
            new Family.Training(
                stage.settings(),
                conditions.width(),
                config.seed(),
                task.total(),
                config.microBatch(),
                device,
                examples,
                previews,
                before);
    try (Family.GeneratorLearner learner = owning(examples, () -> order.learner(task, training));
        var store =
            CheckpointStore.open(
                task.checkpoints(), new CheckpointStore.Retention(KEPT, _ -> false))) {
      var plan =
          new Trainer.Plan(
              task.total(),
              interval(config.tickKimg()),
              interval(config.previewKimg()),
              interval(config.saveKimg()));
      say(config.family() + ": " + learner.summary());
      if (!config.from().isEmpty() && store.newestValid().checkpoint().isEmpty()) {
        var from = Path.of(config.from());
        boolean sameText = WarmStart.sameText(from, run.root().resolve(TextEncoder.FOLDER));
        say(WarmStart.apply(from, sameText, task.checkpoints().getFileName(), learner));
      }
      say(
          "previews: "
              + run.root().resolve(stage.drawings()).resolve("fakes*.png")
              + " from noise that stays the same");
      var writer =
          new ModelWriter(
              task.model(),
              run.name(),
              config,
              stage.settings(),
              facts(),
              previews.captions(),
              learner,
              conditions,
              this::say);
      var writers =
          List.<TrainingListener>of(writer, new Forecast(InstantSource.system(), this::say));
      Map<String, String> shown =
          previews.captions().isEmpty()
              ? Map.of()
              : Map.of("captions", String.join("\n\n", previews.captions()));
      var records =
          new Records(stage.name(), stage.drawings(), config.essence(), (_, _) -> writers, shown);
      Trainer.End end =
          task.last() && config.plan().isPresent()
              ? measured(
                  config.plan().get(),
                  learner,
                  conditions,
                  measuring ->
                      train(
                          learner,
                          plan,
                          store,
                          records.with(
                              (logging, seen) -> {
                                var all = new ArrayList<>(writers);
                                all.add(measuring.of(logging, seen));
                                return all;
                              })))
              : train(learner, plan, store, records);
      if (end == Trainer.End.FINISHED) {
        writer.finish(store);
      }
      return end;
    }
  }

  /// A learner, which closes its examples; they are closed here when there will be none.
  static <L extends Learner> L owning(Examples examples, Supplier<L> learner) {
    try {
      return learner.get();
    } catch (RuntimeException | Error e) {
      examples.close();
      throw e;
    }
  }

  /// Makes what is measured with, once it is known where figures go and how far training is.
  @FunctionalInterface
  private interface Measurer {
    Measuring of(RunLogging logging, long seen);
  }

  /// Trains with everything at hand that the measures need.
  private Trainer.End measured(
      EvaluationPlan plan,
      Family.GeneratorLearner learner,
      Conditions conditions,
      Function<Measurer, Trainer.End> training) {
    var of = plan.config(config.holdBack(), Math.max(2, heldBack(plan)));
    try (var instruments = MetricNetworks.open(plan.sources(run.root()), of.measures(), device);
        var pictures = plan.needsPictures() ? compared() : new Compared(Optional.empty())) {
      return training.apply(
          (logging, seen) ->
              new Measuring(
                  run,
                  interval(plan.kimg()),
                  of,
                  pictures.cache(),
                  instruments,
                  learner,
                  config.condition(),
                  conditions,
                  device,
                  logging,
                  seen));
    }
  }

  /// How many pictures can be held against drawings.
  ///
  /// @throws TrainException when these are fewer than the measures need
  private int heldBack(EvaluationPlan plan) {
    int parted = Evaluation.comparable(cache, parts.heldBack(), config.condition());
    if (plan.needsPictures() && parted < 2) {
      throw new TrainException(
          String.format(
                  Locale.ROOT,
                  "measures that compare pictures need at least 2 that are held back%s, not %d; expected",
                  config.condition() == Family.Condition.TEXT ? " and have captions" : "",
                  parted)
              + " --hold-back N");
    }
    return parted;
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
    var feed = Family.named(config.family()).feed(config.settings());
    var settings = packed(feed, feed.resolution());
    var cache = PackedCache.open(dataset, settings, Progress.SILENT);
    if (cache.fresh()) {
      say(cache.place());
    }
    return new Compared(Optional.of(cache));
  }

  static long interval(double kimg) {
    return Math.max(1, Math.round(kimg * THOUSAND));
  }

  /// The samples to learn from that have captions.
  int[] captioned() {
    int[] found = Arrays.stream(parts.train()).filter(i -> !cache.captions(i).isEmpty()).toArray();
    if (found.length < parts.train().length) {
      say(
          String.format(
              Locale.ROOT,
              "%,d pictures without a caption are left out",
              parts.train().length - found.length));
    }
    return found;
  }

  Map<String, Object> facts() {
    var facts = new LinkedHashMap<String, Object>();
    facts.put("data", Path.of(config.data()).toAbsolutePath().normalize().getFileName().toString());
    facts.put("data-id", cache.contentId());
    facts.put("pictures", parts.train().length);
    facts.put("held-back", parts.heldBack().length);
    facts.put(LearnedFrom.ONE_IN, config.holdBack());
    if (!config.half().isEmpty()) {
      facts.put(LearnedFrom.HALF, config.half());
    }
    return facts;
  }

  void say(String line) {
    stages.say(line);
  }

  Trainer.End train(Learner learner, Trainer.Plan plan, CheckpointStore store, Records records) {
    return stages.train(learner, plan, store, cache.contentId(), records);
  }
}
