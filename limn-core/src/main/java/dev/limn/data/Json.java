package dev.limn.data;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The JSON reader of this package, and its complaints in words that fit into ours.
final class Json {
  static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  /// What is wrong and where, in one clause.
  static String fault(JacksonException e) {
    var message = e.getOriginalMessage().lines().findFirst().orElse("");
    // What follows names Java's objects, not the user's file.
    for (var tail : new String[] {" (start marker", " at [Source", " (for "}) {
      int at = message.indexOf(tail);
      message = at < 0 ? message : message.substring(0, at);
    }
    var where = e.getLocation();
    return where == null || where.getLineNr() < 1
        ? message
        : message + ", line " + where.getLineNr() + " column " + where.getColumnNr();
  }
}
