package dev.limn.data;

import dev.limn.data.table.TableColumns;
import dev.limn.data.table.TableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Finds out which columns of a Parquet file are the pictures, the captions, the classes and the
/// splits: by their types, and by their names as [TableColumns] knows them.
final class ParquetColumns {
  private ParquetColumns() {}

  /// @return empty when no column holds or names pictures
  /// @throws DataException when several columns fit, or one that the user names is not there
  static Optional<ParquetReader.Plan> plan(Folder folder, ParquetShard shard) {
    var schema = shard.schema();
    var options = folder.options();
    TableColumns columns;
    try {
      columns =
          TableColumns.of(
              List.of(schema.columns()), options.imageColumn(), options.captionColumn());
    } catch (TableException e) {
      if (schema.pictures().isEmpty() && options.imageColumn().isEmpty()) {
        return Optional.empty(); // some other table, whose columns are nobody's concern
      }
      throw DataException.choice(shard.file().path() + ": " + e.getMessage(), e);
    }
    var picture = picture(shard, columns, options);
    if (picture.isEmpty()) {
      return Optional.empty();
    }
    var captions = columns.captions().stream().filter(schema.texts()::contains).toList();
    var label =
        (captions.isEmpty() ? columns.classes() : columns.labels())
            .stream()
                .findFirst()
                .or(() -> schema.classes().keySet().stream().findFirst())
                .filter(name -> !name.equals(picture.get()));
    var split =
        columns.splits().stream()
            .filter(name -> schema.texts().contains(name) && !label.equals(Optional.of(name)))
            .findFirst();
    var others = new ArrayList<>(schema.texts());
    others.remove(picture.get());
    others.removeAll(captions);
    label.ifPresent(others::remove);
    split.ifPresent(others::remove);
    return Optional.of(
        new ParquetReader.Plan(
            picture.get(), shard.embedded(picture.get()), captions, label, split, others));
  }

  /// A column of pictures' bytes; where none is, one of text that may name files.
  private static Optional<String> picture(
      ParquetShard shard, TableColumns columns, DatasetOptions options) {
    var schema = shard.schema();
    if (!options.imageColumn().isEmpty()) {
      return columns.images().stream().findFirst();
    }
    var pictures = List.copyOf(schema.pictures().keySet());
    if (pictures.size() > 1) {
      var named = columns.images().stream().filter(pictures::contains).toList();
      if (named.size() != 1) {
        throw DataException.choice(
            String.format(
                Locale.ROOT,
                "%s: the pictures may be any of the columns %s; name one with --image-column, such as --image-column %s",
                shard.file().path(),
                String.join(", ", pictures),
                pictures.getFirst()),
            null);
      }
      return Optional.of(named.getFirst());
    }
    return pictures.stream()
        .findFirst()
        .or(() -> columns.images().stream().filter(schema.texts()::contains).findFirst());
  }
}
