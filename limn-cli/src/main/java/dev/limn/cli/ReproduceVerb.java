package dev.limn.cli;

import dev.limn.console.ShellWords;
import dev.limn.reproduce.Context;
import dev.limn.reproduce.Experiment;
import dev.limn.reproduce.ReproduceException;
import dev.limn.reproduce.Reproduction;
import dev.limn.reproduce.ReproductionManifest;
import dev.limn.torch.Device;
import dev.limn.train.Interrupts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `limn reproduce [NAME]`: known results of the field, trained, drawn and measured again.
@Command(
    name = "reproduce",
    description = {
      "Show a known result again: train, draw, measure, and say whether the claim holds. Without a"
          + " name: list what there is.",
      ""
    },
    footer = {
      "",
      "Writes report.html, report.md, pictures and the exact configuration into a folder, and ends"
          + " with 1 when a claim does not hold. Ctrl-C finishes the step; --resume goes on, where the"
          + " list says so.",
      "",
      "Examples:",
      "  limn reproduce",
      "  limn reproduce toy-2d --threads 1",
      "  limn reproduce toy-1d --full --seed 3 --out toy-1d-full",
      "  limn reproduce text-to-image --quick --data flowers --data squeezenet.safetensors",
      "  limn reproduce --resume out/text-to-image"
    })
