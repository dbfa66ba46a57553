package dev.limn.draw;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.limn.LimnException;
import dev.limn.config.ConfigException;
import dev.limn.config.Settings;
import dev.limn.io.AtomicFile;
import dev.limn.model.Condition;
import dev.limn.model.Configured;
import dev.limn.model.DataNeeds;
import dev.limn.model.Family;
import dev.limn.model.Feed;
import dev.limn.model.Generator;
import dev.limn.model.Model;
import dev.limn.model.ModelException;
import dev.limn.model.ModelFamily;
import dev.limn.model.Translator;
import dev.limn.text.TextEncoder;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.TorchException;
import dev.limn.torch.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// A model in a directory: generator, text encoder and what is known about them.
///
/// Layout: `config.json` (format version, family, settings, training facts, example prompts),
/// `generator.safetensors`, and the text encoder's files beside them. Models that draw classes, or
/// from noise alone, have no text encoder; `config.json` then names the classes.
public final class ModelBundle implements AutoCloseable {
  /// The file that makes a directory a model.
  public static final String CONFIG = "config.json";

  private static final String GENERATOR = "generator.safetensors";
  private static final String RUN_MODEL = "model";
  private static final int FORMAT = 1;

  private final Path directory;
  private final Description description;
  private final Model model;
  private final Optional<TextEncoder> encoder;
  private final CompletableFuture<String> hash;

