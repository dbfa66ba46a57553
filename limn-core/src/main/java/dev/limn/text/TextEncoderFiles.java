package dev.limn.text;

import dev.limn.io.AtomicFile;
import dev.limn.io.RegularFile;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.TorchException;
import dev.limn.torch.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A [TextEncoder] on disk: `text-encoder.json` (architecture and sizes),
/// `text-encoder.safetensors`, `vocab.txt`.
final class TextEncoderFiles {
  private static final String CONFIG = "text-encoder.json";
  private static final String WEIGHTS = "text-encoder.safetensors";
  private static final int FORMAT = 1;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private TextEncoderFiles() {}

  static void save(TextEncoder encoder, Path directory, DType floats) {
    var config = new LinkedHashMap<String, Object>();
    config.put("format", FORMAT);
    config.putAll(encoder.config());
    try {
      Files.createDirectories(directory);
      encoder.vocabulary().write(directory.resolve(Vocabulary.FILE));
      Safetensors.write(
          directory.resolve(WEIGHTS), encoder.state(), Map.of("format", "pt"), floats);
      String json = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(config) + "\n";
      AtomicFile.write(directory.resolve(CONFIG), json);
    } catch (IOException e) {
      throw new TextException(
          directory + ": the text encoder cannot be written: " + e.getMessage(), e);
    }
  }

  /// What [#save] wrote into a folder.
  static List<Path> of(Path directory) {
    return Stream.of(CONFIG, Vocabulary.FILE, WEIGHTS)
        .map(directory::resolve)
        .filter(Files::isRegularFile)
        .toList();
  }

  /// The folder itself, or where a run keeps its text encoder.
  private static Path find(Path folder) {
    Path within = folder.resolve(TextEncoder.FOLDER);
    return !Files.exists(folder.resolve(CONFIG)) && Files.exists(within.resolve(CONFIG))
        ? within
        : folder;
  }

  @SuppressWarnings("unchecked") // a JSON object becomes a map with text keys
  static TextEncoder open(Path folder, Device device) {
    Path directory = find(folder);
    Path file = directory.resolve(CONFIG);
    Map<String, Object> config;
    try {
      config = JSON.readValue(RegularFile.text(file, RegularFile.SETTINGS), LinkedHashMap.class);
    } catch (IOException e) {
      throw new TextException(
          file + ": cannot be read (" + e.getMessage() + "); expected a text encoder's settings",
          e);
    } catch (JacksonException e) {
      throw new TextException(file + ": " + e.getOriginalMessage(), e);
    }
    if (config == null || !Integer.valueOf(FORMAT).equals(config.remove("format"))) {
      throw new TextException(file + ": an unknown format; this version reads " + FORMAT);
    }
    if (!(config.remove("architecture") instanceof String architecture)) {
      throw new TextException(file + ": names no architecture");
    }
    var vocabulary = Vocabulary.read(directory.resolve(Vocabulary.FILE));
    try (var rng = new Rng(0);
        var _ = Scope.open()) {
      var encoder = new TextEncoder(tower(file, architecture, config, vocabulary, rng), device);
      try {
        encoder.load(Safetensors.readFinite(directory.resolve(WEIGHTS)));
        return encoder;
      } catch (TorchException e) {
        encoder.close();
        throw TextException.of(directory.resolve(WEIGHTS), e);
      }
    }
  }

  private static TextTower tower(
      Path file, String architecture, Map<String, ?> sizes, Vocabulary vocabulary, Rng rng) {
    try {
      return TextEncoder.tower(architecture, sizes, vocabulary, rng);
    } catch (TextException e) {
      throw new TextException(file + ": " + e.getMessage(), e);
    }
  }
}
