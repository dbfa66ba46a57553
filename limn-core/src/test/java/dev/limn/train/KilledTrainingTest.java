package dev.limn.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.model.reed.Tiny;
import dev.limn.torch.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Trainings that are killed without warning go on by themselves, and end as if nothing had been.
final class KilledTrainingTest {
  private static final int KILLS = 10;
  private static final int STEPS = 300;
  private static final int BATCH = 4;

  @TempDir Path folder;

  @Test
  void killedTenTimesATrainingEndsWithTheSameBits() throws Exception {
    String whole = finish(folder.resolve("whole"));
    var random = new Random(7);
    Path killed = folder.resolve("killed");
    int inTheMiddle = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Process child = start(killed);
      try (var output = child.inputReader()) {
        String line = output.readLine();
        for (int wait = random.nextInt(25); wait > 0 && line != null; wait--) {
          line = output.readLine();
        }
        Thread.sleep(random.nextInt(30));
        child.toHandle().destroyForcibly();
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        inTheMiddle += child.exitValue() == 0 ? 0 : 1;
      } finally {
        child.destroyForcibly();
      }
      assertThat(CheckpointStore.newestValid(killed).rejected()).as("kill %d", kill).isEmpty();
    }
    assertThat(inTheMiddle).isEqualTo(KILLS);
    assertThat(finish(killed)).isEqualTo(whole);
  }

  private static String finish(Path where) throws Exception {
    Process child = start(where);
    try (var output = child.inputReader()) {
      List<String> lines = output.readAllLines();
      assertThat(child.waitFor()).as(String.join("\n", lines)).isZero();
      return lines.getLast();
    } finally {
      child.destroyForcibly();
    }
  }

  private static Process start(Path where) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            where.toString()));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /// Trains to the end, saving every other step; prints a line a step, and in the end the hash.
  static final class Child {
    private Child() {}

    static void main(String[] arguments) {
      Engine.threads(1);
      var config = Tiny.config(Map.of("generator-width", 2, "discriminator-width", 2));
      try (var learner = Tiny.learner(config, 0, new SyntheticExamples(BATCH, Tiny.TEXT, 64));
          var store =
              CheckpointStore.open(Path.of(arguments[0]), CheckpointStore.Retention.DEFAULT)) {
        var steps =
            new TrainingListener() {
              @Override
              public void step(Tick tick) {
                System.out.println(tick.seen());
              }
            };
        var plan = new Trainer.Plan(STEPS * BATCH, 100, 0, 2 * BATCH);
        var trainer = new Trainer(learner, plan, store, "same", List.of(steps));
        trainer.resume();
        trainer.run(() -> false);
        System.out.println(Tiny.sha256(learner.state()));
      }
    }
  }
}
