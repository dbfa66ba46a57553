package dev.limn.run;

import dev.limn.config.Settings;
import dev.limn.data.Dataset;
import dev.limn.data.Finding;
import dev.limn.data.PackSettings;
import dev.limn.data.PackedCache;
import dev.limn.data.Progress;
import dev.limn.data.Sample;
import dev.limn.data.SplitRule;
import dev.limn.data.VectorFile;
import dev.limn.draw.ModelBundle;
import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.image.Sheet;
import dev.limn.io.AtomicFile;
import dev.limn.model.Family;
import dev.limn.model.style.StyleConfig;
import dev.limn.text.TextEncoder;
import dev.limn.torch.Device;
import dev.limn.torch.Engine;
import dev.limn.train.RunDirectory;
import dev.limn.train.TrainException;
import dev.limn.train.Trainer;
import dev.limn.train.log.RunLog;
import dev.limn.train.log.StatusLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// One training in its run directory, from the folder of pictures (or, for a text encoder that
/// needs none, of text) to the model in `model/`.
///
/// For families that draw sentences the text encoder comes first, in stages of its own
/// (`checkpoints-classifier`, `checkpoints-joint-embedding`), and is kept in `text-encoder/`; then
/// the family is trained. Interrupted anywhere, [#run] continues from the last checkpoint.
public final class TrainingRun {
  private static final int LOOKED_AT = 32;

  private final RunDirectory run;
  private final RunConfig config;
  private final List<String> warnings = new ArrayList<>();

  private TrainingRun(RunDirectory run, RunConfig config) {
    this.run = run;
    this.config = config;
  }

  /// Makes a new run directory with its `config.yaml`.
  ///
  /// @throws TrainException when the data cannot be trained on, before anything is made
  /// @throws RuntimeException when a text encoder, a first stage, a run or a file for the measures
  ///   that the configuration names is missing or does not fit, likewise
  public static TrainingRun create(Path runs, String name, RunConfig config) {
    return create(runs, name, config, true);
  }

  /// The same, with a smaller batch for fewer pictures than that unless it was chosen.
  ///
  /// @param batchSaid whether somebody chose the batch
  public static TrainingRun create(Path runs, String name, RunConfig config, boolean batchSaid) {
    BatchFit fit = Preflight.check(config, batchSaid);
    RunConfig decided = PrecisionSettings.decided(fit.config());
    RunDirectory run = RunDirectory.create(runs, name);
    write(run, decided);
    var made = new TrainingRun(run, decided);
    fit.note().ifPresent(made.warnings::add);
    return made;
  }

  /// The configuration that [#create(Path, String, RunConfig, boolean)] would train with; makes
  /// nothing.
  ///
  /// @throws RuntimeException when the data cannot be read or its pictures are too few
  public static BatchFit fitted(RunConfig config, boolean batchSaid) {
    return config.ofNumbers() || config.sentencesOnly()
        ? new BatchFit(config, Optional.empty())
        : BatchFit.of(config, Preflight.data(config), batchSaid);
  }

  /// The run of this name, where one was begun with the same configuration; else a new one.
  ///
  /// @param runs where the runs lie
  /// @param config device, threads and where the text encoder lies may differ from those begun with
  /// @throws TrainException naming the file, what it says and what is asked
  public static TrainingRun goOn(Path runs, String name, RunConfig config) {
    for (RunDirectory begun : RunDirectory.list(runs)) {
      if (begun.name().equals(name)) {
        if (!Files.exists(begun.config())) {
          // it was ended before it could be written
          write(begun, PrecisionSettings.decided(config));
        }
        RunConfig there = open(begun.root()).config();
        RunConfig asked =
            TokenizerSettings.asIn(
                there, EncoderLength.asIn(there, PrecisionSettings.asIn(there, config)));
        RunConfigs.requireSame(begun.config(), there, asked);
        return new TrainingRun(begun, asked.on(there.device(), there.threads()))
            .on(config.device(), config.threads());
      }
    }
    return create(runs, name, config);
  }

  /// Whether a text encoder or a model of pictures is there as it is after the last step, so that
  /// [#run] would change nothing.
  public boolean finished() {
    if (config.textOnly()) {
      return Files.isDirectory(textEncoder());
    }
    return !config.ofNumbers()
        && !config.styleOnly()
        && new StageOrder(run, config, Device.parse(config.device()))
            .finished(Stages.length(config), model());
  }

