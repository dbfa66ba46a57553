package dev.limn.data.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// JSON lines, an array of objects, or an object: of objects or texts by picture, of columns as
/// pandas writes it, or with one list of objects in it.
final class JsonTable {
  private JsonTable() {}

  /// One object a line.
  static CaptionTable lines(String text) throws TableException {
    if (text.stripLeading().startsWith("[")) {
      var list = tree(text).filter(JsonTable::objects);
      if (list.isPresent()) {
        return list(list.get());
      }
    }
    var rows = new ArrayList<TableRow>();
    int number = 0;
    for (var line : text.lines().toList()) {
      number++;
      if (!line.isBlank()) {
        rows.add(line(line, "line " + number));
      }
    }
    return table(rows);
  }

  private static TableRow line(String line, String place) {
    try {
      return row(Json.MAPPER.readTree(line), place);
    } catch (JacksonException e) {
      return new TableRow.Broken(place, "not JSON (" + Json.fault(e) + ")");
    }
  }

  private static Optional<JsonNode> tree(String text) {
    try {
      return Optional.of(Json.MAPPER.readTree(text));
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }

  /// A whole file.
  static CaptionTable whole(String text) throws TableException {
    try {
      var tree = Json.MAPPER.readTree(text);
      if (tree.isArray()) {
        return list(tree);
      }
      if (tree.isObject()) {
        return object(tree);
      }
      throw new TableException("neither a list nor an object; expected rows with captions");
    } catch (JacksonException e) {
      // Many write one object a line and call it .json.
      var first = text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
      if (tree(first).filter(JsonNode::isObject).isPresent()) {
        return lines(text);
      }
      throw new TableException("not whole JSON (" + Json.fault(e) + ")", e);
    }
  }

  private static boolean objects(JsonNode list) {
    return list.isArray() && !list.isEmpty() && list.valueStream().allMatch(JsonNode::isObject);
  }

  private static CaptionTable list(JsonNode list) {
    var rows = new ArrayList<TableRow>();
    for (int i = 0; i < list.size(); i++) {
      rows.add(row(list.get(i), "row " + (i + 1)));
    }
    return table(rows);
  }

  private static CaptionTable object(JsonNode tree) throws TableException {
    var lists = tree.valueStream().filter(JsonTable::objects).toList();
    var named = new LinkedHashSet<String>();
    tree.propertyNames().forEach(named::add);
    if (lists.size() == 1) {
      return list(lists.getFirst());
    }
    if (tree.valueStream().allMatch(JsonNode::isContainer)
        && TableColumns.known(named).size() >= 2) {
      return columns(tree);
    }
    var rows = new ArrayList<TableRow>();
    for (var entry : tree.properties()) {
      var place = "entry \"" + entry.getKey() + "\"";
      var columns = new HashMap<String, List<String>>();
      if (entry.getValue().isObject()) {
        columns.putAll(columnsOf(entry.getValue()));
      } else {
        columns.put(TableColumns.TEXT, Json.texts(entry.getValue()));
      }
      columns.putIfAbsent(TableColumns.FILE_NAME, List.of(entry.getKey()));
      rows.add(new TableRow.Fields(place, columns));
    }
    return table(rows);
  }

  /// Columns of equal length, each a list or an object by row.
  private static CaptionTable columns(JsonNode tree) throws TableException {
    var columns = new HashMap<String, List<JsonNode>>();
    tree.properties()
        .forEach(entry -> columns.put(entry.getKey(), entry.getValue().valueStream().toList()));
    int size = columns.values().iterator().next().size();
    if (columns.values().stream().anyMatch(column -> column.size() != size)) {
      throw new TableException("columns of different lengths");
    }
    var rows = new ArrayList<TableRow>();
    for (int i = 0; i < size; i++) {
      int row = i;
      var cells = new HashMap<String, List<String>>();
      columns.forEach((name, values) -> cells.put(name, Json.texts(values.get(row))));
      rows.add(new TableRow.Fields("row " + (i + 1), cells));
    }
    return table(rows);
  }

  private static TableRow row(JsonNode node, String place) {
    return node.isObject()
        ? new TableRow.Fields(place, columnsOf(node))
        : new TableRow.Broken(place, "not a JSON object");
  }

  private static Map<String, List<String>> columnsOf(JsonNode row) {
    var columns = new HashMap<String, List<String>>();
    row.properties().forEach(entry -> columns.put(entry.getKey(), Json.texts(entry.getValue())));
    return columns;
  }

  private static CaptionTable table(List<TableRow> rows) {
    var names = new LinkedHashSet<String>();
    for (var row : rows) {
      if (row instanceof TableRow.Fields fields) {
        fields.columns().keySet().stream().sorted().forEach(names::add);
      }
    }
    return new CaptionTable(List.copyOf(names), rows);
  }
}
