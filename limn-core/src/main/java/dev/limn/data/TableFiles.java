package dev.limn.data;

import dev.limn.data.table.CaptionTable;
import dev.limn.data.table.TableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The files of a folder that may be tables of captions.
final class TableFiles {
  /// Tables above this are not tables of captions: COCO's 600,000 have 60 MB.
  static final int MAX_BYTES = 1 << 30;

  /// JSON is read as a whole tree, of many times its size.
  private static final int MAX_JSON_BYTES = 64 << 20;

  /// A folder with more text files than this has one a picture.
  private static final int MANY = 32;

  private static final Set<String> ENDINGS =
      Set.of("csv", "tsv", "tab", "psv", "jsonl", "ndjson", "json", "txt", "token");

  private TableFiles() {}

  /// `metadata.csv` and its like, as Hugging Face's imagefolder has them.
  static List<Folder.Entry> metadata(Folder folder) {
    var tables = new ArrayList<Folder.Entry>();
    for (var entry : folder.files()) {
      if (metadata(entry)) {
        tables.add(entry);
      }
    }
    return tables;
  }

  private static boolean metadata(Folder.Entry entry) {
    return entry.base().matches("(?i)metadata\\.(jsonl|ndjson|csv|tsv|json)");
  }

  /// Every file that may be a table by its ending and is no side-car of a picture.
  static List<Folder.Entry> all(Folder folder) {
    var stems = new HashSet<String>();
    for (var picture : folder.pictures()) {
      stems.add(picture.stem());
      stems.add(picture.name());
    }
    var perFolder = new HashMap<String, List<Folder.Entry>>();
    for (var entry : folder.files()) {
      if (ENDINGS.contains(entry.extension())
          && !stems.contains(entry.stem())
          && entry.size() <= (entry.extension().equals("json") ? MAX_JSON_BYTES : MAX_BYTES)) {
        perFolder
            .computeIfAbsent(entry.parent() + entry.extension(), _ -> new ArrayList<>())
            .add(entry);
      }
    }
    var tables = new ArrayList<Folder.Entry>();
    for (var entry : folder.files()) {
      var beside =
          perFolder.getOrDefault(entry.parent() + entry.extension(), List.<Folder.Entry>of());
      if (beside.contains(entry) && (beside.size() <= MANY || metadata(entry))) {
        tables.add(entry);
      }
    }
    return tables;
  }

  /// Reads one.
  ///
  /// @throws DataException naming the file, when it is no table
  static CaptionTable read(Folder folder, Folder.Entry table) {
    try {
      return CaptionTable.read(folder.text(table, MAX_BYTES), table.extension());
    } catch (TableException e) {
      throw new DataException(table.path() + ": " + e.getMessage(), e);
    }
  }

  /// Files that look as if they named captions, although the folder is read as something else: each
  /// is worth a note.
  static void noteUnread(Folder folder, DatasetBuilder gathering) {
    for (var entry : all(folder)) {
      if (metadata(entry) || entry.base().matches("(?i).*(caption|prompt|description).*")) {
        gathering.note(entry.name(), "not read: " + whyUnread(folder, entry));
      }
    }
  }

  private static String whyUnread(Folder folder, Folder.Entry entry) {
    try {
      TableUse.of(folder, entry, read(folder, entry)); // says what is wrong with its columns
      return TableReader.named(folder, entry) > 0
          ? "captions are found otherwise; --format table reads this one"
          : "it names no pictures of this folder with captions";
    } catch (DataException e) {
      return Optional.ofNullable(e.getMessage()).orElse("").replace(entry.path() + ": ", "");
    }
  }
}
