package dev.limn.data;

import dev.limn.data.ParquetShard.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Parquet, as most captioned sets are published: a row a picture, in one or more files. The
/// picture is a column of bytes, a struct of `bytes` and `path` as Hugging Face's `datasets` write
/// it, or the name of a file beside the table. Captions are a column of text or of lists of text,
/// classes a column of numbers whose names stand in the file's end.
final class ParquetReader implements FormatReader {
  @Override
  public Optional<String> recognise(Folder folder) {
    long rows = 0;
    int usable = 0;
    var example = "";
    var fault = Optional.<DataException>empty();
    for (var file : files(folder)) {
      Optional<Plan> plan;
      ParquetShard shard;
      try {
        shard = ParquetShard.of(file);
        plan = Plan.of(folder, shard);
      } catch (DataException e) {
        fault = fault.or(() -> Optional.of(e));
        continue; // told when the others are read
      }
      if (plan.isPresent()) {
        usable++;
        rows += shard.schema().rows();
        example =
            example.isEmpty()
                ? file.name() + " has a column \"" + plan.get().picture() + "\""
                : example;
        if (!plan.get().embedded()) {
          return Optional.of(file.name() + " names pictures of the folder");
        }
      }
    }
    if (usable == 0 && fault.isPresent() && folder.pictures().isEmpty()) {
      throw fault.get(); // nothing else can be the data
    }
    // A table of pictures beside as many pictures is another form of them, or of something else.
    return usable == 0 || rows <= folder.pictures().size()
        ? Optional.empty()
        : Optional.of(
            String.format(Locale.ROOT, "%s of pictures (%d Parquet files)", example, usable));
  }

  @Override
  public void read(Folder folder, DatasetBuilder gathering) {
    var files = files(folder);
    if (files.isEmpty()) {
      throw new DataException(
          folder.root()
              + ": no .parquet file; expected one with a column of pictures and one of text");
    }
    var seen = new Seen();
    for (var file : files) {
      try {
        var shard = ParquetShard.of(file);
        var plan = Plan.of(folder, shard);
        if (plan.isEmpty()) {
          gathering.skip(
              file.name(),
              "no column of pictures, only " + String.join(", ", shard.schema().columns()));
        } else {
          new Reading(folder, shard, plan.get(), gathering, seen).read();
        }
      } catch (DataException e) {
        if (files.size() == 1 || e.choice()) {
          throw e;
        }
        gathering.skip(file.name(), e.getMessage());
      }
    }
    gathering.nameClasses(seen.classNames);
    if (seen.made) {
      gathering.note(".", "there are no captions; they are made from the classes");
    }
    if (!seen.captions && seen.labels.isEmpty() && gathering.size() > 0) {
      gathering.note(".", "no captions and no classes: only families without text can train on it");
    }
    for (var note : seen.notes) {
      gathering.note(".", note);
    }
    long spare = folder.pictures().stream().filter(p -> !seen.used.contains(p.name())).count();
    if (spare > 0) {
      gathering.note(".", "pictures that no Parquet file names, left out: " + spare);
    }
  }

  private static List<Folder.Entry> files(Folder folder) {
    var files = new ArrayList<Folder.Entry>();
    for (var file : folder.files()) {
      if (file.extension().equals("parquet")) {
        files.add(file);
      }
    }
    return files;
  }

  /// What all files together have.
  private static final class Seen {
    private final Map<String, String> classNames = new HashMap<>();
    private final Set<String> labels = new LinkedHashSet<>();
    private final Set<String> used = new HashSet<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private boolean captions;
    private boolean made;
  }

  /// Which columns of a file are used for what.
  ///
  /// @param picture the column of the pictures
  /// @param embedded whether it holds their bytes, and not names of files
  /// @param captions the columns of the captions; none when there are none
  /// @param label the column of the class
  /// @param others plain columns that become attributes
  record Plan(
      String picture,
      boolean embedded,
      List<String> captions,
      Optional<String> label,
      Optional<String> split,
      List<String> others) {

    /// Empty when no column holds or names pictures.
    ///
    /// @throws DataException when several may, or several may be the captions
    static Optional<Plan> of(Folder folder, ParquetShard shard) {
      return ParquetColumns.plan(folder, shard);
    }
  }

