package dev.limn.data;

import dev.limn.data.table.TableException;
import dev.limn.data.table.TextDecoding;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A listing of every file under a root, made once, sorted by name, and closed: whatever a metadata
/// file names is looked up *in the listing*, so no spelling of `..` reaches outside.
///
/// Hidden files and folders (also Limn's own cache) are left out. A symbolic link counts when it
/// leads to a file inside the root, or from a snapshot of the Hugging Face hub to the hub's blobs;
/// others are listed in [#rejected()].
final class Folder {
  /// Text files above this are not captions.
  static final int MAX_TEXT_BYTES = 1 << 20;

  private static final Set<String> PICTURES =
      Set.of("png", "jpg", "jpeg", "jpe", "jfif", "webp", "gif", "bmp", "tif", "tiff");

  /// A file of the listing.
  ///
  /// @param name relative to the root, `/` between folders
  /// @param path where it lies, for messages
  /// @param content its bytes
  record Entry(String name, String path, Content content) {
    /// How many bytes it has.
    long size() {
      return content.size();
    }

    String extension() {
      int dot = name.lastIndexOf('.');
      return dot <= name.lastIndexOf('/') ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /// The name without its extension.
    String stem() {
      var extension = extension();
      return extension.isEmpty() ? name : name.substring(0, name.length() - extension.length() - 1);
    }

    /// The folder it lies in with a closing `/`; empty at the root.
    String parent() {
      return name.substring(0, name.lastIndexOf('/') + 1);
    }

    /// The last part of the name.
    String base() {
      return name.substring(name.lastIndexOf('/') + 1);
    }

    boolean picture() {
      return PICTURES.contains(extension());
    }

    Source source() {
      return new Source.Encoded(content);
    }
  }

  /// A name that was looked up: the file, or why there is none.
  sealed interface Lookup {
    /// Nothing to tell of it.
    String AS_WRITTEN = "";

    /// Only with other capitals, or with accents stored otherwise, is there such a file.
    String OTHER_CASE = "differ from the file's in capitals, or in how accents are stored";

    /// The table leaves the ending out.
    String NO_ENDING = "have no ending, or another one than the file";

    /// The table was made where the files lay in another folder.
    String OTHER_FOLDER = "have a folder in front that is not there";

    /// @param how the name fits, one of the constants
    record Found(Entry entry, String how) implements Lookup {}

    record Refused(String reason) implements Lookup {}
  }

  private final Path root;
  private final Map<String, Entry> files;
  private final List<Finding> rejected;
  private final List<String> shards;
  private final DatasetOptions options;
  private NameLookup names;

  Folder(
      Path root,
      Map<String, Entry> files,
      List<Finding> rejected,
      List<String> shards,
      DatasetOptions options) {
    this.root = root;
    this.files = Collections.unmodifiableMap(files);
    this.rejected = List.copyOf(rejected);
    this.shards = List.copyOf(shards);
    this.options = options;
  }

  /// Lists a folder, or an archive or Parquet file alone.
  ///
  /// @param options what the user says of it
  /// @throws DataException when there is none
  static Folder list(Path given, DatasetOptions options) {
    if (Files.isRegularFile(given)) {
      return alone(given, options);
    }
    if (!Files.isDirectory(given)) {
      throw new DataException(
          given
              + ": "
              + (Files.exists(given) ? "neither a file nor a folder" : "nothing there")
              + "; expected a folder of pictures");
    }
    var files = new TreeMap<String, Entry>();
    var rejected = new ArrayList<Finding>();
    try {
      var root = given.toRealPath();
      Files.walkFileTree(root, new Walk(root, files, rejected));
      rejected.sort((a, b) -> a.name().compareTo(b.name()));
      return new Folder(root, files, rejected, List.of(), options);
    } catch (IOException e) {
      throw new DataException(given + ": cannot be listed (" + e + ")", e);
    }
  }

  private static Folder alone(Path given, DatasetOptions options) {
    var name = given.getFileName().toString();
    if (!Archive.named(name) && !name.endsWith(".parquet")) {
      throw new DataException(
          given
              + ": a file; expected a folder of pictures, or an archive (.zip, .tar, .tar.gz) or"
              + " .parquet file of them");
    }
    try {
      var file = given.toRealPath();
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      var content =
          new FileContent(file, attributes.size(), attributes.lastModifiedTime().toMillis());
      return new Folder(
          file,
          Map.of(name, new Entry(name, file.toString(), content)),
          List.of(),
          List.of(),
          options);
    } catch (IOException e) {
      throw new DataException(given + ": cannot be read (" + e + ")", e);
    }
  }

  private static final class Walk extends SimpleFileVisitor<Path> {
    private final Path root;
    private final Optional<Path> blobs;
    private final Map<String, Entry> files;
    private final List<Finding> rejected;

