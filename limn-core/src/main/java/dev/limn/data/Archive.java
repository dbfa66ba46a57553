package dev.limn.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.ZipMethod;

/// The files inside a zip or tar archive, listed and not unpacked: each is read from its place.
///
/// What strangers pack is bounded: a name that would leave the folder, a link, a file that is
/// encrypted or packed in a way that is not read is left out with its reason; an archive whose
/// files overlap, or that grows beyond all reason when it is decompressed, is refused.
///
/// @param file the archive
/// @param members by name, `/` between folders, sorted
/// @param rejected what is left out
record Archive(Folder.Entry file, Map<String, Content> members, List<Finding> rejected) {
  private static final List<String> ENDINGS =
      List.of(
          ".zip",
          ".tar",
          ".tar.gz",
          ".tgz",
          ".tar.bz2",
          ".tbz2",
          ".tbz",
          ".tar.xz",
          ".txz",
          ".tar.zst",
          ".tzst");
  private static final Set<String> OTHERS = Set.of("7z", "rar", "lzh", "cab");

  /// Deflate makes at most 1,032 bytes of one.
  private static final long MAX_DEFLATE = 1_032;

  /// Whether a file of this name is an archive that is read.
  static boolean named(String name) {
    return ending(name).isPresent();
  }

  /// Whether a file of this name is a tar archive, compressed or not, as WebDataset has them.
  static boolean tar(String name) {
    return ending(name).filter(ending -> !ending.equals(".zip")).isPresent();
  }

  /// Whether a file of this name is an archive of a kind that is not read.
  static boolean foreign(Folder.Entry file) {
    return OTHERS.contains(file.extension());
  }

  /// The name without the ending of an archive.
  static String stem(String name) {
    return name.substring(0, name.length() - ending(name).orElse("").length());
  }

  private static Optional<String> ending(String name) {
    var lower = name.toLowerCase(Locale.ROOT);
    return ENDINGS.stream()
        .filter(ending -> lower.endsWith(ending) && lower.length() > ending.length())
        .max(Comparator.comparingInt(String::length));
  }

