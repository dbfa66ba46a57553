package dev.limn.metric;

import dev.limn.text.PictureFeatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// A network that describes pictures, with all that a figure measured on it depends on.
///
/// @param network describes pictures; whoever made it closes it
/// @param name what it is
/// @param file that its weights came from
/// @param sha256 of that file
/// @param resize how pictures come to its size
public record Extractor(
    PictureFeatures network, String name, String file, String sha256, String resize) {

  /// With the file's name and sum.
  ///
  /// @throws MetricException when the file cannot be read
  static Extractor of(PictureFeatures network, String name, Path file, String resize) {
    return new Extractor(network, name, file.getFileName().toString(), sum(file), resize);
  }

  /// For reports.
  public Map<String, Object> facts() {
    var facts = new LinkedHashMap<String, Object>();
    facts.put("name", name);
    facts.put("features", network.width());
    facts.put("file", file);
    facts.put("sha256", sha256);
    facts.put("resize", resize);
    return facts;
  }

  /// The SHA-256 of a file, in hexadecimal.
  private static String sum(Path file) {
    try (var in = Files.newInputStream(file)) {
      var digest = MessageDigest.getInstance("SHA-256");
      var buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new MetricException(file + ": cannot be read: " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
