package dev.limn.reproduce;

import dev.limn.config.Settings;
import dev.limn.console.ShellWords;
import dev.limn.torch.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Runs an experiment and writes what came out: `report.html`, `report.md`, `config.yaml` and
/// `report.json` (claims and tables as data) beside the experiment's own files.
public final class Reproduction {
  private Reproduction() {}

  /// What came out.
  ///
  /// @param report as it was written
  /// @param html the file to read
  public record Outcome(Report report, Path html) {}

  /// Runs it, or goes on with it if its folder holds one that was begun and the experiment can be
  /// resumed. The report is written whether or not the claims hold.
  ///
  /// @throws ReproduceException naming what is missing, or differs from what was begun
  /// @throws Context.Cancelled if it was asked to stop
  public static Outcome run(Experiment experiment, Context context) {
    var card = experiment.card();
    card.data().ifPresent(context::data);
    Optional<ReproductionManifest> before = settled(experiment, context);
    var report = new Report();
    long start = System.nanoTime();
    experiment.run(context, report);
    if (report.claims().isEmpty()) {
      throw new IllegalStateException("experiment '" + card.name() + "' made no claim");
    }
    var facts = facts(card, context, before, Duration.ofNanos(System.nanoTime() - start));
    Path html = context.file("report.html");
    try {
      Files.writeString(html, HtmlReport.render(card, facts, report));
      Files.writeString(context.file("report.md"), MarkdownReport.render(card, facts, report));
      Files.writeString(
          context.file("config.yaml"), Settings.yaml(configuration(card, context, report)));
      Files.writeString(context.file("report.json"), Settings.json(data(card, facts, report)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Outcome(report, html);
  }

  /// Compares what is asked with what was begun in this folder, or writes it down.
  ///
  /// @return what was begun, if anything
  private static Optional<ReproductionManifest> settled(Experiment experiment, Context context) {
    var card = experiment.card();
    if (!context.captions().isEmpty()
        && !experiment.abilities().contains(Experiment.Ability.CAPTIONS)) {
      throw new ReproduceException(
          "--caption: experiment '" + card.name() + "' draws no sentences that could be named");
    }
    boolean begun = ReproductionManifest.isIn(context.out());
    if (!experiment.abilities().contains(Experiment.Ability.RESUME)) {
      if (begun) {
        requireResumable(experiment);
      }
      experiment.inputs(context);
      return Optional.empty();
    }
    if (begun && ReproductionManifest.isFinished(context.out())) {
      throw new ReproduceException(
          context.out()
              + ": this reproduction is finished; its report is "
              + context.out().resolve("report.html"));
    }
    var asked = ReproductionManifest.of(card, context, experiment.inputs(context));
    if (!begun) {
      asked.write(context.out());
      return Optional.empty();
    }
    var there = ReproductionManifest.read(context.out());
    there.requireSame(context.out(), asked);
    return Optional.of(there);
  }

  /// @throws ReproduceException if this experiment starts from its beginning every time
  public static void requireResumable(Experiment experiment) {
    if (!experiment.abilities().contains(Experiment.Ability.RESUME)) {
      throw new ReproduceException(
          String.format(
              Locale.ROOT,
              "experiment '%s' cannot be resumed, only %s; run it again in a new folder",
              experiment.card().name(),
              ReproductionManifest.resumable()));
    }
  }

  private static Map<String, String> facts(
      Experiment.Card card,
      Context context,
      Optional<ReproductionManifest> before,
      Duration duration) {
    var facts = new LinkedHashMap<String, String>();
    var command =
        new ArrayList<>(
            List.of(
                "limn",
                "reproduce",
                card.name(),
                context.full() ? "--full" : "--quick",
                "--seed",
                Long.toString(context.seed())));
    context.captions().forEach(caption -> command.add("--caption=" + caption));
    facts.put("Command", ShellWords.of(command));
    facts.put("Settings", context.full() ? "full: the paper's" : "quick");
    facts.put(
        "Device",
        context.device() + (context.threads() > 0 ? ", threads " + context.threads() : ""));
    facts.put(
        "Time",
        String.format(Locale.ROOT, "%.1f minutes", duration.toMillis() / 60_000.0)
            + (before.isPresent() ? " since it was last resumed" : ""));
    before.ifPresent(
        begun -> facts.put("Begun on", begun.device() + ", threads " + begun.threads()));
    return facts;
  }

  private static Map<String, Object> configuration(
      Experiment.Card card, Context context, Report report) {
    var all = new LinkedHashMap<String, Object>();
    all.put("experiment", card.name());
    all.put("full", context.full());
    all.put("seed", context.seed());
    all.put("device", context.device().toString());
    all.put("threads", context.threads());
    // what networks learn in whose own settings say auto
    all.put("precision", Precision.AUTO.resolved(context.device()).name().toLowerCase(Locale.ROOT));
    if (!context.captions().isEmpty()) {
      all.put("captions", context.captions());
    }
    all.putAll(report.configuration());
    return all;
  }

  private static Map<String, Object> data(
      Experiment.Card card, Map<String, String> facts, Report report) {
    var all = new LinkedHashMap<String, Object>();
    all.put("experiment", card.name());
    all.put("holds", report.holds());
    all.put("facts", facts);
    all.put("claims", report.claims().stream().map(Settings::toMap).toList());
    all.put(
        "tables",
        report.elements().stream()
            .filter(Report.Table.class::isInstance)
            .map(table -> Settings.toMap((Report.Table) table))
            .toList());
    return all;
  }
}
