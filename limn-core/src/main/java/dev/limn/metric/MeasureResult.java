package dev.limn.metric;

import java.util.LinkedHashMap;
import java.util.Map;

/// The figures of one measure with all that they depend on, in the order of the report.
final class MeasureResult {
  private static final double LARGEST = 1e12;

  private final long start = System.nanoTime();
  private final Map<String, Object> map = new LinkedHashMap<>();

  MeasureResult put(String name, Object value) {
    map.put(name, value instanceof Double number ? rounded(number) : value);
    return this;
  }

  MeasureResult by(Extractor extractor) {
    map.put("extractor", extractor.facts());
    return this;
  }

  /// With how long it took.
  Map<String, Object> done() {
    map.put("seconds", seconds(start));
    return map;
  }

  static double seconds(long start) {
    return Math.round((System.nanoTime() - start) / 1e8) / 10.0;
  }

  /// To six significant digits at least, and four places.
  private static double rounded(double value) {
    double size = Math.abs(value);
    if (!(size < LARGEST)) { // no number, or one that is beyond the whole numbers of a rounding
      return value;
    }
    double unit = size >= 1 || size == 0 ? 1e4 : Math.pow(10, Math.ceil(-Math.log10(size)) + 4);
    return Math.round(value * unit) / unit;
  }
}