final class ReproduceVerb implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DeviceOptions device;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      defaultValue = Option.NULL_VALUE,
      description = "The experiment; left out, all are listed with their time and claim.")
  private Optional<String> name;

  @Option(
      names = "--quick",
      description = "Settings that end in minutes; the default, unless the list says otherwise.")
  private boolean quick;

  @Option(
      names = "--full",
      description = "The paper's settings; the default only where the list says so.")
  private boolean full;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "The same seed gives the same numbers on the same machine and --threads.")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = Option.NULL_VALUE,
      description = "A new or empty folder for all that is written (default: out/NAME).")
  private Optional<Path> out;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data, where an experiment needs them; the list says which.")
  private List<Path> data = List.of();

  @Option(
      names = "--caption",
      paramLabel = "SENTENCE",
      description =
          "Draw this sentence in the picture, instead of the experiment's own; may be repeated. For"
              + " experiments of which the list says so.")
  private List<String> captions = List.of();

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      defaultValue = Option.NULL_VALUE,
      description =
          "Go on with an interrupted reproduction in its folder, which says how it was begun; only"
              + " --device and --threads may differ. For experiments of which the list says so.")
  private Optional<Path> resume;

  @Override
  public Integer call() {
    if (quick && full) {
      throw new ParameterException(spec.commandLine(), "--quick and --full: expected one of them");
    }
    if (resume.isPresent()) {
      return resumed(resume.get());
    }
    if (name.isEmpty()) {
      list(spec.commandLine().getOut());
      return ExitStatus.OK;
    }
    Experiment experiment = named(name.get());
    Path folder = folder(experiment.card().name());
    boolean unsaid = !quick && !full;
    if (unsaid && experiment.usuallyFull()) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("limn: " + experiment.card().name() + " takes " + lengths(experiment));
      err.flush();
    }
    return run(
        experiment,
        folder,
        unsaid ? experiment.usuallyFull() : full,
        seed,
        data,
        captions,
        device.prepare(),
        device.threads().orElse(0));
  }

  private Experiment named(String name) {
    try {
      return Experiment.named(name);
    } catch (ReproduceException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /// What is not said is what the folder was begun with; what is said has to be the same.
  private int resumed(Path folder) {
    if (out.isPresent()) {
      throw new ParameterException(spec.commandLine(), "--out and --resume: expected one of them");
    }
    Optional<Experiment> asked = name.map(this::named);
    asked.ifPresent(Reproduction::requireResumable);
    ReproductionManifest begun = ReproductionManifest.read(folder);
    var experiment = asked.orElseGet(() -> Experiment.named(begun.experiment()));
    var said = spec.commandLine().getParseResult();
    return run(
        experiment,
        folder,
        quick || full ? full : begun.full(),
        said.hasMatchedOption("--seed") ? seed : begun.seed(),
        data.isEmpty() ? begun.data().stream().map(Path::of).toList() : data,
        captions.isEmpty() ? begun.captions() : captions,
        device.prepare(begun.device(), begun.threads()),
        device.threads().orElse(begun.threads()));
  }

  private static void list(PrintWriter to) {
    for (Experiment experiment : Experiment.all()) {
      var card = experiment.card();
      to.printf(Locale.ROOT, "%s (%s)%n", card.name(), lengths(experiment));
      to.printf(Locale.ROOT, "  %s%n  Claim: %s%n", card.what(), card.claim());
      card.data().ifPresent(expected -> to.printf(Locale.ROOT, "  --data: %s%n", expected));
      experiment.abilities().forEach(ability -> to.printf(Locale.ROOT, "  %s%n", ability.option()));
    }
    to.flush();
  }

  /// How long it takes as it is, and with the option that changes this.
  private static String lengths(Experiment experiment) {
    String quick = minutes(experiment.card().quickMinutes());
    String full = minutes(experiment.card().fullMinutes());
    return experiment.usuallyFull()
        ? full + " with the paper's settings; --quick " + quick
        : quick + "; --full " + full;
  }

  private static String minutes(double minutes) {
    return minutes < 90
        ? String.format(Locale.ROOT, "%.0f min", Math.ceil(minutes))
        : String.format(Locale.ROOT, "%.0f h", Math.ceil(minutes / 60));
  }

  private int run(
      Experiment experiment,
      Path folder,
      boolean full,
      long seed,
      List<Path> data,
      List<String> captions,
      Device place,
      int threads) {
    PrintWriter err = spec.commandLine().getErr();
    Reproduction.Outcome outcome;
    try (var line = new ProgressLine(err, experiment.card().name());
        var interrupts = Interrupts.install(line::message)) {
      var context =
          new Context(
              folder,
              full,
              seed,
              place,
              threads,
              data,
              captions,
              line::show,
              warning -> line.message("limn: warning: " + warning),
              interrupts::requested);
      try {
        outcome = Reproduction.run(experiment, context);
      } catch (Context.Cancelled e) {
        line.message(
            ReproductionManifest.isIn(folder)
                ? "saved. Go on with: " + resume(folder)
                : e.getMessage());
        return interrupts.exitCode().orElse(ExitStatus.FAILED);
      }
    }
    print(outcome);
    return outcome.report().holds() ? ExitStatus.OK : ExitStatus.FAILED;
  }

  private void print(Reproduction.Outcome outcome) {
    PrintWriter to = spec.commandLine().getOut();
    for (var claim : outcome.report().claims()) {
      to.printf(
          Locale.ROOT,
          "%s %s: expected %s, measured %s%n",
          claim.holds() ? "holds    " : "DOES NOT:",
          claim.text(),
          claim.expected(),
          claim.measured());
    }
    to.println("report: " + outcome.html());
    to.flush();
  }

  /// The folder of `--out`, or the first of `out/NAME`, `out/NAME-2`, … that is not there.
  private Path folder(String experiment) {
    try {
      if (out.filter(StandardOutput::is).isPresent()) {
        throw new ParameterException(
            spec.commandLine(), "--out -: a report is a folder, which standard output cannot take");
      }
      if (out.isPresent()) {
        Path folder = out.get();
        if (Files.exists(folder) && (!Files.isDirectory(folder) || !isEmpty(folder))) {
          throw new ReproduceException(
              "--out "
                  + folder
                  + ": is there already; expected a new or an empty folder"
                  + (ReproductionManifest.isIn(folder) && !ReproductionManifest.isFinished(folder)
                      ? ". To go on with what was begun there: " + resume(folder)
                      : ""));
        }
        return Files.createDirectories(folder);
      }
      Path folder = OutputFiles.USUAL.resolve(experiment);
      for (int number = 2; Files.exists(folder); number++) {
        folder = OutputFiles.USUAL.resolve(experiment + "-" + number);
      }
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String resume(Path folder) {
    return ShellWords.of("limn", "reproduce", "--resume", ShellWords.path(folder));
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }
}
