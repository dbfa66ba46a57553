package dev.limn.cli;

import dev.limn.console.ShellWords;
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
        add(words, "caption", caption);
      }
    } else if (chunks.containsKey("to")) {
      add(words, "from", chunks.get("prompt"));
      add(words, "to", chunks.get("to"));
    } else if (!chunks.get("prompt").isEmpty() && !likeOption(chunks.get("prompt"))) {
      words.add(chunks.get("prompt"));
    }
    add(words, "model", model);
    add(words, chunks, "stage");
    if (chunks.containsKey("styles")) {
      words.add("--styles");
      for (String picture : chunks.get("styles").split("\n")) {
        words.add(ShellWords.path(picture));
      }
    } else if (chunks.containsKey("style")) {
      add(words, chunks, "style");
    }
    add(words, chunks, "steps");
    if (chunks.containsKey("to seed")) {
      add(words, "from-seed", chunks.get("seed"));
      add(words, "to-seed", chunks.get("to seed"));
      if (chunks.getOrDefault("mixing", "").equals("linear")) {
        words.add("--linear");
      }
    } else if (chunks.containsKey("seeds")) {
      add(words, chunks, "seeds");
    } else {
      add(words, chunks, "seed");
    }
    if (chunks.containsKey("ablate")) {
      words.add("--ablate");
      add(words, "count", chunks.get("ablate"));
    }
    add(words, chunks, "variations");
    add(words, chunks, "strength");
    if (chunks.containsKey("Variation seed")) {
      add(words, "variation-seed", chunks.get("Variation seed"));
      add(words, "strength", chunks.get("Variation seed strength"));
    }
    add(words, chunks, "grid");
    if (!chunks.getOrDefault("truncation", "1.0").equals("1.0")) {
      add(words, chunks, "truncation");
    }
    add(words, chunks, "scale");
    if (!rows && !chunks.containsKey("to") && likeOption(chunks.get("prompt"))) {
      words.addAll(List.of("--", chunks.get("prompt"))); // behind all options
    }
    return ShellWords.of(words);
  }

  private static boolean likeOption(String sentence) {
    return sentence.startsWith("-");
  }

  private static void add(List<String> words, Map<String, String> chunks, String key) {
    if (chunks.containsKey(key)) {
      add(words, key, chunks.get(key));
    }
  }

  /// An option with its value, in one word where the value would be taken for an option.
  private static void add(List<String> words, String key, String value) {
    if (likeOption(value)) {
      words.add("--" + key + "=" + value);
    } else {
      words.add("--" + key);
      words.add(value);
    }
  }
}
