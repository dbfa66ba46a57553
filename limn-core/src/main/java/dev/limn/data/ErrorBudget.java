package dev.limn.data;

import java.util.List;
import java.util.stream.Collectors;

/// The rule that a data set of which more than one in twenty files is broken is not trained on
/// unawares.
final class ErrorBudget {
  private static final int SHOWN = 20;

  private ErrorBudget() {}

  /// @throws DataException with the list when more than 5 % is broken and that was not allowed
  static void check(String what, List<Finding> skipped, int total, boolean allowed) {
    if (!allowed && skipped.size() * 20L > total) {
      throw new DataException(
          "%s: %d of %d samples are broken, more than 5 %%; allow-bad goes on without them"
                  .formatted(what, skipped.size(), total)
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
