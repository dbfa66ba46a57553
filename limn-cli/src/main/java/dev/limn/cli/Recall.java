package dev.limn.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The command that draws a picture again, from what the picture says about itself.
final class Recall {
  private Recall() {}

  /// A line for a POSIX shell.
  ///
  /// @param chunks text of the PNG file, with `prompt` and `seed`
  /// @param model what to write behind `--model`
  static String command(Map<String, String> chunks, String model) {
    var words = new ArrayList<>(List.of("limn", "draw"));
    boolean way = chunks.containsKey("to");
    if (way) {
      words.addAll(
          List.of("--from", quoted(chunks.get("prompt")), "--to", quoted(chunks.get("to"))));
      add(words, chunks, "steps");
    } else if (!chunks.get("prompt").isEmpty()) {
      words.add(quoted(chunks.get("prompt")));
    }
    words.addAll(List.of("--model", quoted(model)));
    if (chunks.containsKey("seeds")) {
      add(words, chunks, "seeds");
    } else {
      add(words, chunks, "seed");
    }
    add(words, chunks, "grid");
    if (!chunks.getOrDefault("truncation", "1.0").equals("1.0")) {
      add(words, chunks, "truncation");
    }
    add(words, chunks, "scale");
    return String.join(" ", words);
  }

  private static void add(List<String> words, Map<String, String> chunks, String key) {
    if (chunks.containsKey(key)) {
      words.add("--" + key);
      words.add(quoted(chunks.get(key)));
    }
  }

  /// What came from a file must not become a command of its own.
  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./,:@%+=-]+") && !word.startsWith("-")
        ? word
        : "'" + word.replace("'", "'\\''") + "'";
  }
}
