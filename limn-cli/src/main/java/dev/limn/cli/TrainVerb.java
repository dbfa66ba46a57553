package dev.limn.cli;

import dev.limn.config.ConfigException;
import dev.limn.console.ShellWords;
import dev.limn.data.DataException;
import dev.limn.metric.MetricException;
import dev.limn.model.ModelException;
import dev.limn.run.Ablation;
import dev.limn.run.PrecisionSettings;
import dev.limn.run.ResumableRuns;
import dev.limn.run.RunConfig;
import dev.limn.run.RunConfigs;
import dev.limn.run.TrainingRun;
import dev.limn.torch.TorchException;
import dev.limn.train.Interrupts;
import dev.limn.train.RunDirectory;
import dev.limn.train.TrainException;
import dev.limn.train.Trainer;
import dev.limn.train.log.StatusLine;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `limn train`: from a folder of pictures to a model.
@Command(
    name = "train",
    description = {
      "Learn to draw from a folder of captioned pictures: first what the sentences mean, then how"
          + " to draw them. Family dcgan needs no captions. Ctrl-C finishes the step and saves;"
          + " --resume goes on.",
      ""
    })
final class TrainVerb implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DeviceOptions device;
  @Mixin private TrainOptions options;
  @Mixin private CacheOption packing;

  @Option(
      names = "--out",
      paramLabel = "RUNS",
      defaultValue = "runs",
      description = "Where run directories are made.")
  private Path out;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = Option.NULL_VALUE,
      description = "What the run is called (default: family, data and size).")
  private Optional<String> name;

  @Option(
      names = "--resume",
      paramLabel = "RUN|latest",
      defaultValue = Option.NULL_VALUE,
      description =
          "Go on with a run directory, or the latest one in --out that can go on. Its config.yaml says"
              + " how; only --device and --threads may differ, --kimg gives it another length, -o"
              + " precision=… another arithmetic, and --data says where its data lies now.")
  private Optional<String> resume;

  @Option(
      names = "--ablation",
      description =
          "Train GAN, GAN-CLS, GAN-INT and GAN-INT-CLS in turn, --kimg each, and draw the same"
              + " sentences with all four into ablation.png.")
  private boolean ablation;

  @Option(names = "--dry-run", description = "Print the config.yaml that would be used, and stop.")
  private boolean dryRun;

  @Override
  public Integer call() {
    if (resume.isPresent()) {
      return resumed(resume.get());
    }
    Path data = options.data().or(this::dataOfGenerator).orElseThrow(this::noData);
    if (ablation) {
      options.familyUnlessNamed(Ablation.family());
    }
    refuseStandard(out, "a run is a folder");
    RunConfig config = config(data);
    if (dryRun) {
      return printed(decided(Files.exists(data) ? fitted(config) : config));
    }
    device.prepare();
    if (ablation) {
      return train(Ablation.create(out, name.orElseGet(() -> Ablation.name(data)), config));
    }
    return train(
        TrainingRun.create(
            out, name.orElseGet(() -> RunConfigs.name(config)), config, options.batchSaid()));
  }

  /// What was said, checked. Where that is wrong, and not the file of `--config`, the command line
  /// is.
  private RunConfig config(Path data) {
    try {
      return options.config(data, device.name(), device.threads());
    } catch (ConfigException
        | ModelException
        | DataException
        | MetricException
        | IllegalArgumentException e) {
      if (options.fileIsWrong(data)) {
        throw e;
      }
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void refuseStandard(Path place, String why) {
    if (StandardOutput.is(place)) {
      throw new ParameterException(
          spec.commandLine(), "--out -: " + why + ", which standard output cannot take");
    }
  }

  /// As it would be trained with, of data that is there.
  private RunConfig fitted(RunConfig config) {
    var fit = TrainingRun.fitted(config, options.batchSaid());
    fit.note().ifPresent(this::note);
    return fit.config();
  }

  private void note(String text) {
    spec.commandLine().getErr().println("limn: " + text);
    spec.commandLine().getErr().flush();
  }

  private Optional<Path> dataOfGenerator() {
    var data = options.dataOfGenerator();
    data.ifPresent(
        folder -> {
          var to = spec.commandLine().getErr();
          to.println(
              "limn: no --data: the style encoder learns from " + folder + ", as its model did");
          to.flush();
        });
    return data;
  }

  private ParameterException noData() {
    return new ParameterException(
        spec.commandLine(),
        "--data DIR is missing: the folder with the pictures, or a table"
            + options
                .generator()
                .map(
                    model ->
                        String.format(
                            Locale.ROOT,
                            "; --generator %s lies in no training run whose data could be taken",
                            model))
                .orElse(""));
  }

  private int resumed(String which) {
    options
        .given()
        .ifPresent(
            option -> {
              throw new ParameterException(
                  spec.commandLine(),
                  option
                      + " cannot go with --resume, which takes it from the run's config.yaml; only"
                      + " --device, --threads, --kimg and -o precision=… may differ, and --data be"
                      + " another place of the same data");
            });
    Path run = which.equals("latest") ? latest() : Path.of(which);
    if (Ablation.isOne(run)) {
      if (options.kimg().isPresent() || options.data().isPresent()) {
        throw new ParameterException(
            spec.commandLine(),
            (options.kimg().isPresent() ? "--kimg" : "--data") + " cannot change a comparison");
      }
      Ablation begun = Ablation.open(run);
      var precisions = options.precisions();
      if (!precisions.isEmpty()) {
        String place = place(begun.config());
        var asked = said(() -> Ablation.open(run).asIfIn(precisions, place));
        begun = dryRun ? asked : begun.inPrecisions(precisions, place);
      }
      Ablation here = begun.on(place(begun.config()), threads(begun.config()));
      return dryRun ? printed(here.config()) : train(here);
    }
    TrainingRun begun = TrainingRun.open(run);
    if (options.data().isPresent()) {
      begun = begun.with(options.data().get());
    }
    if (options.kimg().isPresent()) {
      double kimg = options.kimg().getAsDouble();
      begun = dryRun ? begun.asLongAs(kimg) : begun.lengthened(kimg);
    }
    var precisions = options.precisions();
    if (!precisions.isEmpty()) {
      String place = place(begun.config());
      TrainingRun before = begun;
      var asked = said(() -> before.asIfIn(precisions, place));
      begun = dryRun ? asked : begun.inPrecisions(precisions, place);
    }
    TrainingRun here = begun.on(place(begun.config()), threads(begun.config()));
    return dryRun ? printed(here.config()) : train(here);
  }

  /// What was said on the command line, where a wrong value is a mistake of usage.
  private <T> T said(Supplier<T> asked) {
    try {
      return asked.get();
    } catch (ConfigException | ModelException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /// With the precision that the device takes, where it is there.
  private static RunConfig decided(RunConfig config) {
    try {
      return PrecisionSettings.decided(config);
    } catch (TorchException _) {
      return config;
    }
  }

  /// The newest run that can go on; those that are passed over are named.
  private Path latest() {
    var found = ResumableRuns.in(out);
    found.passedOver().forEach(this::note);
    return found
        .newest()
        .map(RunDirectory::root)
        .orElseThrow(
            () ->
                new TrainException(
                    found.passedOver().isEmpty()
                        ? out + ": no runs here"
                        : out + ": no run here can go on"));
  }

  private int printed(RunConfig config) {
    print(spec.commandLine().getOut(), RunConfigs.yaml(config));
    return ExitStatus.OK;
  }

  /// The device that was asked for now, else that of the run.
  private String place(RunConfig config) {
    return spec.commandLine().getParseResult().hasMatchedOption("--device")
        ? device.name()
        : config.device();
  }

  private int threads(RunConfig config) {
    return device.threads().orElse(config.threads());
  }

  private int train(TrainingRun run) {
    introduce(run.config());
    return guarded(
        run.directory().root(),
        (status, stop) -> run.run(status, stop),
        () -> {
          PrintWriter to = spec.commandLine().getOut();
          run.results().forEach(line -> print(to, line));
        });
  }

  private int train(Ablation run) {
    introduce(run.config());
    return guarded(
        run.directory().root(),
        run::run,
        () -> print(spec.commandLine().getOut(), "comparison: " + run.sheet()));
  }

  private void introduce(RunConfig config) {
    var facts = new LinkedHashMap<String, Object>();
    facts.put("data", config.data());
    facts.put(
        "family", config.family() + (config.preset().isEmpty() ? "" : ", " + config.preset()));
    facts.put("length", RunConfigs.length(config));
    facts.put("device", config.device() + ", threads " + config.threads());
    PrintWriter to = spec.commandLine().getErr();
    for (Map.Entry<String, Object> fact : facts.entrySet()) {
      to.println(fact.getKey() + ": " + fact.getValue());
    }
    to.flush();
  }

  private interface Training {
    Trainer.End run(StatusLine status, BooleanSupplier stop);
  }

  /// Trains with signals in hand.
  private int guarded(Path root, Training training, Runnable afterwards) {
    try (var status = StatusLine.onStandardError();
        var interrupts = Interrupts.install(status::message)) {
      Trainer.End end = training.run(status, interrupts::requested);
      if (end == Trainer.End.INTERRUPTED) {
        status.message(
            "saved. Go on with: "
                + ShellWords.of("limn", "train", "--resume", ShellWords.path(root)));
        return interrupts.exitCode().orElse(ExitStatus.OK);
      }
      if (Files.isDirectory(root)) {
        afterwards.run();
      }
      return ExitStatus.OK;
    }
  }

  private static void print(PrintWriter to, String text) {
    to.println(text.stripTrailing());
    to.flush();
  }
}
