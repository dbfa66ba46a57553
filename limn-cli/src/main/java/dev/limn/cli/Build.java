package dev.limn.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// What was built: the version of Limn and of the engine it was compiled against. Reading it does
/// not load the engine.
final class Build implements IVersionProvider {
  private final Properties properties = new Properties();

  Build() {
    try (var in = Build.class.getResourceAsStream("build.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The version of Limn, as in the parent POM.
  String version() {
    return properties.getProperty("version");
  }

  /// The version of the engine's Java API, libtorch's first: `2.10.0-1.5.13`.
  String engine() {
    return properties.getProperty("engine");
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "limn " + version(),
      "libtorch " + engine() + ", Java " + Runtime.version() + ", " + System.getProperty("os.name")
    };
  }
}
