package dev.limn.text.damsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.config.ConfigException;
import dev.limn.data.PackedCache;
import dev.limn.data.SplitRule;
import dev.limn.text.Exactly;
import dev.limn.text.SmallData;
import dev.limn.text.TextEncoder;
import dev.limn.text.training.CaptionSets;
import dev.limn.torch.Device;
import dev.limn.torch.Precision;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.vision.PictureEncoder;
import dev.limn.vision.Pictures;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamsmTest {
  private static DamsmConfig config(String features, int steps) {
    return new DamsmConfig(
        DamsmTower.ARCHITECTURE,
        2,
        features,
        16,
        1,
        12,
        8,
        12,
        10,
        6,
        3e-3,
        steps,
        6,
        5e-3,
        DamsmConfig.Decay.COSINE,
        4,
        5,
        10,
        0.1,
        0.1,
        1,
        Precision.FLOAT32,
        1);
  }

  private static DamsmTraining training(PackedCache cache, String features, int steps) {
    return new DamsmTraining(
        cache, new SplitRule(4).apply(cache), config(features, steps), Device.CPU);
  }

  @ParameterizedTest
  @ValueSource(strings = {"classifier", "joint"})
  void aResumedTrainingIsTheSame(String features, @TempDir Path folder) {
    try (var cache = SmallData.pack(folder, 24, 18);
        var one = training(cache, features, 20);
        var two = training(cache, features, 20)) {
      var first = one.stages().getFirst();
      for (int step = 0; one.stages().size() > 1 && step < 4; step++) {
        one.begin(first).step();
      }
      // the second one has other picture features, until it is restored
      Exactly.resumes(
          () -> one.begin(one.stages().getLast()), () -> two.begin(two.stages().getLast()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"classifier", "joint"})
  void captionsFindPicturesOfTheirColour(String features, @TempDir Path folder) {
    try (var cache = SmallData.pack(folder, 48, 18);
        var training = training(cache, features, 60);
        var encoder = training.run((_, report) -> assertThat(report.applied()).isTrue());
        var pictures = training.pictureSide().orElseThrow();
        var _ = Scope.open()) {
      assertThat(training.retrieval().accuracy()).isGreaterThan(0.9);
      encoder.save(folder.resolve("saved"));
      pictures.save(folder.resolve("saved"));
      try (var text = TextEncoder.open(folder.resolve("saved"), Device.CPU);
          var side = PictureEncoder.open(folder.resolve("saved"), Device.CPU)) {
        int[] some = {3, 7, 11, 15, 19, 23};
        Tensor seen = Pictures.features(cache, some, 16, side, Device.CPU).select(0, 0); // [6, 12]
        Tensor read =
            text.encode(SmallData.COLOURS.stream().map("a %s square"::formatted).toList());
        long[] best = seen.matmul(read.t()).argmax(1).toLongs();
        assertThat(best).containsExactly(IntStream.of(some).mapToLong(i -> i % 3).toArray());
      }
    }
  }

  @Test
  void picturesOfOneClassAreNotHeldAgainstEachOther(@TempDir Path folder) {
    try (var cache = SmallData.pack(folder, 6, 18);
        var _ = Scope.open()) {
      var captions = new CaptionSets(cache, new int[] {0, 1, 3});
      var texts = List.of("this square number 0 is red.", "a green square", "a red square");
      Tensor negative = DamsmLearner.negatives(captions, new int[] {0, 1, 2}, texts);
      // pictures 0 and 3 (places 0 and 2) are red, whatever their captions
      assertThat(negative.toFloats()).containsExactly(0, 1, 0, 1, 0, 1, 0, 1, 0);
    }
  }

  @Test
  void stepsLeaveNoTensorsBehind(@TempDir Path folder) {
    try (var cache = SmallData.pack(folder, 24, 18);
        var training = training(cache, "classifier", 20)) {
      var learner = training.begin(training.stages().getLast());
      for (int i = 0; i < 3; i++) {
        learner.step(); // the third one measures, which makes what the process then keeps
      }
      long before = Scope.live();
      for (int i = 0; i < 4; i++) {
        learner.step();
      }
      assertThat(Scope.live()).isEqualTo(before);
    }
  }

  @Test
  void twoHalvesHaveNoPictureInCommon(@TempDir Path folder) {
    try (var cache = SmallData.pack(folder, 24, 18)) {
      var parts = new SplitRule(4).apply(cache);
      assertThat(parts.half(false).train()).hasSize(9).doesNotContain(parts.half(true).train());
      assertThat(parts.half(true).heldBack()).isEqualTo(parts.heldBack());
      try (var training =
          new DamsmTraining(cache, parts.half(true), config("auto", 2), Device.CPU)) {
        assertThat(training.config().features()).isEqualTo("joint"); // nine are too few
      }
    }
  }

  @Test
  void wrongNumbersAreNamed() {
    assertThatThrownBy(() -> config("inception", 2))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("features of damsm is inception; expected auto, classifier, joint");
    assertThatThrownBy(() -> config("auto", 0))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("steps of damsm is 0");
    assertThat(DamsmConfig.paper().gamma3()).isEqualTo(10);
  }
}
