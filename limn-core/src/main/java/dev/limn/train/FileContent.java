package dev.limn.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/// What a file of a checkpoint will hold, written when the checkpoint is.
public interface FileContent {
  /// Writes the content from position 0 on. The channel stays open; it is forced to the disk and
  /// closed by the caller.
  void writeTo(FileChannel channel) throws IOException;

  /// The number of bytes when it is known beforehand: it lets a save that would not fit fail before
  /// it has begun.
  default OptionalLong size() {
    return OptionalLong.empty();
  }

  /// These bytes. The array is not copied.
  static FileContent of(byte[] bytes) {
    return new FileContent() {
      @Override
      public void writeTo(FileChannel channel) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }

      @Override
      public OptionalLong size() {
        return OptionalLong.of(bytes.length);
      }
    };
  }

  /// This text in UTF-8.
  static FileContent of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }
}
