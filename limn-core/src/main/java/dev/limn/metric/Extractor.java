package dev.limn.metric;

import dev.limn.data.Sha256;
import dev.limn.vision.PictureFeatures;
import java.io.IOException;
import java.nio.file.Path;
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

  private static String sum(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw new MetricException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
