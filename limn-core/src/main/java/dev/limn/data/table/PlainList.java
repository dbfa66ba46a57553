package dev.limn.data.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A list without a header: a picture's name and its caption a line, with a tab or spaces between,
/// as Flickr8k has it (`1000268201_693b08cb0e.jpg#0<TAB>A child …`). Quotes are just characters.
final class PlainList {
  private static final Pattern LINE =
      Pattern.compile("(?<name>[^\\t]+?\\.[A-Za-z]\\w{1,4}(?:#\\d+)?)(?:\\t+|\\s+)(?<text>\\S.*)");

  private PlainList() {}

  /// Whether the first line is one of such a list.
  static boolean is(String text) {
    return text.lines()
        .filter(line -> !line.isBlank())
        .findFirst()
        .filter(line -> LINE.matcher(line.strip()).matches())
        .isPresent();
  }

  static CaptionTable read(String text) {
    var rows = new ArrayList<TableRow>();
    int number = 0;
    for (var line : text.lines().toList()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      var place = "line " + number;
      var matcher = LINE.matcher(line.strip());
      rows.add(
          matcher.matches()
              ? new TableRow.Fields(
                  place,
                  Map.of(
                      TableColumns.FILE_NAME,
                      List.of(matcher.group("name")),
                      TableColumns.TEXT,
                      List.of(matcher.group("text"))))
              : new TableRow.Broken(place, "expected a picture's name, a tab and its caption"));
    }
    return new CaptionTable(List.of(TableColumns.FILE_NAME, TableColumns.TEXT), rows);
  }
}
