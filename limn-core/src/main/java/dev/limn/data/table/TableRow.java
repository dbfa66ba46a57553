package dev.limn.data.table;

import java.util.List;
import java.util.Map;

/// A row of a table of captions.
public sealed interface TableRow {
  /// Where it stands, for messages: `line 3`, `row 3` or `entry "a.png"`.
  String place();

  /// A row that was understood.
  ///
  /// @param place where it stands
  /// @param columns the values by column; a list in JSON has several, an empty one none
  /// @param joined whether commas outside quotes were taken for part of its last value
  record Fields(String place, Map<String, List<String>> columns, boolean joined)
      implements TableRow {
    public Fields(String place, Map<String, List<String>> columns) {
      this(place, columns, false);
    }

    /// The values of a column; none when the row does not have it.
    public List<String> values(String column) {
      return columns.getOrDefault(column, List.of());
    }
  }

  /// A row that makes no sense.
  ///
  /// @param place where it stands
  /// @param reason a clause
  record Broken(String place, String reason) implements TableRow {}
}
