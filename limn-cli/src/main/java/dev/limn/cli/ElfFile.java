package dev.limn.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A 64-bit little-endian ELF file, as far as the names of the shared libraries that it asks for
/// (System V ABI, chapters 4 and 5).
final class ElfFile implements AutoCloseable {
  private static final int MAGIC = 0x464C457F; // "\x7FELF"
  private static final int LOAD = 1;
  private static final int DYNAMIC = 2;
  private static final long NEEDED = 1;
  private static final long STRING_TABLE = 5;
  private static final int LONGEST_NAME = 4096;

  private final FileChannel channel;

  /// A part of the file and where it is mapped to.
  private record Segment(int type, long offset, long address, long size) {}

  private ElfFile(FileChannel channel) {
    this.channel = channel;
  }

  /// What the dynamic linker has to find before it can load `file`, in the file's order. Empty when
  /// it is no ELF file of that kind.
  static List<String> needed(Path file) throws IOException {
    try (var elf = new ElfFile(FileChannel.open(file))) {
      return elf.needed();
    }
  }

  private List<String> needed() throws IOException {
    if (channel.size() < 64) {
      return List.of();
    }
    var header = read(0, 64);
    if (header.getInt(0) != MAGIC || header.get(4) != 2 || header.get(5) != 1) {
      return List.of();
    }
    var segments = new ArrayList<Segment>();
    for (int i = 0; i < Short.toUnsignedInt(header.getShort(56)); i++) {
      var entry = read(header.getLong(32) + (long) i * header.getShort(54), 56);
      segments.add(
          new Segment(entry.getInt(0), entry.getLong(8), entry.getLong(16), entry.getLong(32)));
    }
    var names = new ArrayList<String>();
    for (var segment : segments) {
      if (segment.type == DYNAMIC) {
        var entries = read(segment.offset, Math.toIntExact(segment.size));
        long strings = 0;
        for (int at = 0; at + 16 <= entries.limit(); at += 16) {
          if (entries.getLong(at) == STRING_TABLE) {
            strings = offset(segments, entries.getLong(at + 8));
          }
        }
        for (int at = 0; at + 16 <= entries.limit(); at += 16) {
          if (entries.getLong(at) == NEEDED) {
            names.add(text(strings + entries.getLong(at + 8)));
          }
        }
      }
    }
    return names;
  }

  private static long offset(List<Segment> segments, long address) throws IOException {
    for (var segment : segments) {
      if (segment.type == LOAD
          && address >= segment.address
          && address < segment.address + segment.size) {
        return address - segment.address + segment.offset;
      }
    }
    throw new IOException("an ELF file whose string table is in no segment");
  }

  private String text(long offset) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var buffer = read(offset, (int) Math.min(LONGEST_NAME, channel.size() - offset));
    while (buffer.hasRemaining()) {
      byte next = buffer.get();
      if (next == 0) {
        return bytes.toString(StandardCharsets.UTF_8);
      }
      bytes.write(next);
    }
    throw new IOException("an ELF file with a name that does not end");
  }

  private ByteBuffer read(long offset, int size) throws IOException {
    if (offset < 0 || size < 0 || offset > channel.size() - size) {
      throw new IOException("an ELF file that ends too early");
    }
    var buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw new IOException("an ELF file that ends too early");
      }
    }
    return buffer.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