  /// One pass over the rows of a file.
  private record Reading(
      Folder folder, ParquetShard shard, Plan plan, DatasetBuilder gathering, Seen seen) {

    void read() {
      seen.captions |= !plan.captions().isEmpty();
      plan.label().ifPresent(seen.labels::add);
      plan.label()
          .map(label -> shard.schema().classes().get(label))
          .ifPresent(
              names -> {
                for (int i = 0; i < names.size(); i++) {
                  seen.classNames.putIfAbsent(Integer.toString(i), names.get(i));
                }
              });
      var columns = new ArrayList<>(plan.captions());
      columns.addAll(plan.label().stream().toList());
      columns.addAll(plan.split().stream().toList());
      columns.addAll(plan.others());
      if (!plan.embedded()) {
        columns.add(
            shard.schema().struct(plan.picture()) ? plan.picture() + ".path" : plan.picture());
      }
      if (columns.isEmpty()) {
        for (int row = 0; row < shard.schema().rows(); row++) {
          gathering.add(draft(row));
        }
        return;
      }
      shard.rows(columns, this::add);
    }

    private DatasetBuilder.Draft draft(int number) {
      var name = String.format(Locale.ROOT, "%s/%07d", shard.file().name(), number);
      var picture = new ParquetShard.InRow(shard, plan.picture(), number);
      return inFile(DatasetBuilder.Draft.of(name, new Source.Encoded(picture)));
    }

    private DatasetBuilder.Draft inFile(DatasetBuilder.Draft draft) {
      var split = SplitNames.ofFile(Archive.stem(shard.file().stem()));
      return split.isEmpty() ? draft : draft.withSplit(split);
    }

    private void add(int number, Row row) {
      var where = String.format(Locale.ROOT, "%s row %d", shard.file().name(), number + 1);
      DatasetBuilder.Draft draft;
      if (plan.embedded()) {
        draft = draft(number);
      } else {
        var named =
            shard.schema().struct(plan.picture())
                ? row.path(plan.picture())
                : row.values(plan.picture()).stream().findFirst();
        if (named.isEmpty()) {
          gathering.skip(where, "no picture");
          return;
        }
        switch (folder.lookup(shard.file(), named.get())) {
          case Folder.Lookup.Found found -> {
            var entry = found.entry();
            gathering.found(named.get(), found);
            seen.used.add(entry.name());
            draft = inFile(DatasetBuilder.Draft.of(entry.name(), entry.source()));
          }
          case Folder.Lookup.Refused(var reason) -> {
            gathering.skip(shard.file().parent() + named.get(), reason + " (" + where + ")");
            return;
          }
        }
      }
      var attributes = new HashMap<String, String>();
      for (var column : plan.others()) {
        var values = row.values(column);
        if (values.size() == 1) {
          attributes.put(column, values.getFirst());
        }
      }
      draft = draft.withAttributes(attributes);
      var label = plan.label().flatMap(column -> row.values(column).stream().findFirst());
      // In `datasets`, -1 is a class that is not told.
      draft = draft.withLabel(label.filter(value -> !value.equals("-1") && !value.isBlank()));
      var split =
          plan.split()
              .flatMap(column -> row.values(column).stream().findFirst())
              .map(SplitNames::folder)
              .filter(value -> !value.isEmpty());
      if (split.isPresent()) {
        draft = draft.withSplit(split.get());
      }
      if (!plan.captions().isEmpty()) {
        var captions =
            plan.captions().stream().flatMap(column -> row.values(column).stream()).toList();
        gathering.addCaptioned(draft, captions, where);
      } else if (draft.label().isPresent()) {
        var name = seen.classNames.getOrDefault(draft.label().get(), draft.label().get());
        seen.made = true;
        gathering.addCaptioned(draft, List.of(ClassNames.caption(Optional.empty(), name)), where);
      } else {
        gathering.add(draft);
      }
    }
  }
}
