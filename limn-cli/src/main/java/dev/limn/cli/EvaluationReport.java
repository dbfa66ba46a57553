package dev.limn.cli;

import dev.limn.draw.ModelBundle;
import dev.limn.metric.Evaluation;
import dev.limn.metric.EvaluationConfig;
import dev.limn.model.Settings;
import dev.limn.torch.Device;
import dev.limn.torch.Engine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What `limn evaluate` tells: all that the figures depend on, and the figures.
final class EvaluationReport {
  private final Map<String, Object> root = new LinkedHashMap<>();
  private final Map<String, Object> data = new LinkedHashMap<>();
  private Map<String, Object> results = Map.of();

  EvaluationReport(EvaluationConfig config, ModelBundle bundle, Device device) {
    var description = bundle.description();
    var model = new LinkedHashMap<String, Object>();
    model.put("name", description.name());
    model.put("family", description.family());
    model.put("hash", bundle.hash());
    model.put("resolution", bundle.generator().resolution());
    model.put("training", description.training());
    root.put("limn", new Build().version());
    root.put("model", model);
    root.put("seed", config.seed());
    root.put("device", device.toString());
    root.put("threads", Engine.threads());
  }

  /// States the feature network.
  void extractor(Path weights, int width, String resize) throws IOException {
    var extractor = new LinkedHashMap<String, Object>();
    extractor.put("name", "SqueezeNet 1.1, average of the last fire module");
    extractor.put("features", width);
    extractor.put("file", weights.getFileName().toString());
    extractor.put("sha256", sha256(weights));
    extractor.put("resize", resize);
    root.put("extractor", extractor);
  }

  /// States the pictures.
  void data(Path folder) {
    data.put("name", folder.toAbsolutePath().normalize().getFileName().toString());
  }

  /// Takes the figures.
  void finish(Evaluation.Outcome outcome, long nanos) {
    if (!data.isEmpty()) {
      data.putAll(outcome.facts());
      root.put("data", data);
    }
    results = outcome.results();
    root.put("measures", results);
    root.put("seconds", Math.round(nanos / 1e8) / 10.0);
  }

  String json() {
    return Settings.json(root);
  }

  /// The same for people.
  void print(PrintWriter out) {
    var model = section(root, "model");
    row(
        out,
        "model",
        "%s (%s), hash %s, %s kimg"
            .formatted(
                model.get("name"),
                model.get("family"),
                model.get("hash"),
                section(model, "training").getOrDefault("kimg", "unknown")));
    if (!data.isEmpty()) {
      row(out, "data", "%s, %s".formatted(data.get("name"), data.get("split")));
      var extractor = section(root, "extractor");
      row(out, "extractor", "%s".formatted(extractor.get("name")));
      row(out, "", "SHA-256 " + extractor.get("sha256"));
      row(out, "resize", "%s".formatted(extractor.get("resize")));
    }
    row(out, "seed", "" + root.get("seed"));
    results.keySet().forEach(measure -> print(out, measure, section(results, measure)));
    row(out, "time", root.get("seconds") + " s");
  }

  private static void print(PrintWriter out, String measure, Map<String, Object> figures) {
    switch (measure) {
      case "fsd" ->
          row(
              out,
              "FSD",
              text(
                  "%,.1f (%,d drawings against %,d held-back pictures)",
                  figures.get("distance"), figures.get("drawings"), figures.get("held-back")));
      case "ksd" ->
          row(
              out,
              "KSD",
              text(
                  "%,.1f ± %,.1f (%d subsets of %,d)",
                  figures.get("distance"),
                  figures.get("deviation"),
                  figures.get("subsets"),
                  figures.get("subset")));
      case "colours" -> {
        var agreed = section(figures, "agreed");
        row(
            out,
            "colours",
            text(
                "%.1f %% of %d drawings show what \"%s\" names",
                100 * (double) figures.get("agreement"),
                agreed.size() * (int) figures.get("drawings-each"),
                figures.get("sentence")));
        agreed.forEach(
            (word, number) ->
                row(out, "", text("%-10s %2d of %d", word, number, figures.get("drawings-each"))));
      }
      case "diversity" ->
          row(
              out,
              "diversity",
              text(
                  "%.2f of that of real pictures (%d sentences, %d drawings each)",
                  figures.get("share-of-real"),
                  figures.get("sentences"),
                  figures.get("drawings-each")));
      case "neighbours" ->
          row(
              out,
              "neighbours",
              text(
                  "%,.1f to the nearest of %,d training pictures, on average",
                  figures.get("mean-distance"), figures.get("among")));
      default -> row(out, measure, figures.toString());
    }
  }

  static void row(PrintWriter out, String name, String value) {
    out.printf("%-11s %s%n", name, value);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  @SuppressWarnings("unchecked") // sections are made here and by the evaluation, with text keys
  private static Map<String, Object> section(Map<String, Object> map, String key) {
    return (Map<String, Object>) map.get(key);
  }

  private static String sha256(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      var digest = MessageDigest.getInstance("SHA-256");
      var buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