  private static void write(RunDirectory run, RunConfig config) {
    try {
      AtomicFile.write(run.config(), RunConfigs.yaml(config));
    } catch (IOException e) {
      throw new TrainException(run.config() + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /// Opens a run that was begun.
  ///
  /// @throws RuntimeException naming the file and what is wrong
  public static TrainingRun open(Path directory) {
    RunDirectory run = RunDirectory.open(directory);
    return new TrainingRun(run, read(run.config()));
  }

  /// Reads a `config.yaml`.
  static RunConfig read(Path file) {
    var map = new LinkedHashMap<>(RunConfig.ADDED);
    map.putAll(Settings.readYaml(file));
    return Settings.of(map, RunConfig.class);
  }

  /// The same run on another device or with another number of threads; its `config.yaml` stays.
  /// Such a run does not continue bit for bit, and says so.
  public TrainingRun on(String device, int threads) {
    var other = new TrainingRun(run, config.on(device, threads));
    other.warnings.addAll(warnings);
    if (!device.equals(config.device())) {
      other.warnings.add(
          "resume is not bit-exact: device was " + config.device() + ", is " + device);
    }
    return other;
  }

  /// The same run with another length, which its `config.yaml` keeps. Learning rates that fall
  /// towards the end follow the new length from here on.
  public TrainingRun lengthened(double kimg) {
    TrainingRun other = asLongAs(kimg);
    write(run, other.config);
    return other;
  }

  /// As [#lengthened], but its `config.yaml` stays.
  ///
  /// @throws TrainException for a text encoder, whose length is fixed
  public TrainingRun asLongAs(double kimg) {
    if (config.textOnly()) {
      throw new TrainException(
          run.root() + ": the length of a text encoder's training cannot be changed");
    }
    return new TrainingRun(run, config.of(kimg));
  }

  /// The same run in other precisions, which its `config.yaml` keeps. What was learned so far goes
  /// on in them; such a run does not continue bit for bit, and says so.
  ///
  /// @param said as [PrecisionSettings#with] has it
  /// @param device where it goes on
  public TrainingRun inPrecisions(Map<String, String> said, String device) {
    TrainingRun other = asIfIn(said, device);
    write(run, other.config);
    return other;
  }

  /// As [#inPrecisions], but its `config.yaml` stays.
  public TrainingRun asIfIn(Map<String, String> said, String device) {
    return new TrainingRun(run, PrecisionSettings.with(config, said, device));
  }

  /// The same run with its data in another place, which its `config.yaml` says from then on when
  /// the data is found to be the same.
  ///
  /// @throws TrainException for data that is not there
  public TrainingRun with(Path data) {
    if (!Files.exists(data)) {
      throw new TrainException(
          data + ": no such file or folder; expected the data of " + run.root());
    }
    var moved = new TrainingRun(run, config.at(data));
    moved.warnings.addAll(warnings);
    return moved;
  }

  public RunDirectory directory() {
    return run;
  }

  public RunConfig config() {
    return config;
  }

  /// Where the model is written, at every checkpoint.
  public Path model() {
    return run.root().resolve("model");
  }

  /// Where the text encoder is, once it is trained.
  public Path textEncoder() {
    return run.root().resolve(TextEncoder.FOLDER);
  }

  /// Trains to the end, or until `stop` says so. Why it fails, if it does, is the end of its log.
  ///
  /// @param status where a person sees it
  public Trainer.End run(StatusLine status, BooleanSupplier stop) {
    Device device = Device.parse(config.device());
    Engine.threads(config.threads());
    try (var log = RunLog.open(run.log(), _ -> {})) {
      return log.during(() -> run(device, status, log, stop));
    }
  }

  private Trainer.End run(Device device, StatusLine status, RunLog log, BooleanSupplier stop) {
    Consumer<String> say =
        line -> {
          status.message(line);
          log.line(line);
        };
    say.accept("run " + run.root());
    warnings.forEach(say);
    PrecisionSettings.notes(config, device, run.root().toString()).forEach(say);
    if (config.ofNumbers()) {
      VectorFile file = VectorStage.open(config);
      requireSameData(file.id(), file.rows().length, "rows");
      var stages = new StageTraining(run, status, log::line, stop);
      return new VectorStage(run, config, file, stages).run(model());
    }
    if (config.sentencesOnly()) {
      return new TextStages(run, config, device, status, log::line, stop).ofSentences(this);
    }
    Dataset dataset = Preflight.data(config);
    say.accept("data: " + dataset.detection());
    Family.Feed feed = feed();
    noteSmall(dataset, feed.resolution(), say);
    if (dataset.paired()) {
      say.accept(
          "pairs of pictures, of which "
              + config.family()
              + " takes one: it learns the first (A, on the left) of each; --side b takes the second");
    }
    var packing =
        PackSettings.of(feed.load())
            .withFit(feed.fit())
            .withFilter(feed.filter())
            .withAllowBad(config.allowBad());
    try (var cache = PackedCache.open(dataset, packing, progress(status))) {
      if (cache.fresh()) {
        say.accept(cache.place());
      }
      requireSameData(cache.contentId(), cache.count(), "pictures");
      SplitRule.Parts parts = Stages.parts(config, cache);
      say.accept(
          String.format(
              Locale.ROOT,
              "%,d pictures to learn from, %,d held back, %,d skipped",
              parts.train().length,
              parts.heldBack().length,
              cache.skipped().size()));
      for (Finding skipped : cache.skipped()) {
        say.accept("skipped " + skipped);
      }
      noteSides(cache, parts.train(), feed.flip(), say);
      writeReals(cache, parts.train());
      return new Stages(run, config, device, dataset, cache, parts, status, log::line, stop)
          .run(feed, textEncoder(), model());
    }
  }

  private static void noteSides(
      PackedCache cache, int[] pictures, boolean flip, Consumer<String> say) {
    var sided = cache.sided();
    long count = IntStream.of(pictures).filter(sided::get).count();
    if (flip && count > 0) {
      say.accept(
          String.format(
              Locale.ROOT,
              "%,d of the pictures are never mirrored: their captions say left or right",
              count));
    }
  }

  private Family.Feed feed() {
    if (config.textOnly()) {
      var encoder = RunConfigs.encoder(config.encoder());
      int side = encoder.resolution();
      return new Family.Feed(encoder.batch(), TextStages.packed(side), side, 1);
    }
    if (config.styleOnly()) {
      var own = Settings.of(config.settings(), StyleConfig.class);
      var description = ModelBundle.describe(ModelBundle.locate(Path.of(config.generator())));
      var feed = Family.named(description.family()).feed(description.settings());
      return new Family.Feed(own.batch(), feed.load(), feed.resolution(), own.captions());
    }
    return Family.named(config.family()).feed(config.settings());
  }

  /// Tells if pictures are smaller than what is learnt, from some of them.
  private static void noteSmall(Dataset dataset, int side, Consumer<String> say) {
    List<Sample> samples = dataset.samples();
    int count = Math.min(LOOKED_AT, samples.size());
    int small = 0;
    Image least = new Image(1, 1, new byte[3]);
    int edge = Integer.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      try {
        for (Image image : samples.get((int) ((long) i * samples.size() / count)).images()) {
          int shorter = Math.min(image.width(), image.height());
          if (shorter < side) {
            small++;
          }
          if (shorter < edge) {
            edge = shorter;
            least = image;
          }
        }
      } catch (IOException | RuntimeException _) {
        continue; // packing tells of pictures that cannot be read
      }
    }
    if (small > 0) {
      say.accept(
          String.format(
              Locale.ROOT,
              "%d of %d pictures looked at are smaller than %d×%d (such as %d×%d): they are enlarged,"
                  + " which adds no detail",
              small,
              count,
              side,
              side,
              least.width(),
              least.height()));
    }
  }

  private static Progress progress(StatusLine status) {
    return (done, total) -> {
      if (done == total) {
        status.message(String.format(Locale.ROOT, "packed %,d pictures", total));
      }
    };
  }

  /// The data of a run is what it was when the run began.
  ///
  /// @param unit what is counted, in the plural
  void requireSameData(String id, int count, String unit) {
    Path file = run.root().resolve("data.json");
    if (!Files.exists(file)) {
      var facts = new LinkedHashMap<String, Object>();
      facts.put("id", id);
      facts.put(unit, count);
      try {
        AtomicFile.write(file, Settings.json(facts));
      } catch (IOException e) {
        throw new TrainException(file + ": cannot be written: " + e.getMessage(), e);
      }
      return;
    }
    Map<String, Object> then = Settings.readJson(file);
    if (!id.equals(then.get("id"))) {
      String what = ": the data has changed since the run began (" + then.get(unit) + " " + unit;
      String now = " then, " + count + " now; content " + then.get("id") + ", now " + id;
      throw new TrainException(
          config.data() + what + now + "). Begin a new run, or bring the old data back");
    }
    RunConfig kept = read(run.config());
    if (!kept.data().equals(config.data())) {
      write(run, kept.at(Path.of(config.data())));
    }
  }

  private void writeReals(PackedCache cache, int[] indices) {
    if (Files.exists(run.reals())) {
      return;
    }
    var images = new ArrayList<Image>();
    int count = Math.min(64, indices.length);
    for (int i = 0; i < count; i++) {
      images.add(cache.picture(indices[(int) ((long) i * indices.length / count)]));
    }
    Png.write(run.reals(), Sheet.grid(images, 8, Sheet.Style.PLAIN));
  }
}