  /// What `config.json` says.
  ///
  /// @param format version of this layout
  /// @param name of the model
  /// @param family that can open it
  /// @param conditionWidth of the text features; the number of classes; 0 without either
  /// @param settings of the family
  /// @param training facts: data, pictures seen, seed
  /// @param examples sentences that it draws well
  /// @param classes names of the classes that it draws, in the order of its one-hot rows; none
  ///   where it draws sentences or from noise alone
  public record Description(
      int format,
      String name,
      String family,
      @JsonProperty("text-width") int conditionWidth,
      Map<String, Object> settings,
      Map<String, Object> training,
      List<String> examples,
      List<String> classes) {
    public Description {
      if (name == null || name.isBlank()) {
        throw new IllegalArgumentException("name is missing; expected the model's name");
      }
      if (family == null || family.isBlank()) {
        throw new IllegalArgumentException("family is missing; expected that of the model");
      }
      if (conditionWidth < 0) {
        throw new IllegalArgumentException(
            "text-width: " + conditionWidth + "; expected at least 0");
      }
      settings = settings == null ? Map.of() : unmodifiable(settings);
      training = training == null ? Map.of() : unmodifiable(training);
      examples = examples == null ? List.of() : List.copyOf(examples);
      classes = classes == null ? List.of() : List.copyOf(classes);
      if (!classes.isEmpty() && classes.size() != conditionWidth) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "text-width: %d; expected %d, the number of classes",
                conditionWidth,
                classes.size()));
      }
    }

    /// Its family with the settings as a config.
    ///
    /// @throws ModelException when there is no such family, or the settings do not fit it
    public Configured<?> configured() {
      return Family.named(family).configured(settings);
    }

    /// What pictures depend on besides noise.
    public Condition condition() {
      return configured().condition();
    }

    /// How the pictures that it learned from were fed.
    ///
    /// @throws ModelException when it learned from none
    public Feed feed() {
      return configured().needs().pictures().feed();
    }

    private Description with(Path directory, Map<String, ?> changes) {
      if (changes.isEmpty()) {
        return this;
      }
      for (String key : changes.keySet()) {
        if (!settings.containsKey(key)) {
          throw new ModelException(
              String.format(
                  Locale.ROOT, "%s: a model of family %s has no '%s'", directory, family, key));
        }
      }
      var all = new LinkedHashMap<String, Object>(settings);
      all.putAll(changes);
      return new Description(
          format, name, family, conditionWidth, all, training, examples, classes);
    }

    private static Map<String, Object> unmodifiable(Map<String, Object> map) {
      return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
  }

  private ModelBundle(
      Path directory,
      Description description,
      Model model,
      Optional<TextEncoder> encoder,
      CompletableFuture<String> hash) {
    this.directory = directory;
    this.description = description;
    this.model = model;
    this.encoder = encoder;
    this.hash = hash;
  }

  /// Whether a directory looks like a model.
  public static boolean isModel(Path directory) {
    return Files.isRegularFile(directory.resolve(CONFIG));
  }

  /// The model that a person means by a folder: the folder itself, or the model of a training run.
  ///
  /// @throws ModelException when there is none, with the reason
  public static Path locate(Path directory) {
    if (isModel(directory)) {
      return directory;
    }
    Path inside = directory.resolve(RUN_MODEL);
    if (isModel(inside)) {
      return inside;
    }
    if (!Files.exists(directory)) {
      throw new ModelException(directory + ": no such folder; expected a model or a training run");
    }
    if (Files.isRegularFile(directory.resolve("config.yaml"))) {
      throw new ModelException(
          directory + ": this run has no model yet; it gets one with its first checkpoint");
    }
    throw new ModelException(
        String.format(
            Locale.ROOT,
            "%s: no model here; expected a folder with %s, or that of a training run",
            directory,
            CONFIG));
  }

  /// Reads only `config.json`.
  ///
  /// @throws ModelException naming the file and what is wrong
  public static Description describe(Path directory) {
    Path file = directory.resolve(CONFIG);
    if (!Files.isRegularFile(file)) {
      throw new ModelException(directory + ": no model here; expected a directory with " + CONFIG);
    }
    try {
      Map<String, Object> map = Settings.readJson(file);
      if (!Integer.valueOf(FORMAT).equals(map.get("format"))) {
        throw new ModelException(
            file + ": format " + map.get("format") + "; this version reads " + FORMAT);
      }
      return Settings.of(map, Description.class);
    } catch (ConfigException e) {
      throw new ModelException(LimnException.about(file, e), e);
    }
  }

  /// As [#hash()], of a model that is not open; touches no engine.
  ///
  /// @throws ModelException when its generator cannot be read
  public static String hash(Path directory) {
    return Fingerprint.of(directory.resolve(GENERATOR));
  }

  /// Opens a model for drawing.
  ///
  /// @throws ModelException naming the file that is missing or does not fit
  public static ModelBundle open(Path directory, Device device) {
    return open(directory, device, Map.of());
  }

  /// Opens a model for drawing in another way than its own.
  ///
  /// @param changes settings that are to be others than the model's, such as `stage` for the sketch
  ///   of a model in two stages
  /// @throws ModelException naming the file that is missing or does not fit, or the setting that
  ///   the model does not have
  public static ModelBundle open(Path directory, Device device, Map<String, ?> changes) {
    Description description = describe(directory).with(directory, changes);
    Configured<?> configured = configured(directory, description);
    if (configured.needs() instanceof DataNeeds.Rows) {
      throw new ModelException(
          directory + ": the model draws rows of numbers; expected one that draws pictures");
    }
    Condition annotation = configured.needs().pictures().annotation();
    Path weights = directory.resolve(GENERATOR);
    if (!Files.isRegularFile(weights)) {
      throw new ModelException(weights + " is missing");
    }
    // On another core, while the engine is busy with the weights.
    var hash = CompletableFuture.supplyAsync(() -> Fingerprint.of(weights));
    int given = requireClasses(directory, description, annotation);
    Optional<TextEncoder> encoder =
        given < 0 ? Optional.of(TextEncoder.open(directory, device)) : Optional.empty();
    try (var _ = Scope.open()) {
      int width = encoder.map(TextEncoder::width).orElse(given);
      if (width != description.conditionWidth()) {
        throw new ModelException(
            String.format(
                Locale.ROOT,
                "%s: %s gives %d numbers; %s says %d",
                directory,
                encoder.isPresent() ? "the text encoder" : "what it draws from",
                width,
                CONFIG,
                description.conditionWidth()));
      }
      var state = Safetensors.readFinite(weights);
      return new ModelBundle(
          directory,
          description,
          opened(configured, description, weights, state, device),
          encoder,
          hash);
    } catch (RuntimeException e) {
      encoder.ifPresent(TextEncoder::close);
      throw e;
    }
  }

  private static Configured<?> configured(Path directory, Description description) {
    try {
      return description.configured();
    } catch (ConfigException e) {
      throw new ModelException(directory.resolve(CONFIG) + ": " + e.getMessage(), e);
    }
  }

  /// How many classes there are, 0 without a condition, −1 for text.
  private static int requireClasses(Path directory, Description description, Condition condition) {
    boolean named = condition == Condition.CLASSES;
    if (named == description.classes().isEmpty()) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "%s: %d classes; its family %s draws %s",
              directory.resolve(CONFIG),
              description.classes().size(),
              description.family(),
              named ? "classes, and expects their names" : "no classes"));
    }
    return switch (condition) {
      case TEXT -> -1;
      case CLASSES -> description.classes().size();
      case NOTHING, PICTURE -> 0;
    };
  }

  private static <C extends Record> Model opened(
      Configured<C> configured,
      Description description,
      Path weights,
      Map<String, Tensor> state,
      Device device) {
    if (!(configured.family() instanceof ModelFamily<C> family)) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "%s: family %s draws no pictures; expected one that does",
              weights.resolveSibling(CONFIG),
              description.family()));
    }
    try {
      return family.open(configured.config(), description.conditionWidth(), state, device);
    } catch (ConfigException | ModelException e) {
      throw new ModelException(weights.resolveSibling(CONFIG) + ": " + e.getMessage(), e);
    } catch (TorchException e) {
      throw new ModelException(
          String.format(Locale.ROOT, "%s does not fit %s: %s", weights, CONFIG, e.getMessage()), e);
    }
  }

  /// Writes a model that draws sentences, each file whole or not at all; weights as bfloat16, which
  /// drawing does not notice.
  public static void write(
      Path directory, Description description, Generator generator, TextEncoder encoder) {
    write(directory, description, generator, Optional.of(encoder));
  }

  /// Writes a model, as [#write(Path, Description, Generator, TextEncoder)].
  ///
  /// @param encoder none where it does not draw sentences
  public static void write(
      Path directory, Description description, Model model, Optional<TextEncoder> encoder) {
    try {
      Files.createDirectories(directory);
      if (encoder.isPresent()) {
        encoder.get().save(directory, DType.BFLOAT16);
      }
      Safetensors.write(
          directory.resolve(GENERATOR), model.state(), Map.of("format", "pt"), DType.BFLOAT16);
      AtomicFile.write(directory.resolve(CONFIG), Settings.json(Settings.toMap(description)));
    } catch (IOException e) {
      throw new ModelException(directory + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /// Copies the model's own files into another folder, byte for byte, so that its hash stays what
  /// it is; not what was learned for it later.
  ///
  /// @throws ModelException when the folder cannot be written
  public void copyTo(Path folder) {
    var files = new ArrayList<>(List.of(directory.resolve(CONFIG), directory.resolve(GENERATOR)));
    encoder.ifPresent(_ -> files.addAll(TextEncoder.files(directory)));
    try {
      Files.createDirectories(folder);
      for (Path file : files) {
        AtomicFile.copy(file, folder.resolve(file.getFileName()));
      }
    } catch (IOException e) {
      throw new ModelException(folder + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /// A description of this version's format, of a model without classes.
  public static Description description(
      String name,
      String family,
      int conditionWidth,
      Map<String, Object> settings,
      Map<String, Object> training,
      List<String> examples) {
    return description(name, family, conditionWidth, settings, training, examples, List.of());
  }

  /// A description of this version's format.
  public static Description description(
      String name,
      String family,
      int conditionWidth,
      Map<String, Object> settings,
      Map<String, Object> training,
      List<String> examples,
      List<String> classes) {
    return new Description(
        FORMAT, name, family, conditionWidth, settings, training, examples, classes);
  }

  public Path directory() {
    return directory;
  }

  public Description description() {
    return description;
  }

  /// What it draws or translates with.
  public Model model() {
    return model;
  }

  /// The generator.
  ///
  /// @throws ModelException when the model translates pictures
  public Generator generator() {
    if (model instanceof Generator generator) {
      return generator;
    }
    throw new ModelException(
        directory + ": the model translates pictures; expected one that draws from noise");
  }

  /// The translator.
  ///
  /// @throws ModelException when the model draws without a picture to begin with
  public Translator translator() {
    if (model instanceof Translator translator) {
      return translator;
    }
    throw new ModelException(
        String.format(
            Locale.ROOT,
            "%s: family %s translates no pictures; expected a model that does",
            directory,
            description.family()));
  }

  /// The text encoder.
  ///
  /// @throws ModelException when the model does not draw sentences
  public TextEncoder encoder() {
    return encoder.orElseThrow(
        () ->
            new ModelException(
                directory
                    + ": the model draws "
                    + switch (description.condition()) {
                      case CLASSES -> "classes";
                      case PICTURE -> "from pictures";
                      case TEXT, NOTHING -> "from noise alone";
                    }
                    + ", not sentences"));
  }

  /// The first ten hexadecimal digits of the SHA-256 of the generator's file, as pictures name
  /// their model.
  public String hash() {
    try {
      return hash.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof ModelException cause ? cause : e;
    }
  }

  @Override
  public void close() {
    model.close();
    encoder.ifPresent(TextEncoder::close);
  }
}
