package dev.limn.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NoiseTest {
  private static final float[] X = {3, 0};
  private static final float[] Y = {0, 3};

  @Test
  void theWayKeepsTheLengthAndDividesTheAngle() {
    float[] third = Noise.between(X, Y, 1 / 3.0);
    assertThat(third[0]).isCloseTo((float) (3 * Math.cos(Math.PI / 6)), within(1e-6f));
    assertThat(third[1]).isCloseTo((float) (3 * Math.sin(Math.PI / 6)), within(1e-6f));
  }

  @Test
  void theEndsAreTheVectorsThemselves() {
    assertThat(Noise.between(X, Y, 0)).containsExactly(X);
    assertThat(Noise.between(X, Y, 1)).containsExactly(Y);
    assertThat(Noise.between(X, X, 0.3)).containsExactly(X);
  }

  @Test
  void vectorsWithoutAnAngleGoStraight() {
    assertThat(Noise.between(X, new float[] {6, 0}, 0.5)).containsExactly(4.5f, 0);
    assertThat(Noise.between(X, new float[] {0, 0}, 0.5)).containsExactly(1.5f, 0);
    assertThat(Noise.between(X, new float[] {-3, 0}, 0.5)).containsExactly(0, 0);
  }
}
