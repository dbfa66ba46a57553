package dev.limn.train.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StatusLineTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private Instant now = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void theLineSaysHowFarHowFastAndHowLong() {
    var values = new LinkedHashMap<String, Double>();
    values.put("D", 0.9123);
    values.put("G", 234.5);
    values.put("D(real)", 0.71);
    values.put("D(fake)", Double.NaN);
    values.put("lr", 0.0002);
    assertThat(new Status(12.8, 500, 198.4, values).line())
        .isEqualTo(
            "kimg 12.8/500.0 (2%)  198 pictures/s  D 0.912  G 235  D(real) 0.710  D(fake) NaN"
                + "  lr 2.0e-04  ETA 40m 56s");
  }

  @Test
  void theRemainingTimeHasTheUnitsItNeeds() {
    assertThat(status(0, 1, 200).line()).endsWith("ETA 5s");
    assertThat(status(0, 1000, 200).line()).endsWith("ETA 1h 23m");
    assertThat(status(0, 100_000, 200).line()).endsWith("ETA 5d 18h");
    assertThat(status(0, 100, 0).line()).isEqualTo("kimg 0.0/100.0 (0%)  ETA ?");
    assertThat(status(101, 100, 2.25).line())
        .isEqualTo("kimg 101.0/100.0 (100%)  2.3 pictures/s  ETA 0s");
  }

  @Test
  void onATerminalTheLineIsRewritten() {
    try (var line = new StatusLine(out, true, () -> now)) {
      line.update(status(1, 10, 100));
      now = now.plusMillis(50);
      line.update(status(2, 10, 100));
      now = now.plusMillis(60);
      line.update(status(3, 10, 100));
      line.message("saved");
    }
    assertThat(printed())
        .isEqualTo(rewritten(1) + rewritten(3) + "\r\u001b[Ksaved\n" + rewritten(3) + "\n");
  }

  @Test
  void inAFileThereIsALineNowAndThenAndTheLast() {
    try (var line = new StatusLine(out, false, () -> now)) {
      for (int i = 1; i <= 70; i++) {
        line.update(status(i, 100, 1000));
        now = now.plusSeconds(1);
      }
      line.message("saved");
    }
    assertThat(printed().lines())
        .containsExactly(
            status(1, 100, 1000).line(),
            status(31, 100, 1000).line(),
            status(61, 100, 1000).line(),
            "saved",
            status(70, 100, 1000).line());
  }

  @Test
  void messagesBeforeTheFirstStatusStandAlone() {
    for (boolean terminal : new boolean[] {false, true}) {
      bytes.reset();
      try (var line = new StatusLine(out, terminal, () -> now)) {
        line.message("hello");
      }
      assertThat(printed()).isEqualTo("hello\n");
    }
  }

  private static Status status(double kimg, double total, double speed) {
    return new Status(kimg, total, speed, Map.of());
  }

  private static String rewritten(int kimg) {
    return "\r\u001b[K\u001b[?7l" + status(kimg, 10, 100).line() + "\u001b[?7h";
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
