package dev.limn.model.gain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limn.data.DataException;
import dev.limn.model.Golden;
import dev.limn.model.ModelException;
import dev.limn.model.reed.Tiny;
import dev.limn.torch.Device;
import dev.limn.torch.Engine;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.train.LearnerState;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class GainLearnerTest {
  private static final int WIDTH = 4;
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

  private static GainConfig config(int batch) {
    return new GainConfig(0, batch, 10, 0.9, 100, 0.01, 1e-3, 0.9);
  }

  /// Columns that are sums of two hidden numbers.
  static Table dependent(int rows, long seed) {
    var random = new Random(seed);
    var cells = new double[rows][WIDTH];
    for (double[] row : cells) {
      double a = random.nextDouble();
      double b = random.nextDouble();
      row[0] = a;
      row[1] = b;
      row[2] = 3 * a - b;
      row[3] = 10 * (a + b);
    }
    var columns = IntStream.range(0, WIDTH).mapToObj(i -> Column.decimal("c" + i)).toList();
    return new Table(columns, cells);
  }

  private static GainLearner learner(Table table, int batch) {
    var scale = new TableScale(table);
    return new GainLearner(
        config(batch), scale.values(table), scale.mask(table), scale.width(), 7, Device.CPU);
  }

  /// `goldens/gain/make_step.py`
  @Test
  void twoStepsArePyTorchs() {
    var nothing = new float[6 * 5];
    var config = new GainConfig(7, 6, 10, 0.9, 100, 0.01, 1e-3, 0.9);
    try (var _ = Scope.open();
        var learner = new GainLearner(config, nothing, nothing, 5, 1, Device.CPU)) {
      var golden = Golden.read("gain/step");
      var tensors = new LinkedHashMap<>(learner.state().tensors());
      golden.forEach((name, tensor) -> tensors.computeIfPresent(name, (_, _) -> tensor));
      learner.restore(new LearnerState(tensors, learner.state().values()));
      double[] losses = golden.get("losses").toDoubles();
      for (int step = 0; step < 2; step++) {
        var report =
            learner.learn(
                golden.get("x" + step),
                golden.get("m" + step),
                golden.get("noise" + step),
                golden.get("told" + step));
        assertThat(report.applied()).isTrue();
        assertThat(report.figures().get("loss/d")).isCloseTo(losses[2 * step], within(1e-5));
        assertThat(report.figures().get("loss/g"))
            .isCloseTo(losses[2 * step + 1], within(1e-5 * losses[2 * step + 1]));
      }
      int compared = 0;
      for (var entry : learner.state().tensors().entrySet()) {
        Tensor want = golden.get("after/" + entry.getKey());
        if (want != null) {
          compared++;
          assertThat(entry.getValue().minus(want).abs().max().item())
              .as(entry.getKey())
              .isLessThan(2e-6);
        }
      }
      assertThat(compared).isEqualTo(12);
    }
  }

  @Test
  void aResumedRunEndsWithTheSameBytes() {
    Table table = Gain.hide(dependent(40, 1), 0.3, 2);
    String straight;
    try (var learner = learner(table, 16)) {
      for (int i = 0; i < 12; i++) {
        learner.step();
      }
      straight = Tiny.sha256(learner.state());
    }
    try (var first = learner(table, 16);
        var second = learner(table, 16)) {
      for (int i = 0; i < 5; i++) {
        first.step();
      }
      second.step(); // what it did before must not matter
      second.restore(first.state());
      for (int i = 0; i < 7; i++) {
        second.step();
      }
      assertThat(Tiny.sha256(second.state())).isEqualTo(straight);
      first.step();
      assertThat(Tiny.sha256(first.state())).isNotEqualTo(straight);
    }
  }

  @Test
  void manyStepsLeaveNothingBehind() {
    try (var learner = learner(dependent(40, 1), 16)) {
      learner.step();
      long live = Scope.live();
      for (int i = 0; i < 50; i++) {
        learner.step();
      }
      learner.propose(new float[WIDTH], new float[WIDTH]);
      assertThat(Scope.live()).isEqualTo(live);
    }
  }

  @Test
  void aValueThatIsNotANumberChangesNothing() {
    var values = new float[16 * WIDTH];
    java.util.Arrays.fill(values, Float.NaN);
    var mask = new float[16 * WIDTH];
    java.util.Arrays.fill(mask, 1);
    try (var learner = new GainLearner(config(16), values, mask, WIDTH, 1, Device.CPU)) {
      var before = learner.state().tensors().get("generator/l1.weight").toFloats();
      assertThat(learner.step().applied()).isFalse();
      assertThat(learner.state().tensors().get("generator/l1.weight").toFloats()).isEqualTo(before);
    }
  }

  @Test
  void dependentColumnsAreFilledBetterThanByTheirMeans() {
    Table truth = dependent(400, 3);
    Table hidden = Gain.hide(truth, 0.2, 4);
    var config = GainConfig.released().withSteps(2000);
    Table filled = Gain.fill(hidden, config, 0, Device.CPU, dev.limn.data.Progress.SILENT);
    double gain = Gain.error(truth, hidden, filled).orElseThrow();
    double means = Gain.error(truth, hidden, hidden.filledWithMeans()).orElseThrow();
    assertThat(gain).isLessThan(0.75 * means);
    assertThat(filled.missing()).isZero();
    for (int row = 0; row < truth.rows(); row++) {
      for (int column = 0; column < WIDTH; column++) {
        if (!hidden.missing(row, column)) {
          assertThat(filled.values()[row][column]).isEqualTo(truth.values()[row][column]);
        }
      }
    }
  }

  @Test
  void rowsWithoutAnyValueDoNotEndTheLearning() {
    Table whole = dependent(6, 3);
    double[][] cells = whole.copy();
    for (int row = 2; row < cells.length; row++) {
      Arrays.fill(cells[row], Double.NaN);
    }
    try (var learner = learner(whole.with(cells), 2)) {
      for (int step = 0; step < 20; step++) {
        assertThat(learner.step().applied()).as("step %d", step).isTrue();
      }
    }
  }

  @Test
  void categoriesBeyondWhatAnArrayHoldsAreRefused() {
    int count = 50_000;
    var names = IntStream.range(0, count).mapToObj(i -> "id" + i).toList();
    double[][] cells =
        IntStream.range(0, count).mapToObj(i -> new double[] {i}).toArray(double[][]::new);
    var table = new Table(List.of(new Column("id", Column.Kind.CATEGORY, names)), cells);
    assertThatThrownBy(() -> new TableScale(table))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("50,000 rows of 50,000 numbers each");
  }

  @Test
  void theBatchMustFitTheTable() {
    assertThatThrownBy(() -> learner(dependent(10, 1), 16))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("batch: 16; expected at most the table's 10 rows");
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new GainConfig(0, 1, 10, 0.9, 100, 0.01, 1e-3, 0.9))
        .hasMessageContaining("batch: 1");
    assertThatThrownBy(() -> new GainConfig(0, 8, 0, 0.9, 100, 0.01, 1e-3, 0.9))
        .hasMessageContaining("steps: 0");
    assertThatThrownBy(() -> new GainConfig(0, 8, 10, 1, 100, 0.01, 1e-3, 0.9))
        .hasMessageContaining("hint-rate: 1");
    assertThatThrownBy(() -> new GainConfig(0, 8, 10, 0.9, 100, 0, 1e-3, 0.9))
        .hasMessageContaining("noise: 0");
  }
}
