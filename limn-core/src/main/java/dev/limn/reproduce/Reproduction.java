package dev.limn.reproduce;

import dev.limn.model.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Runs an experiment and writes what came out: `report.html`, `report.md`, `config.yaml` and
/// `report.json` (claims and tables as data) beside the experiment's own files.
public final class Reproduction {
  private Reproduction() {}

  /// What came out.
  ///
  /// @param report as it was written
  /// @param html the file to read
  public record Outcome(Report report, Path html) {}

  /// Runs it. The report is written whether or not the claims hold.
  ///
  /// @throws ReproduceException naming what is missing
  /// @throws Context.Cancelled if it was asked to stop
  public static Outcome run(Experiment experiment, Context context) {
    var card = experiment.card();
    card.data().ifPresent(context::data);
    var report = new Report();
    long start = System.nanoTime();
    experiment.run(context, report);
    if (report.claims().isEmpty()) {
      throw new IllegalStateException("experiment '" + card.name() + "' made no claim");
    }
    var facts = facts(card, context, Duration.ofNanos(System.nanoTime() - start));
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

  private static Map<String, String> facts(
      Experiment.Card card, Context context, Duration duration) {
    var facts = new LinkedHashMap<String, String>();
    facts.put(
        "Command",
        "limn reproduce "
            + card.name()
            + (context.full() ? " --full" : "")
            + " --seed "
            + context.seed());
    facts.put("Settings", context.full() ? "full: the paper's" : "quick");
    facts.put(
        "Device",
        context.device() + (context.threads() > 0 ? ", threads " + context.threads() : ""));
    facts.put("Time", String.format(Locale.ROOT, "%.1f minutes", duration.toMillis() / 60_000.0));
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
