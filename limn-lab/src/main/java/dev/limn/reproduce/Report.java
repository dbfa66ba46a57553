package dev.limn.reproduce;

import dev.limn.config.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What an experiment has to say, in the order in which it is read: one model, written as HTML and
/// as Markdown by [Reproduction].
///
/// Texts are plain: whatever is special in HTML or Markdown is escaped.
public final class Report {
  /// A part of a report.
  sealed interface Element {}

  /// A heading of a section.
  record Heading(String text) implements Element {}

  /// Running text.
  record Paragraph(String text) implements Element {}

  /// Rows below a header, under a caption.
  record Table(String caption, List<String> header, List<List<String>> rows) implements Element {}

  /// A picture or an animation of the report's folder.
  record Figure(String file, String caption) implements Element {}

  /// A file of the report's folder to look into.
  record Attachment(String file, String caption) implements Element {}

  private final List<Element> elements = new ArrayList<>();
  private final List<Claim> claims = new ArrayList<>();
  private final Map<String, Object> configuration = new LinkedHashMap<>();

  /// Starts empty.
  public Report() {}

  /// Begins a section.
  public Report heading(String text) {
    elements.add(new Heading(text));
    return this;
  }

  /// Adds running text.
  public Report paragraph(String text) {
    elements.add(new Paragraph(text));
    return this;
  }

  /// Adds a table.
  ///
  /// @throws IllegalArgumentException if a row is not as long as the header
  public Report table(String caption, List<String> header, List<List<String>> rows) {
    for (List<String> row : rows) {
      if (row.size() != header.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "row %s of table '%s' has %d cells; expected %d",
                row,
                caption,
                row.size(),
                header.size()));
      }
    }
    elements.add(new Table(caption, List.copyOf(header), rows.stream().map(List::copyOf).toList()));
    return this;
  }

  /// Shows a picture.
  ///
  /// @param file PNG or GIF, relative to the report's folder
  public Report figure(String file, String caption) {
    elements.add(new Figure(file, caption));
    return this;
  }

  /// Links a file.
  ///
  /// @param file relative to the report's folder
  public Report attachment(String file, String caption) {
    elements.add(new Attachment(file, caption));
    return this;
  }

  /// Records exactly how something was made.
  ///
  /// @param name what was made
  public Report configuration(String name, Record settings) {
    return configuration(name, Settings.toMap(settings));
  }

  /// Records exactly how something was made.
  ///
  /// @param name what was made
  /// @param settings of text, numbers, lists and maps
  public Report configuration(String name, Map<String, ?> settings) {
    configuration.put(name, new LinkedHashMap<>(settings));
    return this;
  }

  /// States what was to be shown, and whether it was.
  public Report claim(Claim claim) {
    claims.add(claim);
    return this;
  }

  /// As [#claim(Claim)].
  public Report claim(String text, String expected, String measured, boolean holds) {
    return claim(new Claim(text, expected, measured, holds));
  }

  public List<Claim> claims() {
    return List.copyOf(claims);
  }

  /// Whether there are claims, and all of them hold.
  public boolean holds() {
    return !claims.isEmpty() && claims.stream().allMatch(Claim::holds);
  }

  List<Element> elements() {
    return List.copyOf(elements);
  }

  Map<String, Object> configuration() {
    return configuration;
  }
}