  /// Lists an archive.
  ///
  /// @throws DataException when it is damaged, or a bomb
  static Archive read(Folder.Entry file) {
    if (!(file.content() instanceof FileContent archive)) {
      throw new DataException(file.path() + ": an archive in an archive; unpack the outer one");
    }
    var listing = new Listing(new TreeMap<>(), new ArrayList<>());
    try {
      if (Decompressed.startsWith(archive.path(), "PK")) {
        zip(file.path(), archive, listing);
      } else {
        tar(file.path(), archive, listing);
      }
    } catch (IOException | IllegalArgumentException e) {
      var kind = tar(file.name()) ? "tar" : "zip";
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: not a whole %s file (%s); copy it anew",
              file.path(),
              kind,
              reason(e)),
          e);
    }
    return new Archive(file, Collections.unmodifiableMap(listing.members), listing.rejected);
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private record Listing(Map<String, Content> members, List<Finding> rejected) {
    void reject(String name, String reason) {
      rejected.add(new Finding(name, reason));
    }

    void add(String name, Content content) {
      if (members.putIfAbsent(name, content) != null) {
        reject(name, "twice in the archive; the first counts");
      }
    }

    /// The name in our spelling; empty for what is left out, with or without a word.
    Optional<String> accept(String name) {
      // Some archivers of Windows write its separators.
      var slashed = name.indexOf('/') < 0 ? name.replace('\\', '/') : name;
      var parts = new ArrayList<String>();
      for (var part : slashed.split("/", -1)) {
        if (!part.isEmpty() && !part.equals(".")) {
          parts.add(part);
        }
      }
      if (slashed.startsWith("/")
          || slashed.indexOf('\\') >= 0
          || slashed.matches("[A-Za-z]:.*")
          || parts.contains("..")) {
        reject(name, "its name leaves the archive");
        return Optional.empty();
      }
      if (name.chars().anyMatch(Character::isISOControl)) {
        reject(name, "a control character in the file name");
        return Optional.empty();
      }
      return parts.isEmpty() || parts.stream().anyMatch(Folder::hidden)
          ? Optional.empty()
          : Optional.of(String.join("/", parts));
    }
  }

  private static void zip(String path, FileContent archive, Listing listing) throws IOException {
    var stretches = new TreeMap<Long, Long>();
    try (var zip = ZipFile.builder().setPath(archive.path()).get()) {
      for (var entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
        if (!entry.isDirectory()) {
          stretches.merge(entry.getDataOffset(), entry.getCompressedSize(), Math::max);
          listing.accept(entry.getName()).ifPresent(name -> add(archive, entry, name, listing));
        }
      }
    }
    long end = 0;
    for (var stretch : stretches.entrySet()) {
      if (stretch.getKey() < end) {
        throw new DataException(
            path + ": its files overlap, as those of a zip bomb do; it is not read");
      }
      end = stretch.getKey() + stretch.getValue();
    }
    if (end > archive.size()) {
      throw new DataException(path + ": not a whole zip file (it ends early); copy it anew");
    }
  }

  private static void add(
      FileContent archive, ZipArchiveEntry entry, String name, Listing listing) {
    var method = ZipMethod.getMethodByCode(entry.getMethod());
    long packed = entry.getCompressedSize();
    long size = entry.getSize();
    if (entry.isUnixSymlink()) {
      listing.reject(name, "a link or special entry; expected a plain file");
    } else if (entry.getGeneralPurposeBit().usesEncryption()) {
      listing.reject(name, "encrypted; unpack the archive with its password");
    } else if (method != ZipMethod.STORED && method != ZipMethod.DEFLATED) {
      listing.reject(
          name, "packed by " + method + ", which is not read; expected a usual (deflated) zip");
    } else if (size < 0 || packed < 0 || size > (packed + 1) * MAX_DEFLATE) {
      listing.reject(
          name, String.format(Locale.ROOT, "announces %d bytes of %d packed ones", size, packed));
    } else {
      listing.add(
          name,
          new ArchiveContent.InZip(
              archive.path(),
              archive.modified(),
              entry.getDataOffset(),
              packed,
              size,
              entry.getCrc(),
              method == ZipMethod.DEFLATED));
    }
  }

  private static void tar(String path, FileContent archive, Listing listing) throws IOException {
    var unpacked = Decompressed.of(archive, path);
    if (unpacked.isPresent()) {
      // The reader is not closed, since that would close the file that the contents are read from.
      entries(
          new TarFile(unpacked.get().channel()).getEntries(),
          unpacked.get().size(),
          listing,
          entry ->
              new ArchiveContent.InDecompressed(
                  archive.path(),
                  unpacked.get(),
                  entry.getDataOffset(),
                  entry.getSize(),
                  archive.modified()));
      return;
    }
    try (var tar = new TarFile(archive.path())) {
      entries(
          tar.getEntries(),
          archive.size(),
          listing,
          entry ->
              new ArchiveContent.InTar(
                  archive.path(), archive.modified(), entry.getDataOffset(), entry.getSize()));
    }
  }

  private interface Place {
    Content of(TarArchiveEntry entry);
  }

  private static void entries(List<TarArchiveEntry> entries, long end, Listing listing, Place place)
      throws IOException {
    if (entries.isEmpty()) {
      throw new IOException("there is no file in it");
    }
    for (var entry : entries) {
      if (entry.isDirectory()) {
        continue;
      }
      listing
          .accept(entry.getName())
          .ifPresent(
              name -> {
                if (!entry.isFile() || entry.isSparse() || entry.isLink()) {
                  listing.reject(name, "a link or special entry; expected a plain file");
                } else if (entry.getDataOffset() + entry.getSize() > end) {
                  listing.reject(name, "the archive ends inside it");
                } else {
                  listing.add(name, place.of(entry));
                }
              });
    }
  }
}
