package dev.limn.data;

import dev.limn.data.table.CaptionTable;
import dev.limn.data.table.TableColumns;
import dev.limn.data.table.TableRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Tables that name pictures and their captions.
///
/// Hugging Face's imagefolder has `metadata.jsonl`, `metadata.csv` or `metadata.json` with one row
/// a picture: `file_name` relative to the table, captions in `text`, a string or a list, the class
/// in `label`; a pair has `input_file_name` and `output_file_name`. Others call the table and its
/// columns otherwise, or have a row a caption: [TableUse] finds out. Other plain columns become
/// attributes.
final class TableReader implements FormatReader {
  /// A text without a header has so many pictures, or half of those that are there.
  private static final int FEW = 8;

  private final boolean metadata;

  /// @param metadata reads tables that are called `metadata` only
  TableReader(boolean metadata) {
    this.metadata = metadata;
  }

  @Override
  public Optional<String> recognise(Folder folder) {
    if (metadata) {
      var tables = TableFiles.metadata(folder);
      if (tables.isEmpty()
          || SideCarReader.most(folder) && tables.stream().noneMatch(t -> named(folder, t) > 0)) {
        return Optional.empty();
      }
      return Optional.of(tables.getFirst().name() + " is there");
    }
    for (var table : TableFiles.all(folder)) {
      int named = named(folder, table);
      if (named > 0) {
        return Optional.of(
            String.format(
                Locale.ROOT, "%s names %d of its pictures with captions", table.name(), named));
      }
    }
    return Optional.empty();
  }

  private static List<Folder.Entry> captionTables(Folder folder) {
    return TableFiles.all(folder).stream().filter(table -> named(folder, table) > 0).toList();
  }

  /// How many pictures of the folder a table names, when it has captions; 0 for any other file. A
  /// table in which several columns may be the captions has some.
  static int named(Folder folder, Folder.Entry file) {
    CaptionTable table;
    try {
      table = TableFiles.read(folder, file);
    } catch (DataException _) {
      return 0;
    }
    Optional<TableUse> use;
    try {
      use = TableUse.of(folder, file, table);
    } catch (DataException _) {
      return 1;
    }
    if (use.isEmpty() || use.get().captions().isEmpty() || use.get().image().isEmpty()) {
      return 0;
    }
    var column = use.get().image().get();
    var names = new HashSet<String>();
    int missing = 0;
    int broken = table.rows().size() - table.fields().size();
    for (var row : table.fields()) {
      for (var name : row.values(column)) {
        if (folder.lookup(file, name) instanceof Folder.Lookup.Found(var entry, _)) {
          names.add(entry.name());
        } else {
          missing++;
        }
      }
    }
    // Prose in which a file's name occurs is no table.
    boolean list = table.columns().equals(List.of(TableColumns.FILE_NAME, TableColumns.TEXT));
    boolean prose =
        list
            && file.extension().equals("txt")
            && names.size() < FEW
            && 2 * names.size() < folder.pictures().size();
    return names.size() > missing + broken && !prose ? names.size() : 0;
  }

  @Override
  public void read(Folder folder, DatasetBuilder gathering) {
    var files = metadata ? TableFiles.metadata(folder) : captionTables(folder);
    if (files.isEmpty()) {
      throw new DataException(
          folder.root()
              + (metadata
                  ? ": no metadata.jsonl, .csv, .tsv or .json; expected one beside the pictures"
                  : ": no table that names its pictures; expected one such as captions.csv with the"
                      + " columns image and caption"));
    }
    var reading = new Reading(folder, gathering);
    files.forEach(reading::read);
    reading.finish(files.getFirst());
    if (metadata) {
      captionTables(folder).stream()
          .filter(table -> !files.contains(table))
          .forEach(
              table ->
                  gathering.note(
                      table.name(), "not read, since metadata is; --format table reads both"));
    }
  }

