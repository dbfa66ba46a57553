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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Trainings that a signal ends, and that are resumed.
@DisabledOnOs(OS.WINDOWS)
final class TrainSignalsTest extends SmallTraining {
  @Test
  void signalsSaveAndAResumedTrainingLosesNothing() throws Exception {
    // Longer than anybody waits; without decay, a shorter training is the beginning of a longer
    // one.
    Process first = start(train("--kimg=1000", "--name=parts", "-o=decay=0"));
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

    Session whole =
        Session.of(train("--kimg=" + parts.step() / 1000.0, "--name=whole", "-o=decay=0"));
    assertThat(whole.status()).as(whole.err()).isZero();
    var same = newest(folder.resolve("runs/00001-whole"));
    assertThat(same.step()).isEqualTo(parts.step());
    assertThat(same.sha256("state.safetensors")).isEqualTo(parts.sha256("state.safetensors"));
    assertThat(values(same)).isEqualTo(values(parts));
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
