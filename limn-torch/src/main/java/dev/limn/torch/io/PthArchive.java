package dev.limn.torch.io;

import static dev.limn.torch.io.FileFaults.fault;
import static dev.limn.torch.io.FileFaults.quoted;

import dev.limn.io.RegularFile;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// The zip archive that `torch.save` writes: `NAME/data.pkl`, and `NAME/data/0`, `NAME/data/1`, …
/// with the elements.
final class PthArchive implements AutoCloseable {
  private static final int PICKLE_LIMIT = 64 << 20;
  private static final long UNPACKED_LIMIT = 4L << 30;
  private static final int RATIO_LIMIT = 100;
  private static final long HARMLESS = 1 << 20;
  private static final String PICKLE = "data.pkl";

  private final Path file;
  private final ZipFile zip;
  private final Map<String, ZipEntry> members;
  private final String prefix;

  private PthArchive(Path file, ZipFile zip) {
    this.file = file;
    this.zip = zip;
    this.members = members(file, zip);
    this.prefix = prefix(file, members);
    requireLittleEndian();
  }

  /// The archive's directory, checked: no member twice, none that unpacks to much more than it
  /// takes up.
  static PthArchive open(Path file) {
    try {
      requireZip(file);
      var zip = new ZipFile(file.toFile());
      try {
        return new PthArchive(file, zip);
      } catch (RuntimeException e) {
        zip.close();
        throw e;
      }
    } catch (ZipException e) {
      throw fault(file, "the zip archive is damaged or cut off: " + e.getMessage(), e);
    } catch (IOException e) {
      throw FileFaults.of(file, "read", e);
    }
  }

  private static void requireZip(Path file) throws IOException {
    RegularFile.require(file);
    byte[] head;
    try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ)) {
      head = in.readNBytes(512);
    }
    if (head.length > 3 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4) {
      return;
    }
    String text = new String(head, StandardCharsets.ISO_8859_1);
    Optional<String> kind =
        head.length > 262 && text.startsWith("ustar", 257)
            ? Optional.of("a tar archive, perhaps a .pth file of PyTorch before 0.4")
            : Magic.of(MemorySegment.ofArray(head));
    throw fault(
        file,
        "is not a zip archive"
            + kind.map(name -> " but " + name).orElse("")
            + "; expected what torch.save has written since PyTorch 1.6. An older file can be"
            + " saved again from Python: torch.save(torch.load(old, weights_only=True), new)");
  }

  private static Map<String, ZipEntry> members(Path file, ZipFile zip) {
    var members = new HashMap<String, ZipEntry>();
    long unpacked = 0;
    for (ZipEntry entry : Collections.list(zip.entries())) {
      String what = "member " + quoted(entry.getName());
      long size = entry.getSize();
      long packed = entry.getCompressedSize();
      if (members.put(entry.getName(), entry) != null) {
        throw fault(file, "has " + what + " twice");
      }
      if (size < 0 || packed < 0) {
        throw fault(file, what + " has no size");
      }
      if (size > HARMLESS && size / RATIO_LIMIT > packed) {
        throw fault(
            file,
            String.format(
                Locale.ROOT,
                "%s unpacks from %d to %d bytes; more than %d times is refused",
                what,
                packed,
                size,
                RATIO_LIMIT));
      }
      // What is not compressed cannot be larger than the file.
      unpacked += entry.getMethod() == ZipEntry.STORED ? 0 : size;
      if (unpacked > UNPACKED_LIMIT) {
        throw fault(file, "unpacks to more than 4 GiB, which is refused");
      }
    }
    return members;
  }

  private static String prefix(Path file, Map<String, ZipEntry> members) {
    String pickle =
        members.keySet().stream()
            .filter(name -> name.equals(PICKLE) || name.endsWith("/" + PICKLE))
            .min((a, b) -> a.length() != b.length() ? a.length() - b.length() : a.compareTo(b))
            .orElseThrow(
                () -> fault(file, "is a zip archive without data.pkl, so not from torch.save"));
    String prefix = pickle.substring(0, pickle.length() - PICKLE.length());
    if (members.containsKey(prefix + "constants.pkl")) {
      throw fault(file, "is a TorchScript program, which is refused; expected a state dictionary");
    }
    return prefix;
  }

  private void requireLittleEndian() {
    if (members.containsKey(prefix + "byteorder")) {
      String order = new String(bytes("byteorder", 16), StandardCharsets.US_ASCII);
      if (!order.equals("little")) {
        throw fault(file, "has byte order " + quoted(order) + "; expected 'little'");
      }
    }
  }

  byte[] pickle() {
    return bytes(PICKLE, PICKLE_LIMIT);
  }

  /// The number of bytes of a storage.
  long size(String key) {
    return member("data/" + key).getSize();
  }

  /// Unpacks a storage into memory of the arena.
  MemorySegment storage(String key, Arena arena) {
    ZipEntry entry = member("data/" + key);
    MemorySegment memory = arena.allocate(entry.getSize(), 64);
    read(entry, memory);
    return memory;
  }

  private byte[] bytes(String name, int limit) {
    ZipEntry entry = member(name);
    if (entry.getSize() > limit) {
      throw fault(file, name + " has " + entry.getSize() + " bytes; expected at most " + limit);
    }
    byte[] bytes = new byte[(int) entry.getSize()];
    read(entry, MemorySegment.ofArray(bytes));
    return bytes;
  }

  private ZipEntry member(String name) {
    ZipEntry entry = members.get(prefix + name);
    if (entry == null) {
      throw fault(file, "lacks member " + quoted(prefix + name));
    }
    return entry;
  }

  private void read(ZipEntry entry, MemorySegment target) {
    var sum = new CRC32();
    byte[] piece = new byte[1 << 16];
    long at = 0;
    try (InputStream in = zip.getInputStream(entry)) {
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        if (count > target.byteSize() - at) {
          throw fault(
              file,
              String.format(
                  Locale.ROOT,
                  "member %s is longer than the %d bytes that it announces",
                  quoted(entry.getName()),
                  target.byteSize()));
        }
        MemorySegment.copy(piece, 0, target, ValueLayout.JAVA_BYTE, at, count);
        sum.update(piece, 0, count);
        at += count;
      }
    } catch (IOException e) {
      throw fault(file, "member " + quoted(entry.getName()) + " is damaged: " + e.getMessage(), e);
    }
    if (at != target.byteSize()) {
      throw fault(
          file,
          String.format(
              Locale.ROOT,
              "member %s ends after %d of %d bytes",
              quoted(entry.getName()),
              at,
              target.byteSize()));
    }
    if (sum.getValue() != entry.getCrc()) {
      throw fault(
          file,
          String.format(
              Locale.ROOT,
              "member %s has checksum %08x; expected %08x, so it is damaged",
              quoted(entry.getName()),
              sum.getValue(),
              entry.getCrc()));
    }
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException e) {
      throw FileFaults.of(file, "closed", e);
    }
  }
}
