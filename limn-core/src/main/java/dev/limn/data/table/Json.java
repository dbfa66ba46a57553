package dev.limn.data.table;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The JSON reader of data sets, and its complaints in words that fit into ours.
///
/// Python writes `NaN` and `Infinity`, which JSON does not have; they are read, and count as
/// missing.
public final class Json {
  /// Reads JSON as strangers write it.
  public static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  /// What an object in a list of captions calls its text.
  private static final List<String> TEXT_OF_ITEM = List.of("raw", "caption", "text", "sentence");

  private Json() {}

  /// What is wrong and where, in one clause.
  public static String fault(JacksonException e) {
    var message = e.getOriginalMessage().lines().findFirst().orElse("");
    // What follows names Java's objects and switches, not the user's file.
    for (var tail :
        new String[] {
          " (start marker",
          " at [Source",
          " (for ",
          ": was expecting",
          ": expected a valid value",
          ": maybe a (non-standard)"
        }) {
      int at = message.indexOf(tail);
      message = at < 0 ? message : message.substring(0, at);
    }
    message =
        message
            .replaceAll("\\(?[^(]*\\b(Json|Stream)ReadFeature[^)]*\\)?", "")
            .replaceAll(" \\(code \\d+\\)", "")
            .replace("('''", "(a single quote; JSON has double ones")
            .strip();
    var where = e.getLocation();
    return where == null || where.getLineNr() < 1
        ? message
        : message + ", line " + where.getLineNr() + " column " + where.getColumnNr();
  }

  /// The text of a plain value, or of the plain values of a list; of an object in a list, its
  /// caption. Null, NaN and infinite numbers are none.
  public static List<String> texts(JsonNode value) {
    if (value.isArray()) {
      var texts = new ArrayList<String>();
      value.valueStream().forEach(item -> texts.addAll(item.isObject() ? item(item) : plain(item)));
      return texts;
    }
    return plain(value);
  }

  private static List<String> item(JsonNode object) {
    return TEXT_OF_ITEM.stream()
        .filter(object::has)
        .findFirst()
        .map(key -> plain(object.get(key)))
        .orElse(List.of());
  }

  private static List<String> plain(JsonNode value) {
    boolean missing =
        !value.isValueNode()
            || value.isNull()
            || value.isNumber() && !Double.isFinite(value.doubleValue());
    return missing ? List.of() : List.of(value.asString());
  }
}
