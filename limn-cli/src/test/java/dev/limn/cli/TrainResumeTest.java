package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.train.CheckpointStore;
import dev.limn.train.CheckpointStore.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `limn train --resume`: which run `latest` is, and data or runs that were moved.
final class TrainResumeTest extends SmallTraining {
  private Path runs() {
    return folder.resolve("runs");
  }

  private Session dcgan(Path pictures, String... more) {
    var all = new ArrayList<>(List.of("train", "--data", pictures.toString(), "--family=dcgan"));
    all.addAll(List.of("--threads=1", "--device=cpu", "--batch=4"));
    all.addAll(List.of("-o=generator-width=2", "-o=discriminator-width=2", "--name=first"));
    all.addAll(List.of("-o=precision=float32", "--save=0.008", "--preview=1"));
    all.addAll(List.of(more));
    if (!all.contains("--out")) {
      all.addAll(List.of("--out", runs().toString()));
    }
    return Session.of(all.toArray(String[]::new));
  }

  private Session resume(String which, String... more) {
    var all = new ArrayList<>(List.of("train", "--resume", which, "--out", runs().toString()));
    all.addAll(List.of(more));
    return Session.of(all.toArray(String[]::new));
  }

  @Test
  void theLatestIsTheNewestThatCanGoOn() throws IOException {
    assertThat(dcgan(data, "--kimg=0.008").status()).isZero();
    Files.createDirectories(runs().resolve("00001-empty"));
    var failed = Files.createDirectories(runs().resolve("00002-failed"));
    Files.copy(runs().resolve("00000-first/config.yaml"), failed.resolve("config.yaml"));
    Files.writeString(
        failed.resolve("log.txt"),
        "2026-01-02T03:04:05Z run 00002-failed\n2026-01-02T03:04:05Z failed: no memory\n");
    var broken = Files.createDirectories(runs().resolve("00003-broken"));
    Files.writeString(broken.resolve("config.yaml"), "kimg: [\n");

    var session = resume("latest", "--kimg=0.016");
    assertThat(session.status()).as(session.err()).isZero();
    assertThat(session.err())
        .contains(
            "00001-empty is passed over: it has no config.yaml",
            "00002-failed is passed over: it failed before its first checkpoint: no memory",
            "00003-broken is passed over: ");
    assertThat(newest(runs().resolve("00000-first")).step()).isEqualTo(16);

    var none = Session.of("train", "--resume=latest", "--out", failed.getParent() + "/none");
    assertThat(none.err()).contains("no runs here");
  }

  @Test
  void dataAndRunsMayMove() throws IOException {
    var own = squares(folder.resolve("own"), 6, 64, false);
    assertThat(dcgan(own, "--kimg=0.008").status()).isZero();
    var moved = folder.resolve("a new place/of it");
    Files.createDirectories(moved.getParent());
    Files.move(own, moved);
    var shelf = Files.createDirectories(folder.resolve("elsewhere"));
    var run = Files.move(runs().resolve("00000-first"), shelf.resolve("00000-first"));

    var without = resume(run.toString(), "--kimg=0.016");
    assertThat(without.status()).isEqualTo(ExitStatus.FAILED);
    var missing = resume(run.toString(), "--data", folder + "/nowhere");
    assertThat(missing.err()).contains("nowhere: no such file or folder");

    var session = resume(run.toString(), "--kimg=0.016", "--data", moved.toString());
    assertThat(session.status()).as(session.err()).isZero();
    assertThat(newest(run).step()).isEqualTo(16);
    assertThat(run.resolve("config.yaml")).content().contains(moved.toString());
    assertThat(resume(run.toString(), "--kimg=0.02").status()).isZero();

    Png.write(moved.resolve("000.png"), new Image(64, 64, new byte[64 * 64 * 3]));
    var other = resume(run.toString(), "--kimg=0.024", "--data", moved.toString());
    assertThat(other.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(other.err()).contains("the data has changed since the run began");
  }

  @Test
  void aRunThatIsBeingTrainedIsNotResumedTwice() {
    assertThat(dcgan(data, "--kimg=0.004").status()).isZero();
    var run = runs().resolve("00000-first");
    try (var _ = CheckpointStore.open(run.resolve("checkpoints"), Retention.DEFAULT)) {
      var second = resume(run.toString(), "--kimg=0.008");
      assertThat(second.status()).isEqualTo(ExitStatus.FAILED);
      assertThat(second.err()).contains("another trainer works on the checkpoints in");
    }
    assertThat(resume(run.toString()).status()).isZero();
  }

  @Test
  void whatIsPrintedCanBePasted() throws IOException {
    var session = dcgan(data, "--kimg=0.004", "--out", folder.resolve("o ut/$runs").toString());
    assertThat(session.status()).as(session.err()).isZero();
    assertThat(session.out())
        .contains("limn draw --model '" + folder.resolve("o ut/$runs/00000-first/model") + "' ");
  }
}
