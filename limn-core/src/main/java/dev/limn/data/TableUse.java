package dev.limn.data;

import dev.limn.data.table.CaptionTable;
import dev.limn.data.table.TableColumns;
import dev.limn.data.table.TableException;
import dev.limn.data.table.TableRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What each column of a table is for, seen together with the pictures of the folder.
///
/// @param pair the columns of a pair's two pictures, or none
/// @param image the column that names the picture; empty where rows have pairs only
/// @param captions the columns of the captions; empty when none is found
/// @param labels the columns that may name the class
/// @param split the column that names the split, if any
/// @param guess what was taken without knowing the column's name, as a sentence
record TableUse(
    List<String> pair,
    Optional<String> image,
    Optional<List<String>> captions,
    List<String> labels,
    Optional<String> split,
    Optional<String> guess) {
  /// Rows whose pictures are looked up to find out which column names them.
  private static final int LOOKED_AT = 50;

  /// The most names of [TableColumns] that are meant for nothing else than pictures.
  private static final Set<String> UNSURE =
      Set.of("images", "imageid", "imgid", "name", "id", "key");

  /// What a table's columns are for.
  ///
  /// @return empty when no column names pictures that are there
  /// @throws DataException when several columns fit, or one that the user names is not there
  static Optional<TableUse> of(Folder folder, Folder.Entry file, CaptionTable table) {
    var options = folder.options();
    var rows = table.fields();
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    TableColumns columns;
    try {
      columns = TableColumns.of(table.shapes(), options.imageColumn(), options.captionColumn());
    } catch (TableException e) {
      if (!namesPictures(folder, file, table)) {
        return Optional.empty(); // some other table, whose columns are nobody's concern
      }
      throw DataException.choice(file.path() + ": " + e.getMessage(), e);
    }
    var sample = rows.subList(0, Math.min(LOOKED_AT, rows.size()));
    var image =
        options.imageColumn().isEmpty()
            ? image(folder, file, columns, sample)
            : columns.images().stream().findFirst();
    var guess = Optional.<String>empty();
    if (image.isEmpty() && columns.pair().isEmpty()) {
      image = byValue(folder, file, table, columns, sample);
      guess =
          image.map(
              column ->
                  String.format(
                      Locale.ROOT, "the column \"%s\" is taken for the pictures", column));
      if (image.isEmpty()) {
        return Optional.empty();
      }
    }
    var captions = columns.captions();
    if (captions.isEmpty() && image.isPresent() && table.columns().size() == 2) {
      var other = table.columns().get(1 - table.columns().indexOf(image.get()));
      if (sentences(other, rows)) {
        captions = List.of(other);
        guess =
            Optional.of(
                String.format(Locale.ROOT, "the column \"%s\" is taken for the captions", other));
      }
    }
    return Optional.of(
        new TableUse(
            columns.pair(),
            image,
            captions.isEmpty() ? Optional.empty() : Optional.of(captions),
            captions.isEmpty() ? columns.classes() : columns.labels(),
            split(columns, rows),
            guess));
  }

  /// Whether the table is about this folder's pictures at all, whatever its other columns are.
  private static boolean namesPictures(Folder folder, Folder.Entry file, CaptionTable table) {
    var rows = table.fields();
    var sample = rows.subList(0, Math.min(LOOKED_AT, rows.size()));
    return table.columns().stream().anyMatch(column -> hits(folder, file, column, sample) > 0);
  }

  private static Optional<String> image(
      Folder folder, Folder.Entry file, TableColumns columns, List<TableRow.Fields> sample) {
    var sure = columns.images().stream().filter(column -> !UNSURE.contains(plain(column))).toList();
    var fitting = sure.stream().filter(column -> hits(folder, file, column, sample) > 0).toList();
    if (fitting.isEmpty()) {
      var rest =
          columns.images().stream()
              .filter(column -> !sure.contains(column))
              .filter(column -> 2 * hits(folder, file, column, sample) > sample.size())
              .findFirst();
      return rest.isPresent() ? rest : sure.stream().findFirst();
    }
    for (var other : fitting) {
      for (var row : sample) {
        if (!entries(folder, file, fitting.getFirst(), row)
            .containsAll(entries(folder, file, other, row))) {
          throw DataException.choice(
              String.format(
                  Locale.ROOT,
                  "%s: the pictures may be named by any of the columns %s; name one with --image-column, such as --image-column %s",
                  file.path(),
                  String.join(", ", fitting),
                  fitting.getFirst()),
              null);
        }
      }
    }
    return Optional.of(fitting.getFirst());
  }

  /// The only column most of whose values are pictures.
  private static Optional<String> byValue(
      Folder folder,
      Folder.Entry file,
      CaptionTable table,
      TableColumns columns,
      List<TableRow.Fields> sample) {
    var fitting =
        table.columns().stream()
            .filter(column -> !columns.captions().contains(column))
            .filter(column -> 2 * hits(folder, file, column, sample) > sample.size())
            .toList();
    return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
  }

  private static long hits(
      Folder folder, Folder.Entry file, String column, List<TableRow.Fields> rows) {
    return rows.stream().filter(row -> !entries(folder, file, column, row).isEmpty()).count();
  }

  private static List<Folder.Entry> entries(
      Folder folder, Folder.Entry file, String column, TableRow.Fields row) {
    var entries = new ArrayList<Folder.Entry>();
    for (var name : row.values(column)) {
      if (folder.lookup(file, name) instanceof Folder.Lookup.Found(var entry, _)
          && entry.picture()) {
        entries.add(entry);
      }
    }
    return entries;
  }

  /// Whether most values have words with a space between.
  private static boolean sentences(String column, List<TableRow.Fields> rows) {
    long spaced =
        rows.stream()
            .filter(
                row -> row.values(column).stream().anyMatch(v -> v.matches("(?s).*\\p{L}\\s.*")))
            .count();
    return 2 * spaced > rows.size();
  }

  /// The first column that is called for it and whose every value is a split; of one that is just
  /// called `split` some may be none.
  private static Optional<String> split(TableColumns columns, List<TableRow.Fields> rows) {
    return columns.splits().stream()
        .filter(
            column -> {
              var values =
                  rows.stream().flatMap(row -> row.values(column).stream()).distinct().toList();
              Stream<String> known = values.stream().filter(v -> !SplitNames.folder(v).isEmpty());
              return plain(column).equals("split")
                  ? known.findAny().isPresent()
                  : !values.isEmpty() && known.count() == values.size();
            })
        .findFirst();
  }

  private static String plain(String column) {
    return column.toLowerCase(java.util.Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }

  /// The captions of a row: of every column that holds some.
  List<String> captionsOf(TableRow.Fields row) {
    return captions.orElse(List.of()).stream()
        .flatMap(column -> row.values(column).stream())
        .toList();
  }

  /// Whether a column has a meaning of its own and is no further fact.
  boolean uses(String column) {
    return pair.contains(column)
        || image.filter(column::equals).isPresent()
        || captions.orElse(List.of()).contains(column)
        || labels.contains(column);
  }
}
