package dev.limn.train.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StatsLogTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("stats.jsonl");
  }

  @Test
  void aTickIsALineWithItsFieldsInOrder() throws IOException {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("seconds", 1.5);
    fields.put("applied", true);
    fields.put("Loss/D", Double.NaN);
    fields.put("Loss/G", List.of(Float.POSITIVE_INFINITY, 0.25));
    fields.put("count", 12);
    fields.put("caption", "a \"red\"\nbird");
    try (var log = StatsLog.open(file)) {
      log.write(12.8, fields);
    }
    assertThat(Files.readString(file))
        .isEqualTo(
            "{\"kimg\":12.8,\"seconds\":1.5,\"applied\":true,\"Loss/D\":null,"
                + "\"Loss/G\":[null,0.25],\"count\":12,\"caption\":\"a \\\"red\\\"\\nbird\"}\n");
  }

  @Test
  void aTornLastLineIsDropped() throws IOException {
    write(1, 2);
    Files.writeString(file, "{\"kimg\":3,\"lo", StandardOpenOption.APPEND);
    assertThat(kimgs()).containsExactly(1, 2);
    try (var log = StatsLog.open(file)) {
      log.write(3, Map.of());
    }
    assertThat(kimgs()).containsExactly(1, 2, 3);
  }

  @Test
  void aLastLineOfNoughtsIsDropped() throws IOException {
    write(1, 2);
    // What some file systems leave after a power cut.
    Files.writeString(file, "\0\0\0\0\n\0\0", StandardOpenOption.APPEND);
    try (var log = StatsLog.resume(file, 5)) {
      log.write(3, Map.of());
    }
    assertThat(kimgs()).containsExactly(1, 2, 3);
  }

  @Test
  void aResumedRunRepeatsNoTick() throws IOException {
    write(1, 2, 3, 4);
    try (var log = StatsLog.resume(file, 2.0)) {
      log.write(3, Map.of("again", true));
    }
    assertThat(kimgs()).containsExactly(1, 2, 3);
    assertThat(StatsLog.read(file).getLast()).containsEntry("again", true);
  }

  @Test
  void openingGoesOnBehindTheEnd() throws IOException {
    write(1, 2);
    write(3);
    assertThat(kimgs()).containsExactly(1, 2, 3);
  }

  @Test
  void damageBeforeTheLastLineIsReported() throws IOException {
    Files.writeString(file, "{\"kimg\":1}\nnonsense\n{\"kimg\":2}\n");
    assertThatThrownBy(() -> StatsLog.read(file))
        .isInstanceOf(LogException.class)
        .hasMessageContaining("stats.jsonl");
    assertThatThrownBy(() -> StatsLog.open(folder))
        .isInstanceOf(LogException.class)
        .hasMessageContaining(folder.toString());
  }

  @Test
  void kimgIsWrittenOnceOnly() {
    try (var log = StatsLog.open(file)) {
      assertThatThrownBy(() -> log.write(1, Map.of("kimg", 2))).isInstanceOf(LogException.class);
    }
  }

  private void write(int... kimgs) {
    try (var log = StatsLog.open(file)) {
      for (int kimg : kimgs) {
        log.write(kimg, Map.of("loss", 0.5));
      }
    }
  }

  private List<Integer> kimgs() {
    return StatsLog.read(file).stream()
        .map(line -> ((Number) line.get("kimg")).intValue())
        .toList();
  }
}
