package dev.limn.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RowPlotTest {
  private static final int GREEN = 0x009E73;
  private static final RowPlot.Axis X = new RowPlot.Axis("x", -1, 1);
  private static final RowPlot.Axis Y = new RowPlot.Axis("y", 0, 10);

  private static int colour(Image image, int x, int y) {
    int at = 3 * (y * image.width() + x);
    byte[] rgb = image.rgb();
    return (rgb[at] & 0xFF) << 16 | (rgb[at + 1] & 0xFF) << 8 | rgb[at + 2] & 0xFF;
  }

  private static int count(Image image, int colour) {
    int count = 0;
    for (int y = 56; y < 488; y++) {
      for (int x = 76; x < 584; x++) {
        count += colour(image, x, y) == colour ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void aPointLiesWhereItsNumbersSay() {
    Image image =
        RowPlot.of("t", X, Y)
            .points("drawn", GREEN, 1, new double[] {0.5}, new double[] {7.5})
            .image();

    assertThat(colour(image, 76 + 508 * 3 / 4, 56 + 432 / 4)).isEqualTo(GREEN);
    assertThat(count(image, GREEN)).isBetween(4, 12);
  }

  @Test
  void whatIsOutsideOrNotFiniteIsLeftOut() {
    double[] x = {Double.NaN, 2, 0, Double.POSITIVE_INFINITY};
    double[] y = {1, 1, -1, 1};

    assertThat(count(RowPlot.of("t", X, Y).points("drawn", GREEN, 1, x, y).image(), GREEN))
        .isZero();
  }

  @Test
  void aBarIsAsHighAsItsShareOfTheValues() {
    double[] values = {-0.9, 0.1, 0.2, 0.3, 0.4};

    Image image = RowPlot.of("t", X).histogram("drawn", GREEN, values, 2).image();

    // The densities are .2 and .8; the highest ends at 1/1.05 of the height.
    assertThat(colour(image, 76 + 508 * 3 / 4, 488 - Math.round(432 / 1.05f))).isEqualTo(GREEN);
    assertThat(colour(image, 76 + 508 / 4, 488 - Math.round(432 / 1.05f / 4))).isEqualTo(GREEN);
  }

  @Test
  void theSameNumbersAreTheSameBytes() {
    var plot = RowPlot.of("t", X).histogram("drawn", GREEN, new double[] {0.1}, 7);

    assertThat(plot.image().rgb()).isEqualTo(plot.image().rgb());
  }

  @Test
  void axesHaveFiniteEndsInOrder() {
    assertThatThrownBy(() -> new RowPlot.Axis("height", 3, 3))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("height from 3.0 to 3.0");
    assertThatThrownBy(() -> new RowPlot.Axis("height", 0, Double.NaN))
        .isInstanceOf(ImageException.class);
  }

  @Test
  void pointsNeedTwoAxesAndHistogramsOne() {
    double[] two = {1, 2};

    assertThatThrownBy(() -> RowPlot.of("t", X).points("real", 0, 1, two, two))
        .isInstanceOf(ImageException.class);
    assertThatThrownBy(() -> RowPlot.of("t", X, Y).points("real", 0, 1, two, new double[1]))
        .hasMessageContaining("2 and 1 numbers of real");
    assertThatThrownBy(() -> RowPlot.of("t", X, Y).histogram("real", 0, two, 5))
        .isInstanceOf(ImageException.class);
  }
}
