package dev.limn.torch.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Recognises files of other kinds by their first bytes, for better messages.
final class Magic {
  private Magic() {}

  /// What the file is, with an article; empty if its first bytes say nothing.
  static Optional<String> of(MemorySegment bytes) {
    byte[] head = bytes.asSlice(0, Math.min(16, bytes.byteSize())).toArray(ValueLayout.JAVA_BYTE);
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (text.startsWith("PK\3\4") || text.startsWith("PK\5\6")) {
      return Optional.of("a zip archive, perhaps a PyTorch .pth file");
    }
    if (head.length > 1 && head[0] == (byte) 0x80 && head[1] >= 2 && head[1] <= 5) {
      return Optional.of("a Python pickle, perhaps a .pth file of PyTorch before 1.6");
    }
    if (text.startsWith("version https://")) {
      return Optional.of("a Git LFS pointer; fetch the real file with git lfs pull");
    }
    if (text.startsWith("\177ELF") || text.startsWith("MZ")) {
      return Optional.of("a program");
    }
    if (text.startsWith("<")) {
      return Optional.of("an HTML or XML page, perhaps of a failed download");
    }
    if (text.startsWith("{")) {
      return Optional.of("JSON text");
    }
    if (text.startsWith("\211HDF")) {
      return Optional.of("an HDF5 file");
    }
    if (text.startsWith("GGUF")) {
      return Optional.of("a GGUF file");
    }
    return Optional.empty();
  }
}
