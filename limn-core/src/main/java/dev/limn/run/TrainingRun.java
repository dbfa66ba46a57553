package dev.limn.run;

import dev.limn.config.Settings;
import dev.limn.io.AtomicFile;
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
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// One training in its run directory, from the folder of pictures (or, for a text encoder that
/// needs none, of text) to the model in `model/`.
///
/// For families that draw sentences the text encoder comes first, in stages of its own
/// (`checkpoints-classifier`, `checkpoints-joint-embedding`), and is kept in `text-encoder/`; then
/// the family is trained. Interrupted anywhere, [#run] continues from the last checkpoint.
public final class TrainingRun {
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
    return Course.of(config).fitted(batchSaid);
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

  /// Whether what it makes is there as it is after the last step, so that [#run] would change
  /// nothing; always false for rows and for what belongs beside a model.
  public boolean finished() {
    return Course.of(config).finished(run);
  }

  static void write(RunDirectory run, RunConfig config) {
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
    Course.of(config).requireVariableLength(run);
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

  /// What a person should know when it is finished, a line each: where things are, and how to use
  /// them.
  public List<String> results() {
    return Course.of(config).results(run);
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
    var stages = new StageTraining(run, status, log::line, stop);
    return Course.of(config).run(new Course.Session(device, stages));
  }
}
