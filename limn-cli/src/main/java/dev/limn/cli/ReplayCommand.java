package dev.limn.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The command that draws a picture again, from what the picture says about itself.
final class ReplayCommand {
  private ReplayCommand() {}

  /// A line for a POSIX shell.
  ///
  /// @param chunks text of the PNG file, with `prompt` and `seed`
  /// @param model what to write behind `--model`
  static String command(Map<String, String> chunks, String model) {
    var words = new ArrayList<>(List.of("limn", "draw"));
    boolean rows = chunks.containsKey("captions");
    if (rows) {
      for (String caption : chunks.get("captions").split("\n")) {
        words.addAll(List.of("--caption", quoted(caption)));
      }
    } else if (chunks.containsKey("to")) {
      words.addAll(
          List.of("--from", quoted(chunks.get("prompt")), "--to", quoted(chunks.get("to"))));
    } else if (!chunks.get("prompt").isEmpty() && !likeOption(chunks.get("prompt"))) {
      words.add(quoted(chunks.get("prompt")));
    }
    words.addAll(List.of("--model", quoted(model)));
    add(words, chunks, "stage");
    if (chunks.containsKey("styles")) {
      words.add("--styles");
      for (String picture : chunks.get("styles").split("\n")) {
        words.add(quoted(picture));
      }
    } else if (chunks.containsKey("style")) {
      add(words, chunks, "style");
    }
    add(words, chunks, "steps");
    if (chunks.containsKey("to seed")) {
      words.addAll(List.of("--from-seed", quoted(chunks.get("seed"))));
      words.addAll(List.of("--to-seed", quoted(chunks.get("to seed"))));
      if (chunks.getOrDefault("mixing", "").equals("linear")) {
        words.add("--linear");
      }
    } else if (chunks.containsKey("seeds")) {
      add(words, chunks, "seeds");
    } else {
      add(words, chunks, "seed");
    }
    if (chunks.containsKey("ablate")) {
      words.addAll(List.of("--ablate", "--count", quoted(chunks.get("ablate"))));
    }
    add(words, chunks, "variations");
    add(words, chunks, "strength");
    if (chunks.containsKey("Variation seed")) {
      words.addAll(List.of("--variation-seed", quoted(chunks.get("Variation seed"))));
      words.addAll(List.of("--strength", quoted(chunks.get("Variation seed strength"))));
    }
    add(words, chunks, "grid");
    if (!chunks.getOrDefault("truncation", "1.0").equals("1.0")) {
      add(words, chunks, "truncation");
    }
    add(words, chunks, "scale");
    if (!rows && !chunks.containsKey("to") && likeOption(chunks.get("prompt"))) {
      words.addAll(List.of("--", quoted(chunks.get("prompt")))); // behind all options
    }
    return String.join(" ", words);
  }

  private static boolean likeOption(String sentence) {
    return sentence.startsWith("-");
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
