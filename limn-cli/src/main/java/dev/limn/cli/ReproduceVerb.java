package dev.limn.cli;

import dev.limn.reproduce.Context;
import dev.limn.reproduce.Experiment;
import dev.limn.reproduce.ReproduceException;
import dev.limn.reproduce.Reproduction;
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
          + " with 1 when a claim does not hold.",
      "",
      "Examples:",
      "  limn reproduce",
      "  limn reproduce toy-2d --threads 1",
      "  limn reproduce toy-1d --full --seed 3 --out toy-1d-full"
    })
final class ReproduceVerb implements Callable<Integer> {
  private static final Path USUAL = Path.of("out");

  @Spec private CommandSpec spec;
  @Mixin private DeviceOptions device;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      defaultValue = Option.NULL_VALUE,
      description = "The experiment; left out, all are listed with their time and claim.")
  private Optional<String> name;

  @Option(names = "--quick", description = "Settings that end in minutes; the default.")
  private boolean quick;

  @Option(names = "--full", description = "The paper's settings.")
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

  @Override
  public Integer call() {
    if (quick && full) {
      throw new ParameterException(spec.commandLine(), "--quick and --full: expected one of them");
    }
    if (name.isEmpty()) {
      list(spec.commandLine().getOut());
      return ExitStatus.OK;
    }
    Experiment experiment;
    try {
      experiment = Experiment.named(name.get());
    } catch (ReproduceException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    return run(experiment);
  }

  private static void list(PrintWriter to) {
    for (Experiment experiment : Experiment.all()) {
      var card = experiment.card();
      to.printf(
          "%s (%s; --full %s)%n",
          card.name(), minutes(card.quickMinutes()), minutes(card.fullMinutes()));
      to.printf("  %s%n  Claim: %s%n", card.what(), card.claim());
      card.data().ifPresent(expected -> to.printf("  --data: %s%n", expected));
    }
    to.flush();
  }

  private static String minutes(double minutes) {
    return minutes < 90
        ? String.format(Locale.ROOT, "%.0f min", Math.ceil(minutes))
        : String.format(Locale.ROOT, "%.0f h", Math.ceil(minutes / 60));
  }

  private int run(Experiment experiment) {
    PrintWriter err = spec.commandLine().getErr();
    Path folder = folder(experiment.card().name());
    var place = device.prepare();
    Reproduction.Outcome outcome;
    try (var line = new ProgressLine(err, experiment.card().name());
        var interrupts = Interrupts.install(line::show)) {
      var context =
          new Context(
              folder,
              full,
              seed,
              place,
              device.threads().orElse(0),
              data,
              line::show,
              interrupts::requested);
      try {
        outcome = Reproduction.run(experiment, context);
      } catch (Context.Cancelled e) {
        line.show(e.getMessage());
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
      if (out.isPresent()) {
        Path folder = out.get();
        if (Files.exists(folder) && (!Files.isDirectory(folder) || !isEmpty(folder))) {
          throw new ReproduceException(
              "--out " + folder + ": is there already; expected a new or an empty folder");
        }
        return Files.createDirectories(folder);
      }
      Path folder = USUAL.resolve(experiment);
      for (int number = 2; Files.exists(folder); number++) {
        folder = USUAL.resolve(experiment + "-" + number);
      }
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }
}
