package dev.limn.vision;

import dev.limn.io.AtomicFile;
import dev.limn.io.RegularFile;
import dev.limn.text.TextEncoder;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.torch.TorchException;
import dev.limn.torch.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A [PictureEncoder] on disk: `picture-encoder.json` and `picture-encoder.safetensors`.
final class PictureEncoderFiles {
  static final String CONFIG = "picture-encoder.json";
  static final String WEIGHTS = "picture-encoder.safetensors";
  private static final int FORMAT = 1;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private PictureEncoderFiles() {}

  static void save(PictureEncoder encoder, Path directory) {
    var config = new LinkedHashMap<String, Object>();
    config.put("format", FORMAT);
    config.put("tower", encoder.config().tower());
    config.put("resolution", encoder.config().resolution());
    config.put("width", encoder.config().width());
    config.put("classes", encoder.config().classes());
    try {
      Files.createDirectories(directory);
      Safetensors.write(
          directory.resolve(WEIGHTS), encoder.state(), Map.of("format", "pt"), DType.FLOAT32);
      String json = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(config) + "\n";
      AtomicFile.write(directory.resolve(CONFIG), json);
    } catch (IOException e) {
      throw new VisionException(
          directory + ": the picture encoder cannot be written: " + e.getMessage(), e);
    }
  }

  /// The folder itself, or where a run keeps its encoders.
  static Path find(Path folder) {
    Path within = folder.resolve(TextEncoder.FOLDER);
    return !Files.exists(folder.resolve(CONFIG)) && Files.isDirectory(within) ? within : folder;
  }

  @SuppressWarnings("unchecked") // a JSON object becomes a map with text keys
  static PictureEncoder open(Path folder, Device device) {
    Path directory = find(folder);
    Path file = directory.resolve(CONFIG);
    if (!Files.exists(file)) {
      throw new VisionException(
          file
              + ": no such file; expected the picture side that a run of a joint embedding, or of"
              + " damsm, keeps beside its text encoder: limn train --family damsm --data DIR");
    }
    Map<String, Object> config;
    try {
      config = JSON.readValue(RegularFile.text(file, RegularFile.SETTINGS), LinkedHashMap.class);
    } catch (IOException e) {
      throw new VisionException(
          file + ": cannot be read (" + e.getMessage() + "); expected a picture encoder's settings",
          e);
    } catch (JacksonException e) {
      throw new VisionException(file + ": " + e.getOriginalMessage(), e);
    }
    if (config == null || !Integer.valueOf(FORMAT).equals(config.get("format"))) {
      throw new VisionException(file + ": an unknown format; this version reads " + FORMAT);
    }
    if (!(config.get("tower") instanceof String tower)
        || !(config.get("resolution") instanceof Integer resolution)
        || !(config.get("width") instanceof Integer width)
        || !(config.get("classes") instanceof List<?> classes)) {
      throw new VisionException(file + ": expected tower, resolution, width and classes");
    }
    PictureEncoder.Config known;
    try {
      known =
          new PictureEncoder.Config(
              tower, resolution, width, classes.stream().map(String::valueOf).toList());
    } catch (VisionException e) {
      throw new VisionException(file + ": " + e.getMessage(), e);
    }
    try (var _ = Scope.open()) {
      return new PictureEncoder(known, Safetensors.readFinite(directory.resolve(WEIGHTS)), device);
    } catch (TorchException | VisionException e) {
      throw VisionException.of(directory.resolve(WEIGHTS), e);
    }
  }
}
