package dev.limn.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Hugging Face imagefolder: `metadata.jsonl` or `metadata.csv` with one row a picture.
///
/// `file_name` is relative to the metadata file; captions are in `text`, a string or a list (also
/// understood: `texts`, `caption`, `captions`); the class in `label`, `labels` or `class`; a pair
/// has `input_file_name` and `output_file_name`. Other plain columns become attributes. The folders
/// `train`, `test` and `validation` are splits.
final class ImageFolderReader implements FormatReader {
  private static final List<String> TEXT = List.of("text", "texts", "caption", "captions");
  private static final List<String> LABEL = List.of("label", "labels", "class");
  private static final Set<String> FILES =
      Set.of("file_name", "input_file_name", "output_file_name");

  @Override
  public Optional<String> recognise(Folder folder) {
    var tables = tables(folder);
    return tables.isEmpty()
        ? Optional.empty()
        : Optional.of(tables.getFirst().name() + " is there");
  }

  @Override
  public void read(Folder folder, DatasetBuilder gathering) {
    var tables = tables(folder);
    if (tables.isEmpty()) {
      throw new DataException(
          folder.root() + ": no metadata.jsonl or metadata.csv; expected one beside the pictures");
    }
    var used = new HashSet<String>();
    int rows = 0;
    int captioned = 0;
    for (var table : tables) {
      for (var row : rows(table)) {
        rows++;
        switch (row) {
          case MetadataRow.Broken broken ->
              gathering.skip(table.name() + " line " + broken.line(), broken.reason());
          case MetadataRow.Fields fields -> {
            captioned += values(fields, TEXT).isEmpty() ? 0 : 1;
            add(folder, table, fields, gathering, used);
          }
        }
      }
    }
    if (rows == 0) {
      throw new DataException(tables.getFirst().path() + ": no rows; expected one a picture");
    }
    if (captioned == 0 && gathering.size() == 0) {
      throw new DataException(
          tables.getFirst().path()
              + ": no row has a column \"text\"; expected \"file_name\" and \"text\", a caption or a"
              + " list of captions");
    }
    long spare = folder.pictures().stream().filter(p -> !used.contains(p.name())).count();
    if (spare > 0) {
      gathering.note(".", "pictures that no metadata file lists, left out: %d".formatted(spare));
    }
  }

  private static void add(
      Folder folder,
      Folder.Entry table,
      MetadataRow.Fields row,
      DatasetBuilder gathering,
      Set<String> used) {
    var where = table.name() + " line " + row.line();
    var names = new ArrayList<String>();
    for (var column : List.of("file_name", "input_file_name", "output_file_name")) {
      names.addAll(row.columns().getOrDefault(column, List.of()));
    }
    if (names.isEmpty()) {
      gathering.skip(where, "no file_name");
      return;
    }
    if (names.size() > 2) {
      gathering.skip(where, names.size() + " file names; expected one, or two for a pair");
      return;
    }
    var entries = new ArrayList<Folder.Entry>();
    for (var name : names) {
      switch (folder.lookup(table.parent(), name)) {
        case Folder.Lookup.Found(var entry) -> entries.add(entry);
        case Folder.Lookup.Refused(var reason) -> {
          gathering.skip(table.parent() + name, reason + " (" + where + ")");
          return;
        }
      }
    }
    entries.forEach(entry -> used.add(entry.name()));
    var first = entries.getFirst();
    var draft =
        DatasetBuilder.Draft.of(first.name(), first.source())
            .withLabel(values(row, LABEL).stream().findFirst())
            .withAttributes(attributes(row));
    var captions = values(row, TEXT);
    if (entries.size() == 2) {
      draft = draft.withPartner(entries.get(1).source());
      if (captions.isEmpty()) {
        gathering.add(draft);
        return;
      }
    }
    gathering.addCaptioned(draft, captions, where);
  }

  private static List<String> values(MetadataRow.Fields row, List<String> columns) {
    return columns.stream()
        .map(column -> row.columns().getOrDefault(column, List.of()))
        .filter(values -> !values.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  private static Map<String, String> attributes(MetadataRow.Fields row) {
    var attributes = new HashMap<String, String>();
    row.columns()
        .forEach(
            (column, values) -> {
              if (values.size() == 1
                  && !FILES.contains(column)
                  && !TEXT.contains(column)
                  && !LABEL.contains(column)) {
                attributes.put(column, values.getFirst());
              }
            });
    return attributes;
  }

  private static List<Folder.Entry> tables(Folder folder) {
    var tables = new ArrayList<Folder.Entry>();
    for (var entry : folder.files()) {
      switch (entry.base()) {
        case "metadata.jsonl", "metadata.csv" -> tables.add(entry);
        default -> {
          // A picture, or nothing of ours.
        }
      }
    }
    return tables;
  }

  private static List<MetadataRow> rows(Folder.Entry table) {
    try {
      return table.extension().equals("csv") ? MetadataRow.csv(table) : MetadataRow.jsonl(table);
    } catch (IOException e) {
      throw new DataException(table.path() + ": cannot be read (" + e + ")", e);
    }
  }
}
