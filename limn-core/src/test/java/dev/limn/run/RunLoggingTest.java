package dev.limn.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.image.Image;
import dev.limn.train.RunDirectory;
import dev.limn.train.TrainingListener;
import dev.limn.train.log.StatsLog;
import dev.limn.train.log.StatusLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunLoggingTest {
  @TempDir Path folder;
  private RunDirectory run;
  private final List<String> log = new ArrayList<>();

  @BeforeEach
  void create() {
    run = RunDirectory.create(folder, "test");
  }

  private static TrainingListener.Tick tick(long seen) {
    return new TrainingListener.Tick(seen, 10_000, 100, Map.of("loss/d", 1.5), 0);
  }

  private List<Double> kimg() {
    return StatsLog.read(run.stats()).stream()
        .map(line -> ((Number) line.get("kimg")).doubleValue())
        .toList();
  }

  private RunLogging logging(long seen, StatusLine status) {
    return new RunLogging(run, "", "", true, seen, status, log::add);
  }

  @Test
  void whatWasUndoneIsDropped() {
    try (var status = StatusLine.onStandardError()) {
      try (var logging = logging(0, status)) {
        logging.tick(tick(1000));
        logging.tick(tick(2000));
        logging.tick(tick(3000));
        logging.rolledBack(1000);
        logging.tick(tick(2000));
      }
      assertThat(kimg()).containsExactly(1.0, 2.0);
      // Resumed from a checkpoint in between.
      try (var logging = logging(1500, status)) {
        logging.tick(tick(2000));
      }
      assertThat(kimg()).containsExactly(1.0, 2.0);
      // Killed before the first checkpoint: all over again.
      try (var logging = logging(0, status)) {
        logging.tick(tick(1000));
      }
      assertThat(kimg()).containsExactly(1.0);
    }
  }

  @Test
  void whatTheDiscriminatorSaysHasOneNameOnTheStatusLine() {
    try (var status = StatusLine.onStandardError();
        var logging = logging(0, status)) {
      for (String prefix : new String[] {"d/", "logits/"}) {
        var figures = Map.of(prefix + "real", 0.7, prefix + "wrong", 0.4, prefix + "fake", 0.2);
        logging.tick(new TrainingListener.Tick(1000, 10_000, 100, figures, 0));
        assertThat(log.removeLast()).contains("D(real) 0.7", "D(wrong) 0.4", "D(fake) 0.2");
      }
    }
  }

  @Test
  void aRecordThatCannotBeWrittenEndsNothing() throws IOException {
    try (var status = StatusLine.onStandardError();
        var logging = logging(0, status)) {
      Files.createDirectories(run.fakes(1000, true).resolve("in the way"));
      logging.preview(1000, new Image(1, 1, new byte[3]));
      logging.preview(2000, new Image(1, 1, new byte[3]));
    }
    assertThat(run.fakes(2000, true)).isRegularFile();
  }

  @Test
  void theForecastComesAfterAMinute() {
    var said = new ArrayList<String>();
    long[] now = {0};
    var forecast = new Forecast(() -> Instant.ofEpochMilli(now[0]), said::add);
    for (int second = 0; second <= 70; second += 10) {
      now[0] = second * 1000L;
      forecast.step(tick(100L + 10 * second));
      assertThat(said).hasSize(second >= 60 ? 1 : 0);
    }
    assertThat(said)
        .containsExactly("10.0 pictures a second: the remaining 9 kimg take about 16 minutes");
  }

  @Test
  void theForecastBeginsAnewAfterARollBack() {
    var said = new ArrayList<String>();
    long[] now = {0};
    var forecast = new Forecast(() -> Instant.ofEpochMilli(now[0]), said::add);
    forecast.step(tick(5000));
    forecast.rolledBack(1000);
    for (int second = 10; second <= 70; second += 10) {
      now[0] = second * 1000L;
      forecast.step(tick(900L + 10 * second));
    }
    assertThat(said)
        .containsExactly("10.0 pictures a second: the remaining 8 kimg take about 14 minutes");
  }
}
