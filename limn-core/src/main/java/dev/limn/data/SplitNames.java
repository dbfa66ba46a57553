package dev.limn.data;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The words that say `train`, `validation` and `test`: in names of folders, of files and in
/// columns, in any case.
final class SplitNames {
  static final String TRAIN = "train";
  static final String VALIDATION = "validation";
  static final String TEST = "test";

  private static final String FILLING =
      "(?:the|my|set|sets|data|dataset|datasets|image|images|img|imgs|picture|pictures|photo|photos"
          + "|split|sample|samples|files|folder|seg|jpg|png)*";

  /// A word of a split with nothing around it but words such as "set", "data" or "images".
  private static final Pattern FOLDER =
      Pattern.compile(
          FILLING
              + "(?<split>train|training|restval|test|testing|pred|prediction|predictions|val|vali"
              + "|valid|validate|validation|dev|development|eval|evaluation|holdout)"
              + FILLING);

  private SplitNames() {}

  /// The split that a folder of this name, or this value of a column, stands for; empty for none.
  static String folder(String name) {
    var letters = name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}]", "");
    var matcher = FOLDER.matcher(letters);
    return matcher.matches() ? word(matcher.group("split")) : "";
  }

  /// The split that a file's name says somewhere, as `birds-validation-00000.tar` does; empty when
  /// it says none, or both train and another.
  static String ofFile(String name) {
    var base = name.substring(name.lastIndexOf('/') + 1);
    Set<String> said = new TreeSet<>();
    if (base.toLowerCase(Locale.ROOT).contains("t10k")) {
      said.add(TEST); // MNIST's ten thousand
    }
    for (var token : base.split("(?<=\\p{Ll})(?=\\p{Lu})|[^\\p{L}]+")) {
      var split = word(token.toLowerCase(Locale.ROOT));
      if (!split.isEmpty()) {
        said.add(split);
      }
    }
    if (said.contains(TRAIN)) {
      return said.size() == 1 ? TRAIN : "";
    }
    return said.contains(TEST) ? TEST : said.isEmpty() ? "" : VALIDATION;
  }

  private static String word(String word) {
    return switch (word) {
      case "train", "training", "restval" -> TRAIN;
      case "test", "testing", "pred", "prediction", "predictions" -> TEST;
      case "val",
          "vali",
          "valid",
          "validate",
          "validation",
          "dev",
          "development",
          "eval",
          "evaluation",
          "holdout" ->
          VALIDATION;
      default -> "";
    };
  }
}
