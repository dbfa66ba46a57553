package dev.limn.cli;

import dev.limn.config.Settings;
import dev.limn.draw.ModelBundle;
import dev.limn.metric.Evaluation;
import dev.limn.metric.EvaluationConfig;
import dev.limn.torch.Device;
import dev.limn.torch.Engine;
import java.io.PrintWriter;
import java.nio.file.Path;
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
        String.format(
            Locale.ROOT,
            "%s (%s), hash %s, %s kimg",
            model.get("name"),
            model.get("family"),
            model.get("hash"),
            section(model, "training").getOrDefault("kimg", "unknown")));
    if (!data.isEmpty()) {
      row(out, "data", String.format(Locale.ROOT, "%s, %s", data.get("name"), data.get("split")));
      if (Boolean.TRUE.equals(data.get("learned"))) {
        row(out, "warning", "the model learned from pictures that it is measured with");
      }
      if (data.get("left-out") instanceof Integer count) {
        row(
            out,
            "left out",
            String.format(
                Locale.ROOT, "%,d held-back pictures that do not say what to draw", count));
      }
    }
    row(out, "seed", "" + root.get("seed"));
    results.keySet().forEach(measure -> EvaluationLines.print(out, measure, results));
    row(out, "time", root.get("seconds") + " s");
  }

  static void row(PrintWriter out, String name, String value) {
    out.printf(Locale.ROOT, "%-11s %s%n", name, value);
  }

  @SuppressWarnings("unchecked") // sections are made here and by the evaluation, with text keys
  static Map<String, Object> section(Map<String, Object> map, String key) {
    return (Map<String, Object>) map.get(key);
  }
}
