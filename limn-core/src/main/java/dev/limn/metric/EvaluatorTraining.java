package dev.limn.metric;

import dev.limn.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// How an [Evaluator] was trained, as the `config.yaml` of its run says: what makes it another one
/// than the encoder of a generator.
///
/// @param family of the run, such as `damsm`
/// @param seed of the encoders
/// @param half of the training pictures that it learnt from, `a` or `b`; empty for all
/// @param holdBack every so manieth picture was kept from it, as [EvaluationConfig#holdBack()]
public record EvaluatorTraining(String family, long seed, String half, int holdBack) {
  private static final String FILE = "config.yaml";

  /// What the run says that a folder is, or lies in; empty where there is no run.
  ///
  /// @throws dev.limn.model.ModelException when its settings cannot be read
  static Optional<EvaluatorTraining> of(Path folder) {
    Path file = folder.resolve(FILE);
    Path around = folder.toAbsolutePath().normalize().resolveSibling(FILE);
    if (!Files.isRegularFile(file)) {
      file = around;
    }
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    var run = Settings.readYaml(file);
    Object seed = run.get("encoder") instanceof Map<?, ?> encoder ? encoder.get("seed") : null;
    if (!(seed instanceof Number)) {
      seed = run.get("seed");
    }
    if (!(run.get("family") instanceof String family)
        || !(seed instanceof Number number)
        || !(run.get("hold-back") instanceof Integer holdBack)) {
      return Optional.empty();
    }
    String half = run.get("half") instanceof String said ? said : "";
    return Optional.of(new EvaluatorTraining(family, number.longValue(), half, holdBack));
  }

  /// For reports.
  Map<String, Object> facts() {
    var facts = new LinkedHashMap<String, Object>();
    facts.put("family", family);
    facts.put("seed", seed);
    facts.put("half", half.isEmpty() ? "all" : half);
    facts.put("hold-back", holdBack);
    return facts;
  }

  /// For people, such as `seed 7, half b`.
  String text() {
    return "seed " + seed + (half.isEmpty() ? "" : ", half " + half);
  }
}
