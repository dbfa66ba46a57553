package dev.limn.draw;

import dev.limn.model.Family;
import dev.limn.model.ModelException;
import dev.limn.model.Settings;
import dev.limn.text.TextEncoder;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.torch.io.Safetensors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A text-to-image model in a directory: generator, text encoder and what is known about them.
///
/// Layout: `config.json` (format version, family, settings, training facts, example prompts),
/// `generator.safetensors`, and the text encoder's files beside them.
public final class ModelBundle implements AutoCloseable {
  /// The file that makes a directory a model.
  public static final String CONFIG = "config.json";

  private static final String GENERATOR = "generator.safetensors";
  private static final int FORMAT = 1;

  private final Path directory;
  private final Description description;
  private final Family.StoredGenerator generator;
  private final TextEncoder encoder;

  /// What `config.json` says.
  ///
  /// @param format version of this layout
  /// @param name of the model
  /// @param family that can open it
  /// @param textWidth of the text features
  /// @param settings of the family
  /// @param training facts: data, pictures seen, seed
  /// @param examples sentences that it draws well
  public record Description(
      int format,
      String name,
      String family,
      int textWidth,
      Map<String, Object> settings,
      Map<String, Object> training,
      List<String> examples) {}

  private ModelBundle(
      Path directory,
      Description description,
      Family.StoredGenerator generator,
      TextEncoder encoder) {
    this.directory = directory;
    this.description = description;
    this.generator = generator;
    this.encoder = encoder;
  }

  /// Whether a directory looks like a model.
  public static boolean isModel(Path directory) {
    return Files.isRegularFile(directory.resolve(CONFIG));
  }

  /// Reads only `config.json`.
  ///
  /// @throws ModelException naming the file and what is wrong
  public static Description describe(Path directory) {
    Path file = directory.resolve(CONFIG);
    if (!Files.isRegularFile(file)) {
      throw new ModelException(directory + ": no model here; expected a directory with " + CONFIG);
    }
    Map<String, Object> map = Settings.readJson(file);
    if (!Integer.valueOf(FORMAT).equals(map.get("format"))) {
      throw new ModelException(
          file + ": format " + map.get("format") + "; this version reads " + FORMAT);
    }
    try {
      return Settings.of(map, Description.class);
    } catch (ModelException e) {
      throw new ModelException(file + ": " + e.getMessage(), e);
    }
  }

  /// Opens a model for drawing.
  ///
  /// @throws RuntimeException naming the file that is missing or does not fit
  public static ModelBundle open(Path directory, Device device) {
    Description description = describe(directory);
    Family family = Family.named(description.family());
    Path weights = directory.resolve(GENERATOR);
    if (!Files.isRegularFile(weights)) {
      throw new ModelException(weights + " is missing");
    }
    TextEncoder encoder = TextEncoder.open(directory, device);
    try (var _ = Scope.open()) {
      if (encoder.width() != description.textWidth()) {
        throw new ModelException(
            directory
                + ": the text encoder gives "
                + encoder.width()
                + " numbers; the generator expects "
                + description.textWidth());
      }
      var generator =
          family.open(
              description.settings(), description.textWidth(), Safetensors.read(weights), device);
      return new ModelBundle(directory, description, generator, encoder);
    } catch (RuntimeException e) {
      encoder.close();
      throw e;
    }
  }

  /// Writes a model, each file whole or not at all; weights as bfloat16, which drawing does not
  /// notice.
  public static void write(
      Path directory,
      Description description,
      Family.StoredGenerator generator,
      TextEncoder encoder) {
    try {
      Files.createDirectories(directory);
      encoder.save(directory, DType.BFLOAT16);
      Safetensors.write(
          directory.resolve(GENERATOR), generator.state(), Map.of("format", "pt"), DType.BFLOAT16);
      var map = new LinkedHashMap<>(Settings.toMap(description));
      Path temporary = Files.createTempFile(directory, ".config", ".tmp");
      Files.writeString(temporary, Settings.json(map));
      try (var channel = FileChannel.open(temporary, java.nio.file.StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(temporary, directory.resolve(CONFIG), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new ModelException(directory + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /// A description of this version's format.
  public static Description description(
      String name,
      String family,
      int textWidth,
      Map<String, Object> settings,
      Map<String, Object> training,
      List<String> examples) {
    return new Description(FORMAT, name, family, textWidth, settings, training, examples);
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

  public TextEncoder encoder() {
    return encoder;
  }

  /// The first ten hexadecimal digits of the SHA-256 of the generator's file, as pictures name
  /// their model.
  public String hash() {
    try (var stream = Files.newInputStream(directory.resolve(GENERATOR))) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, 10);
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new ModelException(directory + ": cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    generator.close();
    encoder.close();
  }
}
