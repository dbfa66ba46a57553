package dev.limn.data;

import java.util.Locale;

/// Splits in the names of files, as shards, Parquet and IDX files have them: `birds-train-00000`,
/// `emnist-letters-test-images-idx3-ubyte`, `validation-00000-of-00001`.
final class SplitNames {
  private SplitNames() {}

  /// `train`, `test` or `validation` when a word of the last part of the name says so, the first
  /// such word counting; else empty.
  static String ofFile(String name) {
    var base = name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    for (var word : base.split("[^\\p{L}]+")) {
      var split = DatasetBuilder.splitNamed(word);
      if (!split.isEmpty()) {
        return split;
      }
    }
    return "";
  }
}