  /// What several rows say of one picture.
  private static final class Joined {
    private final Folder.Entry entry;
    private final Optional<Source> partner;
    private final String where;
    private final Set<String> captions = new LinkedHashSet<>();
    private Optional<String> label = Optional.empty();
    private Optional<String> split = Optional.empty();
    private Map<String, String> attributes = Map.of();

    Joined(Folder.Entry entry, Optional<Source> partner, String where) {
      this.entry = entry;
      this.partner = partner;
      this.where = where;
    }
  }

  /// One pass over all tables of a folder.
  private static final class Reading {
    private final Folder folder;
    private final DatasetBuilder gathering;
    private final Map<String, Joined> pictures = new LinkedHashMap<>();
    private final Set<String> used = new HashSet<>();
    private final List<String> joinedRows = new ArrayList<>();
    private final List<String> unknownSplits = new ArrayList<>();
    private final List<String> firstReasons = new ArrayList<>();
    private final Optional<ClassNames> classNames;
    private int rows;
    private boolean made;

    Reading(Folder folder, DatasetBuilder gathering) {
      this.folder = folder;
      this.gathering = gathering;
      this.classNames = ClassNames.of(folder);
    }

    void read(Folder.Entry file) {
      var table = TableFiles.read(folder, file);
      rows += table.rows().size();
      for (var row : table.rows()) {
        if (row instanceof TableRow.Broken(var place, var reason)) {
          skip(file.name() + " " + place, reason);
        }
      }
      if (table.fields().isEmpty()) {
        return;
      }
      var use = TableUse.of(folder, file, table);
      if (use.isEmpty()) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: columns are %s; none names pictures that are there (file_name, image, path …), so name one with --image-column",
                file.path(),
                table.columns()));
      }
      use.get().guess().ifPresent(text -> gathering.note(file.name(), text));
      if (use.get().captions().isEmpty()
          && use.get().pair().isEmpty()
          && table.fields().stream().allMatch(row -> label(use.get(), row).isEmpty())) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: columns are %s; none is known to hold captions (text, caption, prompt …), so name one with --caption-column",
                file.path(),
                table.columns()));
      }
      table.fields().forEach(row -> row(file, use.get(), row));
    }

    private void skip(String name, String reason) {
      firstReasons.add(name + ": " + reason);
      gathering.skip(name, reason);
    }

    private static Optional<String> label(TableUse use, TableRow.Fields row) {
      return TableColumns.first(row, use.labels()).map(column -> row.values(column).getFirst());
    }

    private void row(Folder.Entry file, TableUse use, TableRow.Fields row) {
      var where = file.name() + " " + row.place();
      var names = new ArrayList<String>();
      use.image().ifPresent(column -> names.addAll(row.values(column)));
      use.pair().forEach(column -> names.addAll(row.values(column)));
      if (names.isEmpty()) {
        skip(where, "no " + use.image().orElse(TableColumns.FILE_NAME));
        return;
      }
      if (names.size() > 2) {
        skip(where, names.size() + " file names; expected one, or two for a pair");
        return;
      }
      var entries = new ArrayList<Folder.Entry>();
      for (var name : names) {
        switch (folder.lookup(file, name)) {
          case Folder.Lookup.Found found -> {
            entries.add(found.entry());
            gathering.found(name, found);
          }
          case Folder.Lookup.Refused(var reason) -> {
            skip(file.parent() + name, reason + " (" + where + ")");
            return;
          }
        }
      }
      entries.forEach(entry -> used.add(entry.name()));
      if (row.joined()) {
        joinedRows.add(where);
      }
      var partner =
          entries.size() == 2 ? Optional.of(entries.get(1).source()) : Optional.<Source>empty();
      var joined =
          pictures.computeIfAbsent(
              entries.getFirst().name(),
              _ -> {
                var first = new Joined(entries.getFirst(), partner, where);
                first.attributes = attributes(use, row);
                return first;
              });
      var label = label(use, row);
      joined.captions.addAll(use.captionsOf(row));
      if (use.captions().isEmpty() && partner.isEmpty()) {
        label.ifPresent(name -> joined.captions.add(ClassNames.caption(classNames, name)));
        made |= label.isPresent();
      }
      joined.label = agreed(joined, "classes", joined.label, label);
      var split = split(file, use, row);
      if (split.isPresent() && joined.split.isPresent() && !joined.split.equals(split)) {
        // What any row holds back is held back.
        var held = split.get().equals(SplitNames.TRAIN) ? joined.split : split;
        gathering.note(
            joined.entry.name(),
            String.format(
                Locale.ROOT,
                "listed under %s and %s; taken for %s",
                joined.split.get(),
                split.get(),
                held.get()));
        joined.split = held;
      } else {
        joined.split = joined.split.or(() -> split);
      }
    }

    private Optional<String> agreed(
        Joined joined, String what, Optional<String> before, Optional<String> now) {
      if (before.isPresent() && now.isPresent() && !before.equals(now)) {
        gathering.note(
            joined.entry.name(),
            String.format(
                Locale.ROOT,
                "listed with the %s \"%s\" and \"%s\"; the first counts",
                what,
                before.get(),
                now.get()));
      }
      return before.or(() -> now);
    }

    /// The split that the row says, or the name of a table that is not beside its pictures.
    private Optional<String> split(Folder.Entry file, TableUse use, TableRow.Fields row) {
      var value = use.split().flatMap(column -> row.values(column).stream().findFirst()).orElse("");
      var split = SplitNames.folder(value);
      if (!value.isEmpty() && split.isEmpty()) {
        unknownSplits.add(value);
      }
      if (split.isEmpty() && value.isEmpty()) {
        split = SplitNames.ofFile(file.base());
      }
      return split.isEmpty() ? Optional.empty() : Optional.of(split);
    }

    private static Map<String, String> attributes(TableUse use, TableRow.Fields row) {
      var attributes = new HashMap<String, String>();
      row.columns()
          .forEach(
              (column, values) -> {
                if (values.size() == 1 && !use.uses(column)) {
                  attributes.put(column, values.getFirst());
                }
              });
      return attributes;
    }

    void finish(Folder.Entry file) {
      if (rows == 0) {
        throw new DataException(file.path() + ": no rows; expected one a picture");
      }
      for (var joined : pictures.values()) {
        var draft =
            DatasetBuilder.Draft.of(joined.entry.name(), joined.entry.source())
                .withLabel(joined.label)
                .withAttributes(joined.attributes);
        if (joined.split.isPresent()) {
          draft = draft.withSplit(joined.split.get());
        }
        if (joined.partner.isPresent()) {
          draft = draft.withPartner(joined.partner.get());
        }
        if (joined.partner.isPresent() && joined.captions.isEmpty()) {
          gathering.add(draft);
        } else {
          gathering.addCaptioned(draft, List.copyOf(joined.captions), joined.where);
        }
      }
      if (gathering.size() == 0 && firstReasons.size() == rows) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: none of its %d rows can be used; the first is %s",
                file.path(),
                rows,
                firstReasons.getFirst()));
      }
      notes();
    }

    private void notes() {
      if (made) {
        gathering.note(
            ".", "there are no captions; made from the names of the classes in the table");
      }
      if (!joinedRows.isEmpty()) {
        gathering.note(
            ".",
            String.format(
                Locale.ROOT,
                "captions with separators outside quotes, read to the end of their line: %d, such as %s",
                joinedRows.size(),
                joinedRows.getFirst()));
      }
      if (!unknownSplits.isEmpty()) {
        gathering.note(
            ".",
            String.format(
                Locale.ROOT,
                "splits that are none of train, validation and test, taken to learn from: %d rows, such as \"%s\"",
                unknownSplits.size(),
                unknownSplits.getFirst()));
      }
      gathering.unlisted(folder, used);
    }
  }
}
