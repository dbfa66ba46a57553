package dev.limn.draw;

import dev.limn.LimnException;
import dev.limn.config.ConfigException;
import dev.limn.config.Settings;
import dev.limn.io.AtomicFile;
import dev.limn.model.Family;
import dev.limn.model.ModelException;
import dev.limn.model.mlp.MlpFamily;
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
  private final Family.StoredGenerator generator;
  private final Optional<TextEncoder> encoder;
  private final CompletableFuture<String> hash;

  /// What `config.json` says.
  ///
  /// @param format version of this layout
  /// @param name of the model
  /// @param family that can open it
  /// @param textWidth of the text features; the number of classes; 0 for noise alone
  /// @param settings of the family
  /// @param training facts: data, pictures seen, seed
  /// @param examples sentences that it draws well
  /// @param classes names of the classes that it draws, in the order of its one-hot rows; none
  ///   where it draws sentences or from noise alone
  public record Description(
      int format,
      String name,
      String family,
      int textWidth,
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
      if (textWidth < 0) {
        throw new IllegalArgumentException("text-width: " + textWidth + "; expected at least 0");
      }
      settings = settings == null ? Map.of() : unmodifiable(settings);
      training = training == null ? Map.of() : unmodifiable(training);
      examples = examples == null ? List.of() : List.copyOf(examples);
      classes = classes == null ? List.of() : List.copyOf(classes);
      if (!classes.isEmpty() && classes.size() != textWidth) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "text-width: %d; expected %d, the number of classes",
                textWidth,
                classes.size()));
      }
    }

    /// What pictures depend on besides noise.
    public Family.Condition condition() {
      return family.equals(MlpFamily.NAME)
          ? Family.Condition.NOTHING
          : Family.named(family).condition(settings);
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
      return new Description(format, name, family, textWidth, all, training, examples, classes);
    }

    private static Map<String, Object> unmodifiable(Map<String, Object> map) {
      return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
  }

  private ModelBundle(
      Path directory,
      Description description,
      Family.StoredGenerator generator,
      Optional<TextEncoder> encoder,
      CompletableFuture<String> hash) {
    this.directory = directory;
    this.description = description;
    this.generator = generator;
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
    if (description.family().equals(MlpFamily.NAME)) {
      throw new ModelException(
          directory + ": the model draws rows of numbers; expected one that draws pictures");
    }
    Family family = Family.named(description.family());
    Path weights = directory.resolve(GENERATOR);
    if (!Files.isRegularFile(weights)) {
      throw new ModelException(weights + " is missing");
    }
    // On another core, while the engine is busy with the weights.
    var hash = CompletableFuture.supplyAsync(() -> Fingerprint.of(weights));
    int given = requireClasses(directory, description, family.condition(description.settings()));
    Optional<TextEncoder> encoder =
        given < 0 ? Optional.of(TextEncoder.open(directory, device)) : Optional.empty();
    try (var _ = Scope.open()) {
      int width = encoder.map(TextEncoder::width).orElse(given);
      if (width != description.textWidth()) {
        throw new ModelException(
            String.format(
                Locale.ROOT,
                "%s: %s gives %d numbers; %s says %d",
                directory,
                encoder.isPresent() ? "the text encoder" : "what it draws from",
                width,
                CONFIG,
                description.textWidth()));
      }
      var state = Safetensors.readFinite(weights);
      return new ModelBundle(
          directory,
          description,
          opened(family, description, weights, state, device),
          encoder,
          hash);
    } catch (RuntimeException e) {
      encoder.ifPresent(TextEncoder::close);
      throw e;
    }
  }

  /// How many classes there are, 0 for noise alone, −1 for text.
  private static int requireClasses(
      Path directory, Description description, Family.Condition condition) {
    boolean named = condition == Family.Condition.CLASSES;
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
      case NOTHING -> 0;
    };
  }

  private static Family.StoredGenerator opened(
      Family family,
      Description description,
      Path weights,
      Map<String, Tensor> state,
      Device device) {
    try {
      return family.open(description.settings(), description.textWidth(), state, device);
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
      Path directory,
      Description description,
      Family.StoredGenerator generator,
      TextEncoder encoder) {
    write(directory, description, generator, Optional.of(encoder));
  }

  /// Writes a model, as [#write(Path, Description, Family.StoredGenerator, TextEncoder)].
  ///
  /// @param encoder none where it does not draw sentences
  public static void write(
      Path directory,
      Description description,
      Family.StoredGenerator generator,
      Optional<TextEncoder> encoder) {
    try {
      Files.createDirectories(directory);
      if (encoder.isPresent()) {
        encoder.get().save(directory, DType.BFLOAT16);
      }
      Safetensors.write(
          directory.resolve(GENERATOR), generator.state(), Map.of("format", "pt"), DType.BFLOAT16);
      AtomicFile.write(directory.resolve(CONFIG), Settings.json(Settings.toMap(description)));
    } catch (IOException e) {
      throw new ModelException(directory + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /// A description of this version's format, of a model without classes.
  public static Description description(
      String name,
      String family,
      int textWidth,
      Map<String, Object> settings,
      Map<String, Object> training,
      List<String> examples) {
    return description(name, family, textWidth, settings, training, examples, List.of());
  }

  /// A description of this version's format.
  public static Description description(
      String name,
      String family,
      int textWidth,
      Map<String, Object> settings,
      Map<String, Object> training,
      List<String> examples,
      List<String> classes) {
    return new Description(FORMAT, name, family, textWidth, settings, training, examples, classes);
  }

  public Path directory() {
    return directory;
  }

  public Description description() {
    return description;
  }

  public Family.StoredGenerator generator() {
    return generator;
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
                    + (description.classes().isEmpty() ? "from noise alone" : "classes")
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
    generator.close();
    encoder.ifPresent(TextEncoder::close);
  }
}
