package dev.limn.model.gain;

import dev.limn.data.DataException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// A table in a file of comma-separated values (RFC 4180): a header, then one row a line, cells
/// that hold separators or line breaks in double quotes.
///
/// A cell that is empty, or says `NA`, `N/A`, `NaN`, `null` or `?`, is missing. The texts of the
/// cells are kept, so that what is written differs from what was read in the missing cells alone.
public final class TableFile {
  private static final Set<String> NOTHING = Set.of("", "na", "n/a", "nan", "null", "?");
  private static final int DIGITS = 6;

  /// How to read.
  ///
  /// @param separator between cells
  /// @param categories names of columns whose cells are texts, not numbers
  public record Options(char separator, Set<String> categories) {
    /// Commas, and only numbers.
    public static final Options DEFAULT = new Options(',', Set.of());

    public Options {
      categories = Set.copyOf(categories);
      if (separator == '"' || separator == '\n' || separator == '\r') {
        throw new DataException("a separator that is a quote or a line break; expected , ; or tab");
      }
    }
  }

  private final char separator;
  private final List<List<String>> texts;
  private final Table table;

  private TableFile(char separator, List<List<String>> texts, Table table) {
    this.separator = separator;
    this.texts = texts;
    this.table = table;
  }

  /// What was read.
  public Table table() {
    return table;
  }

