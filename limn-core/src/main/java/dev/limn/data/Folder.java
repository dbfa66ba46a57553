package dev.limn.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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
    record Found(Entry entry) implements Lookup {}

    record Refused(String reason) implements Lookup {}
  }

  private final Path root;
  private final Map<String, Entry> files;
  private final List<Finding> rejected;
  private final List<String> shards;

  Folder(Path root, Map<String, Entry> files, List<Finding> rejected, List<String> shards) {
    this.root = root;
    this.files = Collections.unmodifiableMap(files);
    this.rejected = List.copyOf(rejected);
    this.shards = List.copyOf(shards);
  }

  /// Lists a folder, or an archive or Parquet file alone.
  ///
  /// @throws DataException when there is none
  static Folder list(Path given) {
    if (Files.isRegularFile(given)) {
      return alone(given);
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
      return new Folder(root, files, rejected, List.of());
    } catch (IOException e) {
      throw new DataException(given + ": cannot be listed (" + e + ")", e);
    }
  }

  private static Folder alone(Path given) {
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
          file, Map.of(name, new Entry(name, file.toString(), content)), List.of(), List.of());
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

  /// Looks up a name that a metadata file gives.
  ///
  /// @param base the folder that the name is relative to, with a closing `/`, or empty
  Lookup lookup(String base, String name) {
    if (name.isBlank()) {
      return new Lookup.Refused("an empty file name");
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      return new Lookup.Refused("a control character in the file name");
    }
    if (name.startsWith("/") || name.indexOf('\\') >= 0 || name.matches("[A-Za-z]:.*")) {
      return new Lookup.Refused("expected a relative file name with '/' between folders");
    }
    var parts = new ArrayList<String>();
    for (var part : name.split("/", -1)) {
      if (part.equals("..")) {
        return new Lookup.Refused("the file name leaves the folder");
      }
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    var entry = files.get(base + String.join("/", parts));
    return entry == null ? new Lookup.Refused("no such file") : new Lookup.Found(entry);
  }

  /// The content of a UTF-8 text file, without a byte order mark.
  ///
  /// @throws DataException when it is not UTF-8, too large or cannot be read
  static String text(Entry entry) {
    return text(entry, MAX_TEXT_BYTES);
  }

  /// As above, with another limit in bytes.
  static String text(Entry entry, int most) {
    if (entry.size() > most) {
      throw new DataException(
          "%s: %d bytes; expected a text of at most %d"
              .formatted(entry.name(), entry.size(), most));
    }
    try {
      var bytes = ByteBuffer.wrap(entry.content().bytes());
      var text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new DataException(entry.name() + ": not UTF-8 text", e);
    } catch (IOException e) {
      throw new DataException(entry.name() + ": cannot be read (" + e + ")", e);
    }
  }
}
