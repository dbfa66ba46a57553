package dev.limn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limn.model.Golden;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrechetDistanceTest {
  private static FrechetDistance.Statistics statistics(Tensor features, int piece) {
    try (var gathering = new FrechetDistance.Gathering((int) features.size(1))) {
      for (long start = 0; start < features.size(0); start += piece) {
        gathering.add(features.narrow(0, start, Math.min(piece, features.size(0) - start)));
      }
      return gathering.statistics();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"full", "flat"})
  void theDistanceIsThatOfTheGeneralMatrixRoot(String kind) {
    try (var _ = Scope.open()) {
      var golden = Golden.part(Golden.read("text/frechet"), kind + "/");
      double expected = golden.get("distance").item();
      for (int piece : new int[] {7, 1000}) {
        assertThat(
                FrechetDistance.between(
                    statistics(golden.get("one"), piece), statistics(golden.get("two"), piece)))
            .isCloseTo(expected, within(1e-6 * expected));
      }
    }
  }

  @Test
  void equalSetsHaveNoDistanceAndOrderDoesNotMatter() {
    try (var _ = Scope.open()) {
      var golden = Golden.part(Golden.read("text/frechet"), "full/");
      var one = statistics(golden.get("one"), 10);
      var two = statistics(golden.get("two"), 10);
      assertThat(FrechetDistance.between(one, one)).isCloseTo(0, within(1e-6));
      assertThat(FrechetDistance.between(one, two))
          .isCloseTo(FrechetDistance.between(two, one), within(1e-6));
    }
  }

  @Test
  void whatCannotBeComparedIsRefused() {
    try (var _ = Scope.open()) {
      var two = statistics(Tensors.ones(4, 2), 4);
      var three = statistics(Tensors.ones(4, 3), 4);
      assertThatThrownBy(() -> FrechetDistance.between(two, three))
          .isInstanceOf(MetricException.class)
          .hasMessageContaining("width 2 and 3");
      assertThatThrownBy(() -> statistics(Tensors.ones(1, 3), 1))
          .isInstanceOf(MetricException.class)
          .hasMessageContaining("at least 2 pictures");
      var broken = statistics(Tensors.full(Double.NaN, 4, 2), 4);
      assertThatThrownBy(() -> FrechetDistance.between(two, broken))
          .isInstanceOf(MetricException.class)
          .hasMessageContaining("not finite");
    }
  }
}
