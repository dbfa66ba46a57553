package dev.limn.data.table;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A table of captions with its rows, read from text.
///
/// @param columns the names of all columns, in the order of the file
/// @param rows in the order of the file
public record CaptionTable(List<String> columns, List<TableRow> rows) {
  public CaptionTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /// Reads a table whose form its file's ending tells: `csv`, `tsv`, `jsonl` and `ndjson`, `json`;
  /// any other one is read as a list without a header or, when it has one, as CSV.
  ///
  /// @param text the file's content
  /// @param extension of the file, in lower case, without a dot
  /// @throws TableException when it has no rows of any form
  public static CaptionTable read(String text, String extension) throws TableException {
    return switch (extension) {
      case "jsonl", "ndjson" -> JsonTable.lines(text);
      case "json" -> JsonTable.whole(text);
      case "csv", "tsv", "tab", "psv" -> DelimitedTable.read(text);
      default -> PlainList.is(text) ? PlainList.read(text) : DelimitedTable.read(text);
    };
  }

  /// The rows that were understood.
  public List<TableRow.Fields> fields() {
    var fields = new ArrayList<TableRow.Fields>();
    for (var row : rows) {
      if (row instanceof TableRow.Fields some) {
        fields.add(some);
      }
    }
    return fields;
  }

  /// Which columns have values together in a row: the different sets of them.
  public Set<Set<String>> shapes() {
    var shapes = new LinkedHashSet<Set<String>>();
    for (var row : fields()) {
      var filled = new LinkedHashSet<String>();
      columns.stream().filter(column -> !row.values(column).isEmpty()).forEach(filled::add);
      shapes.add(filled);
    }
    return shapes;
  }
}
