package dev.limn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ModeCoverageTest {
  private static final double[][] CENTRES = {{0, 0}, {10, 0}, {0, 10}};
  private static final double[] SIGMAS = {1, 1, 2};

  @Test
  void pointsCountForTheNearestModeWithinThreeDeviations() {
    double[][] points = {{0, 2.9}, {0, 3.1}, {0, 4.5}, {50, 50}};
    var coverage = ModeCoverage.of(points, CENTRES, SIGMAS);
    assertThat(coverage.modes()).isEqualTo(3);
    // (0, 4.5) is 2.75 deviations from the wide mode at (0, 10), (0, 3.1) more than 3 from both
    assertThat(coverage.covered()).isEqualTo(2);
    assertThat(coverage.highQuality()).isCloseTo(0.5, within(1e-9));
    assertThat(coverage.shares()).containsExactly(0.25, 0, 0.25);
  }

  @Test
  void aFewStrayPointsDoNotCoverAMode() {
    var points = new double[100][];
    for (int i = 0; i < 100; i++) {
      points[i] = i < 2 ? new double[] {10, 0} : new double[] {0, 0};
    }
    assertThat(ModeCoverage.of(points, CENTRES, SIGMAS).covered()).isEqualTo(1);
  }

  @Test
  void nothingToMeasureIsAnError() {
    assertThatThrownBy(() -> ModeCoverage.of(new double[0][], CENTRES, SIGMAS))
        .isInstanceOf(MetricException.class)
        .hasMessageContaining("0 points");
    assertThatThrownBy(() -> ModeCoverage.of(new double[][] {{1}}, CENTRES, SIGMAS))
        .hasMessageContaining("width 1");
  }
}
