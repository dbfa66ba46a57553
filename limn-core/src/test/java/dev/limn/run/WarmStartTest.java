package dev.limn.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.config.Settings;
import dev.limn.model.dfgan.DfGanConfig;
import dev.limn.model.dfgan.DfGanLearner;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.train.CheckpointStore;
import dev.limn.train.SyntheticExamples;
import dev.limn.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WarmStartTest {
  private static final List<String> MEASURED =
      List.of("generator/whitening.turn", "discriminator/matcher.whitening.turn");
  private static final String LEARNED = "generator/start.weight";

  @TempDir Path folder;

  private static DfGanLearner learner(int seed) {
    Map<String, Object> small =
        Map.of(
            "noise", 6,
            "generator-width", 2,
            "discriminator-width", 2,
            "batch", 4,
            "contrast", 0.5,
            "whitening", 1e-3,
            "precision", "float32");
    var config = Settings.with(DfGanConfig.small(), DfGanConfig.class, small);
    var examples = new SyntheticExamples(4, 8, config.resolution());
    return new DfGanLearner(config, 8, seed, 4, 0, Device.CPU, examples, _ -> Optional.empty());
  }

  /// A run of one step, whose whitenings are told from all others.
  private void trainOne() {
    try (var learner = learner(1);
        var store =
            CheckpointStore.open(
                folder.resolve("checkpoints"), CheckpointStore.Retention.DEFAULT)) {
      try (var _ = Scope.open()) {
        MEASURED.forEach(name -> learner.state().tensors().get(name).timesInPlace(3));
      }
      new Trainer(learner, new Trainer.Plan(4, 4, 0, 4), store, "", List.of()).run(() -> false);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatWasMeasuredOnSentencesIsTakenOnlyWhereTheyAreReadAlike(boolean alike) {
    trainOne();
    try (var learner = learner(2);
        var _ = Scope.open()) {
      Map<String, Tensor> tensors = learner.state().tensors();
      var before = MEASURED.stream().map(name -> tensors.get(name).toBytes()).toList();
      byte[] drawn = tensors.get(LEARNED).toBytes();
      WarmStart.apply(folder, alike, Path.of("checkpoints"), learner);
      for (int i = 0; i < MEASURED.size(); i++) {
        boolean kept = Arrays.equals(tensors.get(MEASURED.get(i)).toBytes(), before.get(i));
        assertThat(kept).as(MEASURED.get(i)).isEqualTo(!alike);
      }
      assertThat(tensors.get(LEARNED).toBytes()).isNotEqualTo(drawn);
    }
  }

  @Test
  void sentencesAreReadAlikeWithTheSameFiles() throws IOException {
    Path own = Files.createDirectories(folder.resolve("own/text-encoder"));
    Path from = folder.resolve("from");
    Path theirs = Files.createDirectories(from.resolve("text-encoder"));
    assertThat(WarmStart.sameText(from, own)).as("none").isFalse();
    for (Path encoder : List.of(own, theirs)) {
      Files.writeString(encoder.resolve("vocab.txt"), "a\n");
      Files.writeString(encoder.resolve("text-encoder.json"), "{}");
      Files.writeString(encoder.resolve("text-encoder.safetensors"), "weights");
    }
    assertThat(WarmStart.sameText(from, own)).isTrue();
    Files.writeString(theirs.resolve("text-encoder.safetensors"), "weighty");
    assertThat(WarmStart.sameText(from, own)).isFalse();
    Files.delete(theirs.resolve("text-encoder.safetensors"));
    assertThat(WarmStart.sameText(from, own)).isFalse();
  }
}
