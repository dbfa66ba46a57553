package dev.limn.train;

import dev.limn.torch.Engine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What a checkpoint says beside its tensors, as JSON.
///
/// @param seen pictures seen
/// @param skipped steps that changed nothing
/// @param rollbacks how often training went back
/// @param fingerprint of configuration and data
/// @param place what bits depend on besides the state: engine, threads, machine
/// @param values of the learner's state
record TrainerRecord(
    long seen,
    long skipped,
    int rollbacks,
    String fingerprint,
    Map<String, String> place,
    Map<String, String> values) {
  static final String FILE = "trainer.json";
  static final String TENSORS = "state.safetensors";
  private static final int FORMAT = 1;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private record Document(int format, TrainerRecord trainer) {}

  /// This process's place.
  static Map<String, String> here() {
    var place = new LinkedHashMap<String, String>();
    place.put("engine", Engine.VERSION);
    place.put("threads", Integer.toString(Engine.threads()));
    place.put("architecture", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return place;
  }

  String json() {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(new Document(FORMAT, this));
  }

  static TrainerRecord parse(String json, Path source) {
    try {
      Document document = JSON.readValue(json, Document.class);
      if (document.format() != FORMAT) {
        throw new TrainException(
            source + ": format " + document.format() + "; this version reads " + FORMAT);
      }
      return document.trainer();
    } catch (JacksonException e) {
      throw new TrainException(source.resolve(FILE) + ": " + e.getOriginalMessage(), e);
    }
  }

  /// What differs from another place, for people; empty if nothing.
  Optional<String> differencesFrom(Map<String, String> other) {
    var found = new ArrayList<String>();
    other.forEach(
        (key, value) -> {
          String was = place.getOrDefault(key, "unknown");
          if (!was.equals(value)) {
            found.add(key + " was " + was + ", is " + value);
          }
        });
    return found.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", found));
  }
}
