package dev.limn.model;

import dev.limn.data.Fit;
import dev.limn.image.Filter;
import dev.limn.image.Image;
import dev.limn.torch.Device;
import dev.limn.torch.Tensor;
import dev.limn.train.Examples;
import dev.limn.train.Learner;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;

/// A family of generative models: how it is configured, trained, stored and opened again.
///
/// What its pictures depend on besides noise is its [Condition]: text, a class, or nothing. The
/// trainer feeds it accordingly, and drawing asks for a sentence, a class's name or neither.
///
/// Found by [ServiceLoader], so a third party can add one.
public interface Family {
  /// The length of most trainings, in thousands of pictures.
  int USUAL_KIMG = 300;

  /// What a learner is made from.
  ///
  /// @param settings complete, from [Family#settings]
  /// @param textWidth width of the text features; the number of classes, whose rows are one-hot; or
  ///   0 without a condition
  /// @param seed of weights and noise
  /// @param totalPictures the length of the training
  /// @param microBatch pictures that are computed at a time, their gradients added up to those of a
  ///   batch; 0 for the whole batch
  /// @param examples the data, at `batch` pictures a time
  /// @param preview makes a preview with the generator as it is
  /// @param before the model of the [Stage] before this one, or the [Family#foundation]; the caller
  ///   closes it
  record Training(
      Map<String, Object> settings,
      int textWidth,
      long seed,
      long totalPictures,
      int microBatch,
      Device device,
      Examples examples,
      Function<Generator, Optional<Image>> preview,
      Optional<StoredGenerator> before) {}

  /// One of the trainings that follow each other in a run, with checkpoints, previews and a model
  /// of its own.
  ///
  /// @param name of its checkpoints and figures, such as `stage-1`; empty for the last, whose
  ///   checkpoints, figures and model are the run's
  /// @param drawings the folder in the run for its previews, and for its model unless it is the
  ///   last; empty for the run itself
  /// @param settings of this one, complete
  /// @param share of the training's length; those of all stages sum to 1
  record Stage(String name, String drawings, Map<String, Object> settings, double share) {}

  /// A learner whose generator can be taken out at any time.
  interface GeneratorLearner extends Learner {
    /// What is learned, for people: networks and their numbers of parameters.
    String summary();

    /// The best generator so far, ready to draw. Close it.
    StoredGenerator drawing();

    /// Whether a tensor of the state is learned here. What is not was given by the stage before: a
    /// training that begins with another one's weights leaves it as it is.
    default boolean learns(String tensor) {
      return true;
    }
  }

  /// A generator that knows its weights.
  interface StoredGenerator extends Generator {
    /// By PyTorch's names; live.
    Map<String, Tensor> state();
  }

  /// The name on the command line and in `config.json`.
  String name();

  /// One line for people.
  String description();

  /// The names of its settings' starting points; the first is the default.
  List<String> presets();

  /// What pictures depend on besides noise.
  enum Condition {
    /// Sentences, through a text encoder.
    TEXT,
    /// The class of a picture.
    CLASSES,
    /// Noise alone.
    NOTHING
  }

  /// What a model of these settings draws from.
  default Condition condition(Map<String, Object> settings) {
    return Condition.TEXT;
  }

  /// Complete settings.
  ///
  /// @throws ModelException naming the preset, key or value that is wrong
  Map<String, Object> settings(String preset, Map<String, ?> overrides);

  /// How data is to be fed.
  ///
  /// @param batch pictures a step
  /// @param load side to which pictures are scaled
  /// @param resolution side of the random crop
  /// @param captions the most captions of a picture that are averaged
  /// @param fit how pictures become square
  /// @param filter of the resize
  /// @param flip mirrors every other picture, but none whose captions say what is left or right
  record Feed(
      int batch, int load, int resolution, int captions, Fit fit, Filter filter, boolean flip) {
    /// Stretched, bicubic and mirrored: what text-to-image families use.
    public Feed(int batch, int load, int resolution, int captions) {
      this(batch, load, resolution, captions, Fit.STRETCH, Filter.BICUBIC, true);
    }
  }

  Feed feed(Map<String, Object> settings);

  /// How long a training is when nothing else is said, in thousands of pictures.
  default double kimg(String preset) {
    return USUAL_KIMG;
  }

  /// The trainings that make a model, one after the other: for most families one.
  default List<Stage> stages(Map<String, Object> settings) {
    return List.of(new Stage("", "", settings, 1));
  }

  /// A model or run that the first of the [#stages] builds on, as the settings name it.
  default Optional<Path> foundation(Map<String, Object> settings) {
    return Optional.empty();
  }

  GeneratorLearner learner(Training training);

  /// Opens stored weights.
  ///
  /// @throws ModelException or a typed error of the engine when they do not fit the settings
  StoredGenerator open(
      Map<String, Object> settings, int textWidth, Map<String, Tensor> weights, Device device);

  /// All families on the class path.
  static List<Family> all() {
    return ServiceLoader.load(Family.class).stream().map(ServiceLoader.Provider::get).toList();
  }

  /// @throws ModelException with the known names
  static Family named(String name) {
    List<Family> families = all();
    return families.stream()
        .filter(family -> family.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ModelException(
                    "family '"
                        + name
                        + "'; known are "
                        + String.join(", ", families.stream().map(Family::name).toList())));
  }
}
