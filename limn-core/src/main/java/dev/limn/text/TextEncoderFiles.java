package dev.limn.text;

import dev.limn.io.AtomicFile;
import dev.limn.io.RegularFile;
import dev.limn.text.token.Tokenizer;
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
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A [TextEncoder] on disk: `text-encoder.json` (architecture and sizes),
/// `text-encoder.safetensors`, `vocab.txt`.
final class TextEncoderFiles {
  private static final String CONFIG = "text-encoder.json";
  private static final String WEIGHTS = "text-encoder.safetensors";
  private static final int FORMAT = 1;
  private static final String TOKENIZER = "tokenizer";
  private static final Tokenizer FIRST = Tokenizer.RUNS;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private TextEncoderFiles() {}

  static void save(TextEncoder encoder, Path directory, DType floats) {
    var config = new LinkedHashMap<String, Object>();
    config.put("format", FORMAT);
    config.putAll(encoder.config());
    var tokenizer = encoder.vocabulary().tokenizer();
    if (tokenizer != FIRST) { // versions that knew no other wrote no number
      config.put(TOKENIZER, tokenizer.version());
    }
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

  /// The words that the encoder in a folder knows. Reads no weights.
  ///
  /// @return empty when it has none
  /// @throws TextException naming the file and what is wrong
  static Optional<Vocabulary> vocabulary(Path folder) {
    Path directory = find(folder);
    Path words = directory.resolve(Vocabulary.FILE);
    if (!Files.isRegularFile(words)) {
      return Optional.empty();
    }
    Path file = directory.resolve(CONFIG);
    var tokenizer = Files.isRegularFile(file) ? tokenizer(file, config(file)) : FIRST;
    return Optional.of(Vocabulary.read(words, tokenizer));
  }

  /// Takes the number out of the settings.
  private static Tokenizer tokenizer(Path file, Map<String, Object> config) {
    Object version = config.remove(TOKENIZER);
    try {
      return switch (version) {
        case null -> FIRST;
        case Integer number -> Tokenizer.of(number);
        default ->
            throw new IllegalArgumentException(
                TOKENIZER + " " + version + "; expected a whole number");
      };
    } catch (IllegalArgumentException e) {
      throw new TextException(file + ": " + e.getMessage(), e);
    }
  }

  @SuppressWarnings("unchecked") // a JSON object becomes a map with text keys
  private static Map<String, Object> config(Path file) {
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
    return config;
  }

  static TextEncoder open(Path folder, Device device) {
    Path directory = find(folder);
    Path file = directory.resolve(CONFIG);
    var config = config(file);
    if (!(config.remove("architecture") instanceof String architecture)) {
      throw new TextException(file + ": names no architecture");
    }
    var vocabulary = Vocabulary.read(directory.resolve(Vocabulary.FILE), tokenizer(file, config));
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
