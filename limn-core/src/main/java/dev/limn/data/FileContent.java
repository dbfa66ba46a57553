package dev.limn.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file of its own.
///
/// @param path the file
/// @param size in bytes when the data set was opened
/// @param modified milliseconds since 1970 when the data set was opened
record FileContent(Path path, long size, long modified) implements Content {
  @Override
  public InputStream open() throws IOException {
    return new BufferedInputStream(Files.newInputStream(path), 1 << 16);
  }

  @Override
  public byte[] bytes() throws IOException {
    return Files.readAllBytes(path);
  }

  @Override
  public Path file() {
    return path;
  }

  @Override
  public String stamp() {
    return size + "@" + modified;
  }
}
