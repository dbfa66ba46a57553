package dev.limn.data;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The rule that a data set of which more than one in twenty files, and at least three, are broken
/// is not trained on unawares. One or two of a few say little about the rest.
final class ErrorBudget {
  private static final int SHOWN = 20;
  private static final int FEWEST = 3;

  private ErrorBudget() {}

  /// Whether so many are broken that the data set is refused.
  static boolean exceeded(int skipped, int total) {
    return skipped >= FEWEST && skipped * 20L > total;
  }

  /// @throws DataException with the list when too much is broken and that was not allowed
  static void check(String what, List<Finding> skipped, int total, boolean allowed) {
    if (!allowed && exceeded(skipped.size(), total)) {
      throw new DataException(
          String.format(
                  Locale.ROOT,
                  "%s: %d of %d samples are broken, more than 5 %%; allow-bad goes on without them",
                  what,
                  skipped.size(),
                  total)
              + listing(skipped));
    }
  }

  /// Up to twenty findings, a line each, to end a message with.
  static String listing(List<Finding> findings) {
    if (findings.isEmpty()) {
      return "";
    }
    var shown =
        findings.stream()
            .limit(SHOWN)
            .map(finding -> "\n  " + finding)
            .collect(Collectors.joining());
    int rest = findings.size() - SHOWN;
    return ":" + shown + (rest > 0 ? "\n  … and " + rest + " more" : "");
  }
}
