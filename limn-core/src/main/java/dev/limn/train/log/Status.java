package dev.limn.train.log;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// How far training is, for one line on the terminal.
///
/// @param kimg thousands of pictures seen
/// @param totalKimg when training ends
/// @param picturesPerSecond lately; 0 when not yet known
/// @param values what else is shown, in this order, such as `D`, `G`, `D(real)`, `D(fake)`
public record Status(
    double kimg, double totalKimg, double picturesPerSecond, Map<String, Double> values) {
  /// Columns of a line when nobody says how wide the terminal is.
  public static final int WIDTH = 100;

  public Status {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /// The time until `totalKimg` at this speed, when that is known.
  public Optional<Duration> remaining() {
    double seconds = Math.max(0, totalKimg - kimg) * 1000 / picturesPerSecond;
    return picturesPerSecond > 0 && seconds < 1e9
        ? Optional.of(Duration.ofSeconds(Math.round(seconds)))
        : Optional.empty();
  }

  /// The whole line, such as `kimg 12.8/500.0 (3%) 198 pictures/s D 0.912 G 2.345 D(real) 0.71
  /// D(fake) 0.22 ETA 41m 00s`.
  public String line() {
    return line(Integer.MAX_VALUE);
  }

  /// The line with as many of the values, from the first on, as there is room for.
  ///
  /// @param width columns
  public String line(int width) {
    var line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "kimg %.1f/%.1f (%d%%)",
            kimg,
            totalKimg,
            (int) Math.floor(100 * Math.clamp(kimg / totalKimg, 0, 1))));
    if (picturesPerSecond > 0) {
      line.append(
          String.format(
              Locale.ROOT,
              picturesPerSecond < 10 ? "  %.1f pictures/s" : "  %.0f pictures/s",
              picturesPerSecond));
    }
    String end = "  ETA " + remaining().map(Status::of).orElse("?");
    for (var value : values.entrySet()) {
      String shown = "  " + value.getKey() + " " + of(value.getValue());
      if (line.length() + shown.length() + end.length() > width) {
        break;
      }
      line.append(shown);
    }
    return line.append(end).toString();
  }

  /// Four digits or so: losses run from thousandths to hundreds.
  private static String of(double value) {
    double size = Math.abs(value);
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    if (size >= 100_000 || size > 0 && size < 0.0005) {
      return String.format(Locale.ROOT, "%.1e", value);
    }
    return String.format(Locale.ROOT, size >= 100 ? "%.0f" : "%.3f", value);
  }

  private static String of(Duration time) {
    if (time.toDays() > 0) {
      return String.format(Locale.ROOT, "%dd %02dh", time.toDays(), time.toHoursPart());
    }
    if (time.toHours() > 0) {
      return String.format(Locale.ROOT, "%dh %02dm", time.toHours(), time.toMinutesPart());
    }
    return time.toMinutes() > 0
        ? String.format(Locale.ROOT, "%dm %02ds", time.toMinutes(), time.toSecondsPart())
        : String.format(Locale.ROOT, "%ds", time.toSeconds());
  }
}
