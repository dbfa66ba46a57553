package dev.limn.draw;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/// The library's version, which the build writes into a resource.
final class Version {
  private Version() {}

  static String read() {
    var properties = new Properties();
    try (var in = Version.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("version.properties cannot be read", e);
    }
    return properties.getProperty("version");
  }
}
