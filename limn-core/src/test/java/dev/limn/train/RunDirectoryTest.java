package dev.limn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunDirectoryTest {
  @TempDir Path folder;

  @Test
  void runsAreNumberedUpwards() throws IOException {
    var runs = folder.resolve("runs");
    assertThat(RunDirectory.newest(runs)).isEmpty();
    var first = RunDirectory.create(runs, "reed-flowers-64");
    assertThat(first.root()).isEqualTo(runs.resolve("00000-reed-flowers-64")).isDirectory();
    Files.createDirectory(runs.resolve("00041-other"));
    Files.createDirectory(runs.resolve("notes"));
    Files.writeString(runs.resolve("00077-file"), "no run");
    var next = RunDirectory.create(runs, "reed-flowers-64");
    assertThat(next.number()).isEqualTo(42);
    assertThat(RunDirectory.list(runs)).extracting(RunDirectory::number).containsExactly(0, 41, 42);
    assertThat(RunDirectory.newest(runs)).contains(next);
    assertThat(RunDirectory.open(next.root())).isEqualTo(next);
  }

  @Test
  void runsThatStartAtOnceGetNumbersOfTheirOwn() throws Exception {
    List<Callable<Integer>> starts =
        IntStream.range(0, 20)
            .<Callable<Integer>>mapToObj(
                i -> () -> RunDirectory.create(folder, "run" + i % 3).number())
            .toList();
    try (var threads = Executors.newFixedThreadPool(8)) {
      var numbers = new TreeSet<Integer>();
      for (var future : threads.invokeAll(starts)) {
        numbers.add(future.get());
      }
      assertThat(numbers).hasSize(20).last().isEqualTo(19);
    }
  }

  @Test
  void filesHaveTheNamesThatUsersKnow() {
    var run = RunDirectory.create(folder, "x");
    assertThat(
            List.of(
                run.config(),
                run.log(),
                run.stats(),
                run.reals(),
                run.fakesInit(),
                run.fakes(200_040, true),
                run.fakes(200_040, false),
                run.checkpoints()))
        .extracting(path -> run.root().relativize(path).toString())
        .containsExactly(
            "config.yaml",
            "log.txt",
            "stats.jsonl",
            "reals.png",
            "fakes_init.png",
            "fakes000200.png",
            "fakes000200.040.png",
            "checkpoints");
  }

  @ParameterizedTest
  @CsvSource({
    "10000, 300000, true",
    "1000, 300000, true",
    "1000, 301500, false", // 301 and 301.5
    "2000, 301500, true",
    "500, 300000, false",
    "1500, 300000, false",
    "20, 40, false",
    "1000, 500, true", // one at the end
  })
  void thousandsNameSheetsWhereTheyTellThemApart(long interval, long total, boolean thousands) {
    assertThat(RunDirectory.thousands(interval, total)).isEqualTo(thousands);
  }

  @Test
  void whatIsNoRunIsRefused() {
    assertThatThrownBy(() -> RunDirectory.open(folder))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining(folder.toString());
    for (var name : List.of("", "a/b", "..", "a b", "x".repeat(101))) {
      assertThatThrownBy(() -> RunDirectory.create(folder, name))
          .isInstanceOf(TrainException.class)
          .hasMessageContaining("cannot name a run");
    }
  }

  @Test
  void theLocalesDigitsNameNothing() {
    var before = Locale.getDefault();
    Locale.setDefault(Locale.of("ar", "EG"));
    try {
      var run = RunDirectory.create(folder, "x");
      assertThat(run.root()).isEqualTo(folder.resolve("00000-x"));
      assertThat(RunDirectory.open(run.root()).number()).isZero();
      assertThat(run.fakes(12_345, false).getFileName()).hasToString("fakes000012.345.png");
    } finally {
      Locale.setDefault(before);
    }
  }
}
