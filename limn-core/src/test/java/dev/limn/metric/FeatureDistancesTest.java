package dev.limn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.limn.data.Progress;
import dev.limn.testkit.SharedFolder;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.vision.SqueezeNetFeatures;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FeatureDistancesTest {
  private static FeatureSet seeded(int count, int width, long seed, double shift) {
    var random = new Random(seed);
    var values = new float[count * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() + shift);
    }
    return new FeatureSet(count, width, values);
  }

  private static double kernel(FeatureSet a, int i, FeatureSet b, int j) {
    double product = 0;
    for (int d = 0; d < a.width(); d++) {
      product += (double) a.values()[i * a.width() + d] * b.values()[j * a.width() + d];
    }
    return Math.pow(product / a.width() + 1, 3);
  }

  @Test
  void theKernelDistanceOfWholeSetsIsItsDefinition() {
    var a = seeded(9, 5, 1, 0);
    var b = seeded(9, 5, 2, 0.5);
    double expected = 0;
    for (int i = 0; i < 9; i++) {
      for (int j = 0; j < 9; j++) {
        expected += i == j ? 0 : (kernel(a, i, a, j) + kernel(b, i, b, j)) / 72;
        expected -= 2 * kernel(a, i, b, j) / 81;
      }
    }
    var result = KernelDistance.between(a, b, 3);
    assertThat(result.mean()).isCloseTo(expected, within(1e-9));
    assertThat(result.deviation()).isCloseTo(0, within(1e-6));
    assertThat(result.subset()).isEqualTo(9);
  }

  @Test
  void theKernelDistanceOfEqualDistributionsIsAboutZeroAndOfOthersIsNot() {
    var a = seeded(1200, 8, 1, 0);
    var same = KernelDistance.between(a, seeded(1100, 8, 2, 0), 5);
    var other = KernelDistance.between(a, seeded(1100, 8, 2, 0.5), 5);
    assertThat(same.mean()).isCloseTo(0, within(0.02));
    assertThat(other.mean()).isGreaterThan(0.5);
    assertThat(same.subset()).isEqualTo(1000);
    assertThat(KernelDistance.between(a, seeded(1100, 8, 2, 0), 5)).isEqualTo(same);
  }

  @Test
  void aPictureIsItsOwnNearestNeighbour() {
    var set = seeded(20, 6, 4, 0);
    var nearest = FeatureDistances.nearest(set.part(7, 3), set, 2);
    assertThat(nearest).hasSize(3);
    for (int i = 0; i < 3; i++) {
      assertThat(nearest.get(i)).hasSize(2);
      assertThat(nearest.get(i).getFirst()).isEqualTo(new FeatureDistances.Neighbour(7 + i, 0));
      assertThat(nearest.get(i).getLast().distance()).isPositive();
    }
  }

  @Test
  void theSpreadIsTheMeanDistanceOfPairs() {
    assertThat(FeatureDistances.within(new FeatureSet(3, 2, new float[] {0, 0, 3, 4, 6, 8})))
        .isCloseTo(20 / 3.0, within(1e-12));
    assertThat(FeatureDistances.within(new FeatureSet(3, 1, new float[] {7, 7, 7}))).isZero();
  }

  @Test
  void setsThatDoNotFitAreRefused() {
    var narrow = seeded(4, 2, 1, 0);
    var wide = seeded(4, 3, 1, 0);
    assertThatThrownBy(() -> KernelDistance.between(narrow, wide, 0))
        .isInstanceOf(MetricException.class)
        .hasMessageContaining("width 2 and 3");
    assertThatThrownBy(() -> FeatureDistances.nearest(narrow, wide, 1))
        .isInstanceOf(MetricException.class);
    assertThatThrownBy(() -> FeatureDistances.within(narrow.first(1)))
        .isInstanceOf(MetricException.class)
        .hasMessageContaining("one picture");
    assertThatThrownBy(() -> new FeatureSet(2, 2, new float[3]))
        .isInstanceOf(MetricException.class)
        .hasMessageContaining("3 numbers");
  }

  /// The figures are those of the Python definitions on the same pictures.
  @Test
  void distancesOfRealPicturesAreThoseOfThePythonDefinitions() {
    var weights = SharedFolder.of("weights/squeezenet1_1_notop.safetensors");
    var flowers = RealPictures.heldBack("flowers", 600);
    var birds = RealPictures.heldBack("birds", 600);
    try (var network = SqueezeNetFeatures.open(weights, Device.CPU)) {
      var one = FeatureSet.of(network, Device.CPU, 600, flowers::get, Progress.SILENT);
      // the bindings keep a few constants of their own from the first use on
      long live = Scope.live();
      var two = FeatureSet.of(network, Device.CPU, 600, birds::get, Progress.SILENT);
      assertThat(Scope.live()).isEqualTo(live);
      assertThat(one.values()[0]).isCloseTo(12.529724f, within(1e-3f));
      assertThat(one.values()[1]).isCloseTo(4.033167f, within(1e-3f));
      assertThat(FrechetDistance.between(one.statistics(), two.statistics()))
          .isCloseTo(12735.438, withinPercentage(0.1));
      assertThat(
              FrechetDistance.between(
                  one.part(0, 300).statistics(), one.part(300, 300).statistics()))
          .isCloseTo(4009.393, withinPercentage(0.1));
      assertThat(KernelDistance.between(one, two, 0).mean())
          .isCloseTo(8082.833, withinPercentage(0.1));
      assertThat(FeatureDistances.within(one)).isCloseTo(126.95744, withinPercentage(0.1));
    }
  }
}
