package dev.limn.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/// The bytes of one file of a data set, wherever they lie. Reading is safe from several threads at
/// once, and keeps nothing open afterwards.
public interface Content {
  /// How many bytes there are.
  long size();

  /// Changes whenever the bytes may have changed.
  String stamp();

  /// The file on the disk that they lie in.
  Path file();

  /// The bytes from the first one on.
  InputStream open() throws IOException;

  /// All bytes.
  ///
  /// @throws IOException when they cannot be read
  default byte[] bytes() throws IOException {
    try (var in = open()) {
      return in.readAllBytes();
    }
  }
}
