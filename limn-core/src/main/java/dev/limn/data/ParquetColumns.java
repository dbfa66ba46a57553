package dev.limn.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Finds out which columns of a Parquet file are the pictures, the captions and the classes.
final class ParquetColumns {
  private static final Set<String> CAPTIONS =
      Set.of("text", "texts", "caption", "captions", "prompt", "description", "sentence");
  private static final List<String> LABELS = List.of("label", "labels", "class");
  private static final Set<String> FILES =
      Set.of("file_name", "filename", "image", "image_path", "path", "img", "file");

  private ParquetColumns() {}

  static Optional<ParquetReader.Plan> plan(Folder folder, ParquetShard shard) {
    var schema = shard.schema();
    var picture =
        schema.pictures().keySet().stream()
            .findFirst()
            .or(
                () ->
                    schema.texts().stream()
                        .filter(name -> FILES.contains(name.toLowerCase(Locale.ROOT)))
                        .findFirst());
    if (picture.isEmpty()) {
      return Optional.empty();
    }
    var captions = schema.texts().stream().filter(CAPTIONS::contains).toList();
    var label =
        LABELS.stream()
            .filter(schema.columns()::contains)
            .findFirst()
            .or(() -> schema.classes().keySet().stream().findFirst());
    var others = new ArrayList<>(schema.texts());
    others.remove(picture.get());
    others.removeAll(captions);
    label.ifPresent(others::remove);
    return Optional.of(
        new ParquetReader.Plan(
            picture.get(),
            shard.embedded(picture.get()),
            captions,
            label,
            Optional.empty(),
            others));
  }
}
