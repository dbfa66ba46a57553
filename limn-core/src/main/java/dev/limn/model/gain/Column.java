package dev.limn.model.gain;

import java.util.List;

/// What the cells of a table's column are.
///
/// @param name in the header
/// @param kind of its cells
/// @param categories of a [Kind#CATEGORY] column, in the order of their numbers; else empty
public record Column(String name, Kind kind, List<String> categories) {
  /// What a cell may be.
  public enum Kind {
    /// Any number.
    DECIMAL,
    /// A whole number; what is filled in is rounded.
    WHOLE,
    /// One of a few texts.
    CATEGORY
  }

  public Column {
    categories = List.copyOf(categories);
    if (kind == Kind.CATEGORY && categories.isEmpty()) {
      throw new IllegalArgumentException(
          "category column '" + name + "' without categories; expected at least one");
    }
  }

  /// A column of decimal numbers.
  public static Column decimal(String name) {
    return new Column(name, Kind.DECIMAL, List.of());
  }
}