  /// Reads a file.
  ///
  /// @throws DataException naming the file, line and column of what is wrong: a row with another
  ///   number of cells, a cell that is no number, a column without any value
  public static TableFile read(Path file, Options options) {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new DataException(file + ": is not UTF-8 text", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read (" + e + ")", e);
    }
    var lines = new ArrayList<Integer>();
    var cells = parse(file, text.startsWith("\uFEFF") ? text.substring(1) : text, options, lines);
    if (cells.size() < 2) {
      throw new DataException(
          file + ": " + cells.size() + " rows; expected a header and at least one row of cells");
    }
    List<String> names = header(file, cells.getFirst(), options);
    for (int row = 1; row < cells.size(); row++) {
      if (cells.get(row).size() != names.size()) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: line %d has %d cells; expected %d as in the header",
                file,
                lines.get(row),
                cells.get(row).size(),
                names.size()));
      }
    }
    var columns = new ArrayList<Column>();
    var values = new double[cells.size() - 1][names.size()];
    for (int column = 0; column < names.size(); column++) {
      columns.add(
          options.categories().contains(names.get(column))
              ? category(names.get(column), cells, column, values)
              : number(file, names.get(column), cells, lines, column, values));
    }
    var table = new Table(columns, values);
    for (int column = 0; column < columns.size(); column++) {
      if (table.missing(column) == table.rows()) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: column '%s' is empty: every cell of it is missing; remove it",
                file,
                names.get(column)));
      }
    }
    return new TableFile(options.separator(), cells, table);
  }

  private static List<String> header(Path file, List<String> cells, Options options) {
    var names = cells.stream().map(String::strip).toList();
    var seen = new HashSet<String>();
    for (String name : names) {
      if (name.isEmpty() || !seen.add(name)) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: the header has %s; expected a different name for every column",
                file,
                name.isEmpty() ? "a column without a name" : "'" + name + "' twice"));
      }
    }
    for (String category : new TreeSet<>(options.categories())) {
      if (!seen.contains(category)) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: no column '%s'; there are %s",
                file,
                category,
                String.join(", ", names)));
      }
    }
    return names;
  }

  private static Column category(
      String name, List<List<String>> cells, int column, double[][] values) {
    var known = new TreeSet<String>();
    for (List<String> row : cells.subList(1, cells.size())) {
      if (!isNothing(row.get(column))) {
        known.add(row.get(column).strip());
      }
    }
    var sorted = List.copyOf(known);
    var numbers = HashMap.<String, Integer>newHashMap(sorted.size());
    for (int i = 0; i < sorted.size(); i++) {
      numbers.put(sorted.get(i), i);
    }
    for (int row = 0; row < values.length; row++) {
      String cell = cells.get(row + 1).get(column);
      values[row][column] = isNothing(cell) ? Double.NaN : numbers.get(cell.strip());
    }
    // a column without any value is told of later, with its name
    return sorted.isEmpty() ? Column.decimal(name) : new Column(name, Column.Kind.CATEGORY, sorted);
  }

  private static Column number(
      Path file,
      String name,
      List<List<String>> cells,
      List<Integer> lines,
      int column,
      double[][] values) {
    boolean whole = true;
    for (int row = 0; row < values.length; row++) {
      String cell = cells.get(row + 1).get(column);
      double value = Double.NaN;
      if (!isNothing(cell)) {
        try {
          // not Double.parseDouble alone: it takes 1d, 0x1p3 and Infinity
          value = new BigDecimal(cell.strip()).doubleValue();
        } catch (NumberFormatException e) {
          throw new DataException(
              String.format(
                  Locale.ROOT,
                  "%s: line %d, column '%s': '%s' is not a number; leave missing cells empty, and name"
                      + " columns of texts as categories",
                  file,
                  lines.get(row + 1),
                  name,
                  cell),
              e);
        }
        if (Double.isInfinite(value)) {
          throw new DataException(
              String.format(
                  Locale.ROOT,
                  "%s: line %d, column '%s': '%s' is too large",
                  file,
                  lines.get(row + 1),
                  name,
                  cell));
        }
        whole &= value == Math.rint(value) && Math.abs(value) < 1e15;
      }
      values[row][column] = value;
    }
    return new Column(name, whole ? Column.Kind.WHOLE : Column.Kind.DECIMAL, List.of());
  }

  private static boolean isNothing(String cell) {
    return NOTHING.contains(cell.strip().toLowerCase(Locale.ROOT));
  }

  /// @param lines receives the line on which each row begins
  private static List<List<String>> parse(
      Path file, String text, Options options, List<Integer> lines) {
    var rows = new ArrayList<List<String>>();
    var row = new ArrayList<String>();
    var cell = new StringBuilder();
    boolean quoted = false;
    int line = 1;
    int begin = 1;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? '\n' : text.charAt(i);
      if (quoted) {
        if (i == text.length()) {
          throw new DataException(
              String.format(
                  Locale.ROOT,
                  "%s: the row that begins on line %d has a quote that is not closed",
                  file,
                  begin));
        }
        if (c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
          cell.append('"');
          i++;
        } else if (c == '"') {
          quoted = false;
        } else {
          cell.append(c);
          line += c == '\n' ? 1 : 0;
        }
      } else if (c == '"' && cell.toString().isBlank()) {
        cell.setLength(0);
        quoted = true;
      } else if (c == options.separator()) {
        row.add(cell.toString());
        cell.setLength(0);
      } else if (c == '\n') {
        if (!cell.isEmpty() && cell.charAt(cell.length() - 1) == '\r') {
          cell.setLength(cell.length() - 1);
        }
        // a blank line is no row
        if (!row.isEmpty() || !cell.toString().isBlank()) {
          row.add(cell.toString());
          rows.add(List.copyOf(row));
          lines.add(begin);
        }
        row.clear();
        cell.setLength(0);
        line++;
        begin = line;
      } else {
        cell.append(c);
      }
    }
    return rows;
  }

  /// Writes the file again with the cells of `filled` where this one's are missing.
  ///
  /// @throws DataException when the file cannot be written
  public void write(Path file, Table filled) {
    var text = new StringBuilder();
    for (int row = 0; row < texts.size(); row++) {
      for (int column = 0; column < table.columns().size(); column++) {
        boolean hole = row > 0 && table.missing(row - 1, column);
        String cell =
            hole
                ? shown(table.columns().get(column), filled.values()[row - 1][column])
                : texts.get(row).get(column);
        text.append(column == 0 ? "" : separator).append(quoted(cell));
      }
      text.append('\n');
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be written (" + e + ")", e);
    }
  }

  private static String shown(Column column, double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    return switch (column.kind()) {
      case CATEGORY -> column.categories().get((int) value);
      case WHOLE -> Long.toString((long) value);
      case DECIMAL -> {
        var digits = new BigDecimal(value).round(new java.math.MathContext(DIGITS));
        yield digits.stripTrailingZeros().toPlainString();
      }
    };
  }

  private String quoted(String cell) {
    boolean plain =
        cell.indexOf(separator) < 0
            && cell.indexOf('"') < 0
            && cell.indexOf('\n') < 0
            && cell.indexOf('\r') < 0;
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  /// Writes any table, missing cells empty.
  ///
  /// @throws DataException when the file cannot be written
  public static void write(Table table, Path file) {
    var header = table.columns().stream().map(Column::name).toList();
    var texts = new ArrayList<List<String>>(List.of(header));
    Arrays.stream(table.values()).forEach(row -> texts.add(header));
    var nothing = new double[table.rows()][table.columns().size()];
    Arrays.stream(nothing).forEach(row -> Arrays.fill(row, Double.NaN));
    new TableFile(',', texts, table.with(nothing)).write(file, table);
  }
}
