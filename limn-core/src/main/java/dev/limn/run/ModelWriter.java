package dev.limn.run;

import dev.limn.draw.ModelBundle;
import dev.limn.model.Model;
import dev.limn.model.ModelLearner;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Writes the model of pictures, ready to draw with.
final class ModelWriter extends ModelWriting {
  private final Path directory;
  private final String name;
  private final RunConfig config;
  private final Map<String, Object> facts;
  private final List<String> captions;
  private final ModelLearner learner;
  private final Conditions conditions;
  private final Map<String, Object> settings;

  /// @param facts about the data
  /// @param settings of the family, of this stage
  /// @param captions that it should draw well
  ModelWriter(
      Path directory,
      String name,
      RunConfig config,
      Map<String, Object> settings,
      Map<String, Object> facts,
      List<String> captions,
      ModelLearner learner,
      Conditions conditions,
      Consumer<String> say) {
    super(say);
    this.directory = directory;
    this.name = name;
    this.config = config;
    this.settings = settings;
    this.facts = facts;
    this.captions = captions;
    this.learner = learner;
    this.conditions = conditions;
  }

  @Override
  void write(long pictures) {
    var training = new LinkedHashMap<>(facts);
    training.put("kimg", pictures / 1000.0);
    training.put("seed", config.seed());
    try (Model model = learner.drawing()) {
      ModelBundle.write(
          directory,
          ModelBundle.description(
              name,
              config.family(),
              conditions.width(),
              settings,
              training,
              captions,
              conditions.classes()),
          model,
          conditions.encoder());
    }
  }
}
