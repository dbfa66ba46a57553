package dev.limn.train.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunLogTest {
  @TempDir Path folder;

  @Test
  void linesGoToTheFileWithTheTimeAndElsewhereWithout() throws IOException {
    var file = folder.resolve("log.txt");
    var clock = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05.678Z"));
    var said = new ArrayList<String>();
    try (var log = RunLog.open(file, said::add, clock)) {
      log.line("Training birds\non two cores");
    }
    try (var log = RunLog.open(file, said::add, clock)) {
      log.line("a \u001b[31mcaption\u0007");
    }
    assertThat(Files.readString(file))
        .isEqualTo(
            """
            2026-01-02T03:04:05Z Training birds
            2026-01-02T03:04:05Z on two cores
            2026-01-02T03:04:05Z a ?[31mcaption?
            """);
    assertThat(said).containsExactly("Training birds", "on two cores", "a ?[31mcaption?");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() {
    assertThatThrownBy(() -> RunLog.open(folder.resolve("none/log.txt"), _ -> {}))
        .isInstanceOf(LogException.class)
        .hasMessageContaining("log.txt");
  }
}
