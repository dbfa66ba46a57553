package dev.limn.data;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/// Points, or any rows of numbers, in a text file: a row a line, cells separated by commas (`.csv`)
/// or tabulators (`.tsv`). A first line that is not all numbers names the columns; without one they
/// are `x1`, `x2`, ….
///
/// Every cell must be a number: to learn from a table with holes, fill them first.
///
/// @param columns their names, from left to right
/// @param rows `[N][columns]`, finite; not copied
/// @param id SHA-256 of the file
public record VectorFile(List<String> columns, double[][] rows, String id) {
  public VectorFile {
    columns = List.copyOf(columns);
  }

  /// Whether a path is that of such a file, by its name.
  public static boolean is(Path path) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".csv") || name.endsWith(".tsv");
  }

  /// Reads a file.
  ///
  /// @throws DataException naming the file, the line and the cell that is wrong
  public static VectorFile read(Path file) {
    byte[] bytes;
    String text;
    try {
      bytes = Files.readAllBytes(file);
      text = StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new DataException(file + ": is not UTF-8 text", e);
    } catch (IOException e) {
      throw new DataException(
          file + (Files.exists(file) ? ": cannot be read: " + e : ": no such file"), e);
    }
    String separator = file.toString().toLowerCase(Locale.ROOT).endsWith(".tsv") ? "\t" : ",";
    var lines = (text.startsWith("\uFEFF") ? text.substring(1) : text).split("\r?\n", -1);
    List<String> columns = List.of();
    var rows = new ArrayList<double[]>();
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].isBlank()) {
        continue;
      }
      String[] cells = lines[i].split(separator, -1);
      if (columns.isEmpty()) {
        boolean named = !isNumbers(cells);
        columns = named ? names(file, cells) : numbered(cells.length);
        if (named) {
          continue;
        }
      }
      rows.add(row(file, i + 1, cells, columns));
    }
    if (rows.isEmpty()) {
      throw new DataException(
          file + ": no rows; expected lines of numbers like 0.5" + separator + "2");
    }
    return new VectorFile(columns, rows.toArray(double[][]::new), Sha256.of(bytes));
  }

  private static boolean isNumbers(String[] cells) {
    for (String cell : cells) {
      try {
        new BigDecimal(cell.strip());
      } catch (NumberFormatException _) {
        return false;
      }
    }
    return true;
  }

  private static List<String> numbered(int count) {
    var names = new ArrayList<String>();
    for (int i = 1; i <= count; i++) {
      names.add("x" + i);
    }
    return names;
  }

  private static List<String> names(Path file, String[] cells) {
    var names = new ArrayList<String>();
    var seen = new HashSet<String>();
    for (String cell : cells) {
      String name = cell.strip();
      if (name.length() > 1 && name.startsWith("\"") && name.endsWith("\"")) {
        name = name.substring(1, name.length() - 1);
      }
      if (name.isBlank() || !seen.add(name)) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: the first line has %s; expected numbers, or a different name for every column",
                file,
                name.isBlank() ? "a column without a name" : "'" + name + "' twice"));
      }
      names.add(name);
    }
    return names;
  }

  private static double[] row(Path file, int line, String[] cells, List<String> columns) {
    if (cells.length != columns.size()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: line %d has %d cells; expected %d as in the first",
              file,
              line,
              cells.length,
              columns.size()));
    }
    var row = new double[cells.length];
    for (int i = 0; i < cells.length; i++) {
      try {
        // not Double.parseDouble: it takes 1d, 0x1p3 and Infinity
        row[i] = new BigDecimal(cells[i].strip()).doubleValue();
      } catch (NumberFormatException e) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: line %d, column '%s': '%s' is not a number; limn fill completes tables with"
                    + " missing cells",
                file,
                line,
                columns.get(i),
                cells[i].strip()),
            e);
      }
      if (!Float.isFinite((float) row[i])) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: line %d, column '%s': %s is too large",
                file,
                line,
                columns.get(i),
                cells[i].strip()));
      }
    }
    return row;
  }

  /// Writes rows as such a file, columns named, six digits a number.
  ///
  /// @throws DataException when it cannot be written
  public static void write(Path file, List<String> columns, double[][] rows) {
    String separator = file.toString().toLowerCase(Locale.ROOT).endsWith(".tsv") ? "\t" : ",";
    var text = new StringBuilder(String.join(separator, columns)).append('\n');
    for (double[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        text.append(i == 0 ? "" : separator).append(String.format(Locale.ROOT, "%.6g", row[i]));
      }
      text.append('\n');
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }
}