    Walk(Path root, Map<String, Entry> files, List<Finding> rejected) {
      this.root = root;
      this.blobs = blobs(root);
      this.files = files;
      this.rejected = rejected;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return !folder.equals(root) && hidden(folder)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (hidden(file)) {
        return FileVisitResult.CONTINUE;
      }
      var name = name(file);
      if (attributes.isRegularFile()) {
        add(name, file, attributes);
      } else if (attributes.isSymbolicLink()) {
        follow(name, file);
      } else {
        rejected.add(new Finding(name, "not a regular file"));
      }
      return FileVisitResult.CONTINUE;
    }

    /// In the cache of the Hugging Face hub a snapshot is links to `blobs` beside `snapshots`:
    /// these belong to the data set.
    private static Optional<Path> blobs(Path root) {
      for (var folder = root; folder.getParent() != null; folder = folder.getParent()) {
        if (folder.getParent().endsWith("snapshots") && folder.getParent().getParent() != null) {
          var blobs = folder.getParent().resolveSibling("blobs");
          return Files.isDirectory(blobs) ? Optional.of(blobs) : Optional.empty();
        }
      }
      return Optional.empty();
    }

    private void follow(String name, Path link) {
      try {
        var target = link.toRealPath();
        if (!target.startsWith(root) && !blobs.map(target::startsWith).orElse(false)) {
          rejected.add(new Finding(name, "a symbolic link that leaves the folder"));
          return;
        }
        var attributes = Files.readAttributes(target, BasicFileAttributes.class);
        if (attributes.isRegularFile()) {
          add(name, target, attributes);
        } else {
          rejected.add(new Finding(name, "a symbolic link to a folder; these are not followed"));
        }
      } catch (IOException _) {
        rejected.add(new Finding(name, "a symbolic link to nothing"));
      }
    }

    private void add(String name, Path path, BasicFileAttributes attributes) {
      var content =
          new FileContent(path, attributes.size(), attributes.lastModifiedTime().toMillis());
      files.put(name, new Entry(name, path.toString(), content));
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      rejected.add(
          new Finding(name(file), "cannot be read (" + e.getClass().getSimpleName() + ")"));
      return FileVisitResult.CONTINUE;
    }

    private String name(Path file) {
      return root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    }

    private static boolean hidden(Path path) {
      return Folder.hidden(path.getFileName().toString());
    }
  }

  /// Whether a file or folder of this name is no data: hidden ones, and what systems leave behind.
  static boolean hidden(String name) {
    return name.startsWith(".") || name.equals("__MACOSX") || name.equals("Thumbs.db");
  }

  Path root() {
    return root;
  }

  /// The archives that are read as WebDataset shards: each is a folder of the listing.
  List<String> shards() {
    return shards;
  }

  /// What the user says of it.
  DatasetOptions options() {
    return options;
  }

  /// Every file, sorted by name.
  Iterable<Entry> files() {
    return files.values();
  }

  /// Every picture by its extension, sorted by name.
  List<Entry> pictures() {
    return files.values().stream().filter(Entry::picture).toList();
  }

  /// Links that lead out and files that cannot be read, sorted by name.
  List<Finding> rejected() {
    return rejected;
  }

  Optional<Entry> file(String name) {
    return Optional.ofNullable(files.get(name));
  }

  /// The names of the folders directly under `prefix` that hold files somewhere, sorted.
  List<String> folders(String prefix) {
    return files.keySet().stream()
        .filter(name -> name.startsWith(prefix) && name.indexOf('/', prefix.length()) > 0)
        .map(name -> name.substring(prefix.length(), name.indexOf('/', prefix.length())))
        .distinct()
        .toList();
  }

  /// Looks up a name that a table gives, as [NameLookup] says.
  ///
  /// @param table the file that gives it
  Lookup lookup(Entry table, String name) {
    if (names == null) {
      names = new NameLookup(root, files);
    }
    return names.find(table.parent(), name, table.base());
  }

  /// The content of a text file, without a byte order mark.
  ///
  /// @throws DataException when it is no text, too large or cannot be read
  String text(Entry entry) {
    return text(entry, MAX_TEXT_BYTES);
  }

  /// As above, with another limit in bytes.
  String text(Entry entry, int most) {
    if (entry.size() > most) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: %d bytes; expected a text of at most %d",
              entry.name(),
              entry.size(),
              most));
    }
    try {
      return TextDecoding.decode(entry.content().bytes(), options.charset());
    } catch (TableException e) {
      throw new DataException(entry.name() + ": " + e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      throw new DataException(entry.name() + ": " + entry.size() + " bytes are too many", e);
    } catch (IOException e) {
      throw new DataException(entry.name() + ": cannot be read (" + e + ")", e);
    }
  }
}
