package dev.limn.model.stackgan;

import static dev.limn.model.reed.Tiny.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.config.ConfigException;
import dev.limn.config.Settings;
import dev.limn.model.Family;
import dev.limn.model.Feed;
import dev.limn.model.Model;
import dev.limn.model.ModelException;
import dev.limn.torch.Device;
import dev.limn.torch.Engine;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import dev.limn.train.LearnerState;
import dev.limn.train.TrainException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StackGanLearnerTest {
  private int threads;

  @BeforeEach
  void oneThread() {
    threads = Engine.threads();
    Engine.threads(1);
  }

  @AfterEach
  void threadsAsBefore() {
    Engine.threads(threads);
  }

  @ParameterizedTest
  @CsvSource({"32, 64", "32, 128", "64, 128", "64, 256"})
  void theShapesFollowTheResolutions(int low, int high) {
    var sides = Map.of("low-resolution", low, "resolution", high, "load", high);
    StackGanConfig two = Tiny.config(sides);
    var first = new HashMap<String, Object>(sides);
    first.put("stage", 1);
    StackGanConfig one = Tiny.config(first);
    try (var rng = new Rng(1);
        var _ = Scope.open();
        var g = new Network<>(new StackGanGenerator(two, Tiny.TEXT, rng), Device.CPU);
        var d1 = new Network<>(new StackGanDiscriminator(one, Tiny.TEXT, rng), Device.CPU);
        var d2 = new Network<>(new StackGanDiscriminator(two, Tiny.TEXT, rng), Device.CPU)) {
      Tensor text = Tensors.randn(rng, 3, Tiny.TEXT);
      Tensor pictures = g.block().forward(Tensors.randn(rng, 3, two.drawingNoise()), text);
      assertThat(pictures.shape().sizes()).containsExactly(3, 3, high, high);
      assertThat(pictures.abs().max().item()).isLessThanOrEqualTo(1);
      Tensor features = d2.block().features(pictures);
      assertThat(features.shape().sizes()).containsExactly(3, 16, 4, 4);
      assertThat(d2.block().logits(features, text).shape().sizes()).containsExactly(3);
      assertThatThrownBy(() -> d1.block().features(pictures)).hasMessageContaining("the pictures");
      assertThatThrownBy(() -> g.block().forward(Tensors.randn(rng, 3, 7), text))
          .hasMessageContaining("z");
    }
  }

  @Test
  void thePapersNetworksHaveTheirNumberOfParameters() {
    StackGanConfig two = StackGanConfig.paper();
    try (var rng = new Rng(1);
        var _ = Scope.open();
        var g = new Network<>(new StageOneGenerator(two, 1024, rng), Device.CPU)) {
      long conditioning = 1024 * 256 + 256;
      long start = 228 * 16384 + 2 * 16384;
      long a = 1024 * 256 + 256 * 256 * 9 + 256 * 1024 * 9 + 2 * (256 + 256 + 1024);
      long b = 512 * 128 + 128 * 128 * 9 + 128 * 512 * 9 + 2 * (128 + 128 + 512);
      long up = 9 * (1024 * 512 + 512 * 256 + 256 * 128) + 2 * (512 + 256 + 128) + 9 * 128 * 3;
      // 8, 16 and 32 have convolutions; the last enlargement goes straight to colours
      assertThat(g.parameterCount()).isEqualTo(conditioning + start + a + b + up);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anInterruptedTrainingEndsWithTheSameBits(int stage) {
    String straight;
    try (var learner = Tiny.stage(stage, Map.of())) {
      steps(learner, 9);
      straight = sha256(learner.state());
    }
    StackGanConfig config = Tiny.config(Map.of("stage", stage));
    try (var first = Tiny.stage(stage, Map.of());
        // of the second stage without a first: all of it is in the checkpoint
        var second = Tiny.learner(config, Tiny.TEXT, 0, Tiny.examples(config), Optional.empty());
        var _ = Scope.open()) {
      steps(first, 5);
      var tensors = new LinkedHashMap<String, Tensor>();
      first.state().tensors().forEach((name, tensor) -> tensors.put(name, tensor.copy()));
      var values = new HashMap<>(first.state().values());
      second.restore(new LearnerState(tensors, values));
      steps(second, 4);
      assertThat(sha256(second.state())).isEqualTo(straight);
    }
  }

  private static void steps(StackGanLearner learner, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(learner.step().applied()).isTrue();
    }
  }

  @Test
  void theFirstStageIsFrozenInTheSecond() {
    try (var learner = Tiny.second(Map.of());
        var _ = Scope.open()) {
      var before = new HashMap<String, float[]>();
      learner
          .state()
          .tensors()
          .forEach(
              (name, tensor) -> {
                if (name.startsWith("first/")) {
                  before.put(name, tensor.toFloats());
                }
              });
      assertThat(before).isNotEmpty();
      steps(learner, 3);
      var after = learner.state().tensors();
      before.forEach((name, was) -> assertThat(after.get(name).toFloats()).isEqualTo(was));
    }
  }

  @Test
  void theSketchIsWhatTheSecondStageGoesOnFrom() {
    StackGanConfig config = Tiny.config(Map.of());
    try (var learner = Tiny.second(Map.of());
        var both = learner.drawing();
        var rng = new Rng(3);
        var _ = Scope.open()) {
      var settings = new HashMap<>(Settings.toMap(config));
      settings.put("stage", 1);
      Tensor z = Tensors.randn(rng, 2, both.noise());
      Tensor text = Tensors.randn(rng, 2, Tiny.TEXT);
      var family = new StackGanFamily();
      var first = family.stored(settings);
      try (var sketcher = family.open(first, Tiny.TEXT, both.state(), Device.CPU);
          var again = family.open(config, Tiny.TEXT, both.state(), Device.CPU)) {
        assertThat(sketcher.resolution()).isEqualTo(32);
        assertThat(sketcher.noise()).isEqualTo(both.noise());
        assertThat(sketcher.draw(z, text).shape().sizes()).containsExactly(2, 3, 32, 32);
        assertThat(again.draw(z, text).toFloats()).isEqualTo(both.draw(z, text).toFloats());
        assertThatThrownBy(() -> family.open(config, Tiny.TEXT, sketcher.state(), Device.CPU))
            .isInstanceOf(ModelException.class)
            .hasMessageContaining("first stage alone");
      }
    }
  }

  @Test
  void theSecondStageNeedsAFirst() {
    StackGanConfig config = Tiny.config(Map.of());
    try (var learner =
        Tiny.learner(config, Tiny.TEXT, 0, Tiny.examples(config), Optional.empty())) {
      assertThatThrownBy(learner::step)
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("no first stage to build on");
    }
  }

  @Test
  void aFirstStageThatDoesNotFitIsRefused() {
    try (var first = Tiny.first(Map.of());
        var drawing = first.drawing()) {
      Optional<Model> before = Optional.of(drawing);
      StackGanConfig same = Tiny.config(Map.of());
      assertThatThrownBy(() -> Tiny.learner(same, 9, 0, Tiny.examples(same), before))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("width 8, the text encoder gives 9");
      StackGanConfig wider = Tiny.config(Map.of("generator-width", 8));
      assertThatThrownBy(() -> Tiny.learner(wider, Tiny.TEXT, 0, Tiny.examples(wider), before))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("generator-width: 4 in the model of the first stage; expected 8");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void microBatchesTakeStepsToo(int stage) {
    StackGanConfig config = Tiny.config(Map.of("stage", stage, "batch", 8));
    try (var whole = Tiny.stage(stage, Map.of("batch", 8));
        var first = Tiny.first(Map.of("batch", 8));
        var drawing = first.drawing();
        var parts =
            Tiny.learner(
                config,
                Tiny.TEXT,
                4,
                Tiny.examples(config),
                stage == 1 ? Optional.empty() : Optional.of(drawing))) {
      var expected = whole.step().figures();
      var figures = parts.step();
      assertThat(figures.applied()).isTrue();
      assertThat(figures.figures().keySet()).isEqualTo(expected.keySet());
      assertThat(parts.summary()).contains("in micro-batches of 4");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 6, 1, 16, -2})
  void aMicroBatchMustDivideTheBatch(int size) {
    StackGanConfig config = Tiny.config(Map.of("batch", 8, "stage", 1));
    assertThatThrownBy(
            () -> Tiny.learner(config, Tiny.TEXT, size, Tiny.examples(config), Optional.empty()))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining("micro-batch " + size);
  }

  @Test
  void theLearningRateHalvesFromSpanToSpan() {
    try (var learner = Tiny.first(Map.of("spans-one", 4));
        var _ = Scope.open()) {
      // of 4,000 pictures
      for (int seen : new int[] {0, 996, 1000, 2400, 3999, 6000}) {
        var state = learner.state();
        var values = new HashMap<>(state.values());
        values.put("seen", Integer.toString(seen));
        learner.restore(new LearnerState(state.tensors(), values));
        double factor = Math.pow(0.5, Math.min(seen / 1000, 3));
        assertThat(learner.step().figures().get("learning-rate")).isEqualTo(4e-4 * factor);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "stage, 3, '1 or 2'",
    "resolution, 96, '64, 128 or 256'",
    "low-resolution, 48, '32 or 64'",
    "low-resolution, 64, 'a half or a quarter of the resolution of 64'",
    "batch, 7, 'an even number'",
    "learning-rate, 0, 'between 0 and 1'",
    "kl, -1, '0 to 1000'",
    "stage-one-share, 1, 'between 0 and 1'",
    "spans-one, 0, '1 to 100'",
    "load, 63, '64 to 256'"
  })
  void aWrongSettingIsNamedWithWhatWasExpected(String key, String value, String expected) {
    assertThatThrownBy(() -> new StackGanFamily().config("small", Map.of(key, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key + ": ")
        .hasMessageContaining(expected);
  }

  @Test
  void theFamilyTrainsItsStagesInTurn() {
    assertThat(Family.named("stackgan")).isInstanceOf(StackGanFamily.class);
    var family = new StackGanFamily();
    assertThat(family.presets().keySet()).containsExactly("paper", "small");
    var paper = family.config("paper", Map.of());
    assertThat(family.needs(paper).feed()).isEqualTo(new Feed(64, 304, 256, 4));
    var stages = family.stages(paper);
    assertThat(stages).extracting(stage -> stage.name()).containsExactly("stage-1", "");
    assertThat(stages)
        .extracting(stage -> stage.drawings())
        .containsExactly("low-resolution", "high-resolution");
    assertThat(stages).extracting(stage -> stage.share()).containsExactly(0.5, 0.5);
    assertThat(stages.getFirst().config().stage()).isEqualTo(1);
    var middle = family.config("paper", Map.of("resolution", "128"));
    assertThat(middle.lowResolution()).isEqualTo(64);
    assertThat(middle.load()).isEqualTo(152);
    var onOther = family.config("small", Map.of("stage-one", "elsewhere"));
    assertThat(family.stages(onOther)).hasSize(1);
    assertThat(family.foundation(onOther)).contains(Path.of("elsewhere"));
    assertThatThrownBy(() -> family.config("large", Map.of()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("large");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aWeightThatIsNotANumberIsNotified(int stage) {
    try (var learner = Tiny.stage(stage, Map.of());
        var _ = Scope.open()) {
      learner.step();
      try (var _ = NoGrad.on()) {
        learner.state().tensors().get("generator/picture.weight").fillInPlace(Double.NaN);
      }
      assertThat(learner.step().applied()).isFalse();
      assertThat(
              learner.state().tensors().get("discriminator/first.weight").isFinite().all().item())
          .isEqualTo(1);
    }
  }

  @Test
  void truncatedNumbersStayWithinTwoAndVary() {
    try (var rng = new Rng(1);
        var _ = Scope.open()) {
      Tensor values = StackGanInit.truncated(rng, 100, 100);
      assertThat(values.abs().max().item()).isBetween(1.9, 2.0);
      assertThat(values.std(false, false, 0, 1).item()).isBetween(0.86, 0.90); // .880 in theory
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void manyStepsLeaveNothingBehind(int stage) {
    try (var learner = Tiny.stage(stage, Map.of())) {
      steps(learner, 6);
      learner.drawing().close();
      long live = Scope.live();
      steps(learner, 12);
      assertThat(Scope.live()).isEqualTo(live);
      for (int i = 0; i < 3; i++) {
        learner.drawing().close();
      }
      assertThat(Scope.live()).isEqualTo(live);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void nothingIsLeftOfTheStatisticsThatAreMeasuredAnew(int stage) {
    try (var learner = Tiny.stage(stage, Map.of())) {
      learner.step();
      var before = statistics(learner, stage);
      try (var _ = NoGrad.on();
          var _ = Scope.open()) {
        learner
            .state()
            .tensors()
            .forEach(
                (name, tensor) -> {
                  if (name.matches("average/.*running_(mean|var)")) {
                    tensor.addInPlace(1000);
                  }
                });
      }
      assertThat(statistics(learner, stage)).isEqualTo(before);
      assertThat(before).hasSizeGreaterThan(10);
    }
  }

  private static Map<String, String> statistics(StackGanLearner learner, int stage) {
    var statistics = new TreeMap<String, String>();
    try (var drawing = learner.drawing();
        var _ = Scope.open()) {
      drawing
          .state()
          .forEach(
              (name, tensor) -> {
                if (name.matches("stage" + stage + ".*running_(mean|var)")) {
                  statistics.put(name, Arrays.toString(tensor.toFloats()));
                }
              });
    }
    return statistics;
  }
}
