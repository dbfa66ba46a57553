package dev.limn.run;

import dev.limn.draw.ModelBundle;
import dev.limn.model.Family;
import dev.limn.model.ModelException;
import dev.limn.text.TextException;
import dev.limn.torch.TorchException;
import dev.limn.train.Checkpoint;
import dev.limn.train.TrainingListener;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Writes the model at every checkpoint, ready to draw with.
final class ModelWriter implements TrainingListener {
  private final Path directory;
  private final String name;
  private final RunConfig config;
  private final Map<String, Object> facts;
  private final List<String> captions;
  private final Family.GeneratorLearner learner;
  private final Conditions conditions;
  private final Consumer<String> say;
  private final Map<String, Object> settings;
  private long seen;

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
      Family.GeneratorLearner learner,
      Conditions conditions,
      Consumer<String> say) {
    this.directory = directory;
    this.name = name;
    this.config = config;
    this.settings = settings;
    this.facts = facts;
    this.captions = captions;
    this.learner = learner;
    this.conditions = conditions;
    this.say = say;
  }

  @Override
  public void step(Tick tick) {
    seen = tick.seen();
  }

  @Override
  public void saved(Checkpoint checkpoint) {
    write();
  }

  /// Writes the model of a learner that has seen so many pictures.
  void write(long pictures) {
    seen = pictures;
    write();
  }

  private void write() {
    var training = new LinkedHashMap<>(facts);
    training.put("kimg", seen / 1000.0);
    training.put("seed", config.seed());
    try (var generator = learner.drawing()) {
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
          generator,
          conditions.encoder());
    } catch (ModelException | TextException | TorchException e) {
      // The checkpoint holds all of it; the next one tries again.
      say.accept("the model was not written: " + e.getMessage());
    }
  }
}
