package dev.limn.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A row of `metadata.jsonl` or `metadata.csv`.
sealed interface MetadataRow {
  /// The line it starts on, from 1.
  int line();

  /// A row that was understood.
  ///
  /// @param columns the values by column; a list in JSON has several, an empty one none
  record Fields(int line, Map<String, List<String>> columns) implements MetadataRow {}

  /// A row that makes no sense.
  record Broken(int line, String reason) implements MetadataRow {}

  private static String content(Folder.Entry table) throws IOException {
    try {
      var bytes = ByteBuffer.wrap(table.content().bytes());
      var text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new DataException(table.path() + ": not UTF-8 text", e);
    } catch (OutOfMemoryError e) {
      throw new DataException(table.path() + ": " + table.size() + " bytes are too many", e);
    }
  }

  static List<MetadataRow> jsonl(Folder.Entry table) throws IOException {
    var rows = new ArrayList<MetadataRow>();
    int number = 0;
    for (var line : (Iterable<String>) content(table).lines()::iterator) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      try {
        var tree = Json.MAPPER.readTree(line);
        rows.add(
            tree.isObject()
                ? new Fields(number, columns(tree))
                : new Broken(number, "not a JSON object"));
      } catch (JacksonException e) {
        rows.add(new Broken(number, "not JSON (" + Json.fault(e) + ")"));
      }
    }
    return rows;
  }

  private static Map<String, List<String>> columns(JsonNode row) {
    var columns = new HashMap<String, List<String>>();
    for (var property : row.properties()) {
      columns.put(property.getKey(), texts(property.getValue()));
    }
    return columns;
  }

  /// The text of a plain value, or of the plain values of a list.
  static List<String> texts(JsonNode value) {
    if (value.isArray()) {
      return value.valueStream().filter(JsonNode::isValueNode).map(JsonNode::asString).toList();
    }
    return value.isValueNode() && !value.isNull() ? List.of(value.asString()) : List.of();
  }

  /// Comma-separated values as RFC 4180 has them: quotes may hold commas, line breaks and doubled
  /// quotes.
  static List<MetadataRow> csv(Folder.Entry table) throws IOException {
    var text = content(table);
    var rows = new ArrayList<MetadataRow>();
    var header = List.<String>of();
    var cells = new ArrayList<String>();
    var cell = new StringBuilder();
    boolean quoted = false;
    int line = 1;
    int start = 1;
    for (int i = 0; i <= text.length(); i++) {
      boolean end = i == text.length();
      char c = end ? '\n' : text.charAt(i);
      if (end && quoted) {
        rows.add(new Broken(start, "a quote that is never closed"));
        break;
      }
      if (quoted) {
        if (c != '"') {
          cell.append(c);
        } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
          cell.append('"');
          i++;
        } else {
          quoted = false;
        }
      } else if (c == '"' && cell.isEmpty()) {
        quoted = true;
      } else if (c == ',') {
        cells.add(cell.toString());
        cell.setLength(0);
      } else if (c == '\n') {
        if (!cell.isEmpty() && cell.charAt(cell.length() - 1) == '\r') {
          cell.setLength(cell.length() - 1);
        }
        cells.add(cell.toString());
        cell.setLength(0);
        if (cells.size() > 1 || !cells.getFirst().isBlank()) {
          if (header.isEmpty()) {
            header = header(table, cells);
          } else {
            rows.add(row(start, header, cells));
          }
        }
        cells.clear();
        start = line + 1;
      } else {
        cell.append(c);
      }
      if (c == '\n') {
        line++;
      }
    }
    return rows;
  }

  private static List<String> header(Folder.Entry table, List<String> cells) {
    var header = cells.stream().map(String::strip).toList();
    if (new HashSet<>(header).size() < header.size()) {
      throw new DataException(table.path() + ": a column twice in " + header);
    }
    if (header.stream().noneMatch(column -> column.endsWith("file_name"))) {
      throw new DataException(
          table.path() + ": columns are " + header + "; expected \"file_name\" and \"text\"");
    }
    return header;
  }

  private static MetadataRow row(int line, List<String> header, List<String> cells) {
    if (cells.size() != header.size()) {
      return new Broken(line, cells.size() + " columns; expected " + header.size());
    }
    var columns = new HashMap<String, List<String>>();
    for (int i = 0; i < header.size(); i++) {
      columns.put(header.get(i), cells.get(i).isEmpty() ? List.of() : List.of(cells.get(i)));
    }
    return new Fields(line, columns);
  }
}
