package dev.limn.data;

import java.util.Locale;

/// Something worth telling about one file of a data set: why it was skipped, or what about it was
/// left out.
///
/// @param name the file, relative to the data set; control characters are shown as `\\u0000`
/// @param reason one sentence
public record Finding(String name, String reason) {
  public Finding {
    name = visible(name);
    reason = visible(reason);
  }

  /// Names come from strangers: one that holds a line break or an escape sequence must not be able
  /// to forge lines of a log.
  private static String visible(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    var shown = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                shown.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                shown.append((char) c);
              }
            });
    return shown.toString();
  }

  @Override
  public String toString() {
    return name + ": " + reason;
  }
}
