package dev.limn.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds out how a folder is laid out, by trying: a layout that the folder seems to have but that
/// gives no sample is passed over with a note, and the next one is tried. What lies beside good
/// data does not get into its way.
final class Detection {
  private final Folder folder;
  private final List<Folder.Entry> archives;
  private final List<Finding> passedOver = new ArrayList<>();
  private Optional<DataException> first = Optional.empty();

  private Detection(Folder folder) {
    this.folder = folder;
    this.archives = Archives.in(folder);
  }

  /// Opens a folder, or an archive, in the layout that is asked for or in whichever it has.
  ///
  /// @throws DataException when it does not have it, or none, or a broken one
  static Dataset of(Path root, DatasetOptions options) {
    var detection = new Detection(Folder.list(root, options));
    return options.format().map(detection::asked).orElseGet(detection::detected);
  }

  private Dataset asked(DatasetFormat format) {
    var because = "read as " + format.label() + ", as asked";
    if (format == DatasetFormat.WEBDATASET && !archives.isEmpty()) {
      return Dataset.read(
          Archives.shards(folder, archives.stream().map(Archive::read).toList()),
          format,
          because,
          List.of());
    }
    try {
      return Dataset.read(folder, format, because, unread());
    } catch (DataException e) {
      if (archives.isEmpty()) {
        throw e;
      }
      return Dataset.read(
          Archives.unpacked(folder, archives.stream().map(Archive::read).toList()),
          format,
          because,
          List.of());
    }
  }

  private Dataset detected() {
    var loose = attempt(folder, List.of(DatasetFormat.values()), unread());
    if (archives.isEmpty() || loose.isPresent() && !bare(loose.get().format())) {
      return loose.orElseThrow(this::failure);
    }
    var looseFailure = first;
    first = Optional.empty();
    passedOver.clear();
    try {
      var opened = archives.stream().map(Archive::read).toList();
      var beside = beside();
      var packed = attempt(Archives.shards(folder, tars(opened)), WEBDATASET, beside);
      if (packed.isEmpty()) {
        var tree = Archives.unpacked(folder, opened);
        packed = attempt(tree, List.of(DatasetFormat.values()), beside);
      }
      if (packed.isPresent() && packed.get().size() > loose.map(Dataset::size).orElse(0)) {
        return packed.get();
      }
    } catch (DataException e) {
      if (loose.isEmpty()) {
        throw e;
      }
    }
    first = first.or(() -> looseFailure);
    return loose.orElseThrow(this::failure);
  }

  private static final List<DatasetFormat> WEBDATASET = List.of(DatasetFormat.WEBDATASET);

  private static List<Archive> tars(List<Archive> archives) {
    return archives.stream().filter(archive -> Archive.tar(archive.file().name())).toList();
  }

  /// Formats that give neither captions nor classes: any folder of pictures has them.
  private static boolean bare(DatasetFormat format) {
    return format == DatasetFormat.PICTURES || format == DatasetFormat.PAIRS;
  }

  private Optional<Dataset> attempt(
      Folder tree, List<DatasetFormat> formats, List<Finding> remarks) {
    for (var format : formats) {
      try {
        var because = format.reader().recognise(tree);
        if (because.isEmpty()) {
          continue;
        }
        if (bare(format) && first.isPresent()) {
          // Captions or classes were meant, so they are not dropped without a word.
          return Optional.empty();
        }
        var notes = new ArrayList<>(passedOver);
        notes.addAll(remarks);
        if (format != DatasetFormat.PARQUET) {
          notes.addAll(parquet(tree));
        }
        return Optional.of(
            Dataset.read(
                tree, format, "looks like " + format.label() + " because " + because.get(), notes));
      } catch (DataException e) {
        if (e.choice()) {
          throw e;
        }
        first = first.or(() -> Optional.of(e));
        passedOver.add(
            new Finding(
                ".",
                "not read as "
                    + format.label()
                    + ", which it seemed to be ("
                    + firstLine(e)
                    + "); --format "
                    + format.label()
                    + " insists on it"));
      }
    }
    return Optional.empty();
  }

  private static String firstLine(DataException e) {
    return e.getMessage().lines().findFirst().orElse("").replaceFirst(":$", "");
  }

  private DataException failure() {
    return first
        .map(
            e ->
                folder.pictures().isEmpty()
                    ? e
                    : new DataException(
                        e.getMessage()
                            + "\n  --format pictures reads the pictures without captions",
                        e))
        .orElseGet(
            () ->
                new DataException(
                    folder.root()
                        + ": no pictures that Limn can read in it (png, jpg, webp, gif, bmp, tiff, zip or"
                        + " tar archives, Parquet or IDX files)"
                        + foreign()
                        + "; formats are "
                        + DatasetFormat.labels()
                        + ErrorBudget.listing(folder.rejected())));
  }

  private String foreign() {
    for (var file : folder.files()) {
      if (Archive.foreign(file)) {
        return "; " + file.name() + " is an archive of a kind that is not read, so unpack it";
      }
    }
    return "";
  }

  /// Archives are not read when there are good data beside them.
  private List<Finding> unread() {
    var notes = new ArrayList<Finding>();
    for (var file : folder.files()) {
      if (Archive.named(file.name()) || Archive.foreign(file)) {
        notes.add(
            new Finding(
                file.name(),
                "an archive beside the data, not read; it can be read by its own path"
                    + (Archive.tar(file.name()) ? ", or with --format webdataset" : "")));
      }
    }
    return notes;
  }

  private static List<Finding> parquet(Folder tree) {
    var notes = new ArrayList<Finding>();
    for (var file : tree.files()) {
      if (file.extension().equals("parquet")) {
        notes.add(
            new Finding(
                file.name(),
                "a Parquet file beside the data, not read; --format parquet reads it"));
      }
    }
    return notes;
  }

  private List<Finding> beside() {
    int pictures = folder.pictures().size();
    return pictures == 0
        ? List.of()
        : List.of(
            new Finding(
                ".",
                "pictures beside the archives, left out: "
                    + pictures
                    + "; --format pictures reads them instead"));
  }
}
