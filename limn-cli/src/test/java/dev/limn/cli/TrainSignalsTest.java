package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Trainings that a signal ends, and that are resumed.
@DisabledOnOs(OS.WINDOWS)
final class TrainSignalsTest extends SmallTraining {
  /// Without decay, a shorter training is the beginning of a longer one. Of df-gan everything that
  /// has a state of its own, which a new process has to find again.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--family=reed -o=decay=0",
        "--family=df-gan -o=decay=0 -o=contrast=1 -o=whitening=0.001 -o=augmentation=adaptive"
            + " -o=augmentation-target=0.01 -o=seeking=0.1 -o=conditioning-noise=0.1"
      })
  void signalsSaveAndAResumedTrainingLosesNothing(String words) throws Exception {
    String[] family = words.split(" ");
    // longer than anybody waits
    Process first = start(train(with(family, "--kimg=1000", "--name=parts")));
    Path run = folder.resolve("runs/00000-parts");
    assertThat(signalled(first, run, "INT", "saved checkpoints/")).isEqualTo(130);
    long stopped = newest(run).step();
    Process second = start("train", "--resume", run.toString());
    String continuing =
        String.format(Locale.ROOT, "continuing at %.1f kimg from %06d", stopped / 1e3, stopped);
    assertThat(signalled(second, run, "TERM", continuing)).isEqualTo(143);
    var parts = newest(run);
    assertThat(parts.step()).isGreaterThan(stopped);
    assertThat(Files.readString(run.resolve("log.txt"))).doesNotContain("not bit-exact");
    assertThat(ticks(run)).isSorted().doesNotHaveDuplicates();

    String length = "--kimg=" + parts.step() / 1000.0;
    Session whole = Session.of(train(with(family, length, "--name=whole")));
    assertThat(whole.status()).as(whole.err()).isZero();
    var same = newest(folder.resolve("runs/00001-whole"));
    assertThat(same.step()).isEqualTo(parts.step());
    assertThat(same.sha256("state.safetensors")).isEqualTo(parts.sha256("state.safetensors"));
    assertThat(values(same)).isEqualTo(values(parts));
    if (words.contains("adaptive")) {
      assertThat(values(same)).containsPattern("\"augmentation\" : \"(0[.]0*[1-9]|[1-9]).*\"");
    }
  }

  private static String[] with(String[] words, String... more) {
    return Stream.of(words, more).flatMap(Stream::of).toArray(String[]::new);
  }

  @Test
  void aTextEncoderThatWasInterruptedEndsWithTheSameBits() throws Exception {
    String[] more = {"--family=joint-embedding", "-o=steps=300", "-o=seed=3", "--batch=4"};
    var words = new ArrayList<>(List.of("train", "--data=" + data, "--threads=1"));
    words.addAll(List.of("--out=" + folder.resolve("runs"), "-o=embedding=4", "-o=hidden=4"));
    words.addAll(Arrays.asList(more));
    Session whole = Session.of(words.toArray(String[]::new));
    assertThat(whole.status()).as(whole.err()).isZero();
    Process child = start(words.toArray(String[]::new));
    Path run = folder.resolve("runs/00001-joint-embedding-squares");
    assertThat(signalled(child, run, "INT", "joint-embedding: kimg")).isEqualTo(130);
    assertThat(run.resolve("text-encoder")).doesNotExist();
    Session rest = Session.of("train", "--resume", run.toString());
    assertThat(rest.status()).as(rest.err()).isZero();
    assertThat(run.resolve("text-encoder/text-encoder.safetensors"))
        .hasSameBinaryContentAs(
            folder.resolve(
                "runs/00000-joint-embedding-squares/text-encoder/text-encoder.safetensors"));
  }

  /// Sends the signal once the log says so; returns the exit status.
  private static int signalled(Process child, Path run, String signal, String line)
      throws Exception {
    try {
      Ignored.assumeReaches(signal);
      Path log = run.resolve("log.txt");
      for (int i = 0; i < 60_000 && child.isAlive(); i++) {
        if (Files.exists(log) && Files.readString(log).contains(line)) {
          break;
        }
        Thread.sleep(5);
      }
      new ProcessBuilder("kill", "-" + signal, Long.toString(child.pid())).start().waitFor();
      assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
      return child.exitValue();
    } finally {
      child.destroyForcibly();
    }
  }

  private Process start(String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    command.addAll(Arrays.asList(arguments));
    return new ProcessBuilder(command)
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile())
        .start();
  }
}
