package dev.limn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limn.config.ConfigException;
import dev.limn.metric.GeometryScore.Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class GeometryScoreTest {
  private static final int COUNT = 400;
  private static final int LANDMARKS = 24;

  /// One place of a shape from three numbers in [0, 1).
  @FunctionalInterface
  private interface Shape {
    double[] at(double u, double v, double w);
  }

  private static final Map<String, Shape> SHAPES =
      new TreeMap<>(
          Map.of(
              "circle",
              (u, _, w) -> polar(1 + 0.1 * (w - 0.5), u),
              "disc",
              (u, v, _) -> polar(Math.sqrt(v), u),
              "sphere",
              (u, v, _) -> {
                double[] place = polar(2 * Math.sqrt(v * (1 - v)), u);
                return new double[] {place[0], place[1], 1 - 2 * v};
              },
              "torus",
              (u, v, _) -> {
                double[] section = polar(0.7, v);
                double[] place = polar(2 + section[0], u);
                return new double[] {place[0], place[1], section[1]};
              }));

  private static double[] polar(double radius, double turn) {
    double angle = 2 * Math.PI * turn;
    return new double[] {radius * Math.cos(angle), radius * Math.sin(angle)};
  }

  private static double[][] regular(Shape shape) {
    var points = new double[COUNT][];
    for (int i = 0; i < COUNT; i++) {
      points[i] =
          shape.at(
              i * 0.6180339887498949 % 1, i * 0.41421356237309515 % 1, i * 0.7320508075688772 % 1);
    }
    return points;
  }

  private static double[][] random(Shape shape, int count, long seed) {
    var random = new Random(seed);
    var points = new double[count][];
    for (int i = 0; i < count; i++) {
      points[i] = shape.at(random.nextDouble(), random.nextDouble(), random.nextDouble());
    }
    return points;
  }

  private static double[][] noisyCircle(int count, long seed) {
    var random = new Random(seed);
    var points = new double[count][];
    for (int i = 0; i < count; i++) {
      points[i] = polar(1, random.nextDouble());
      points[i][0] += 0.05 * random.nextGaussian();
      points[i][1] += 0.05 * random.nextGaussian();
    }
    return points;
  }

  /// By GUDHI: `src/test/goldens/metric/holes.py`.
  @Test
  void holesAreThoseOfAnIndependentLibrary() throws IOException {
    List<String> lines;
    try (var stream = GeometryScoreTest.class.getResourceAsStream("/goldens/metric/holes.txt")) {
      lines = new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
    assertThat(lines).hasSize(SHAPES.size());
    for (var line : lines) {
      var words = line.split(" ");
      var points = regular(SHAPES.get(words[0]));
      var distances = new double[COUNT][LANDMARKS];
      double largest = 0;
      for (int i = 0; i < COUNT; i++) {
        for (int j = 0; j < LANDMARKS; j++) {
          double[] landmark = points[j == LANDMARKS - 1 ? 0 : j * 37 % (COUNT - 30)];
          double sum = 0;
          for (int k = 0; k < landmark.length; k++) {
            sum += Math.pow(points[i][k] - landmark[k], 2);
          }
          distances[i][j] = Math.sqrt(sum);
          largest = Math.max(largest, distances[i][j]);
        }
      }
      var holes =
          WitnessComplex.of(distances, 0.25 * largest).holes().stream()
              .filter(hole -> hole.death() - hole.birth() > 1e-9)
              .sorted(
                  Comparator.comparingDouble(WitnessComplex.Hole::birth)
                      .thenComparingDouble(WitnessComplex.Hole::death))
              .toList();
      assertThat(2 * holes.size()).as(words[0]).isEqualTo(words.length - 1);
      for (int i = 0; i < holes.size(); i++) {
        assertThat(holes.get(i).birth())
            .as(words[0])
            .isCloseTo(Double.parseDouble(words[2 * i + 1]), within(1e-9));
        var death = words[2 * i + 2];
        if (death.equals("inf")) {
          assertThat(holes.get(i).death()).as(words[0]).isInfinite();
        } else {
          assertThat(holes.get(i).death())
              .as(words[0])
              .isCloseTo(Double.parseDouble(death), within(1e-9));
        }
      }
    }
  }

  /// The authors' notebook: 5,000 points, 32 landmarks, γ = 1/8, 100 times, up to 9 holes: 1.83.
  @Test
  void aNoisyCircleAndADiscHaveTheScoreOfTheAuthors() {
    var config = new Config(32, 1 / 8.0, 10, 100, 1);
    double[] circle = GeometryScore.livingTimes(noisyCircle(5000, 1), config);
    double[] disc = GeometryScore.livingTimes(random(SHAPES.get("disc"), 5000, 2), config);
    assertThat(circle[1]).isGreaterThan(0.9);
    assertThat(disc[0]).isGreaterThan(0.9);
    assertThat(GeometryScore.between(circle, disc)).isCloseTo(1.83, within(0.15));
  }

  /// By GUDHI and the paper's definition: `src/test/goldens/metric/living_times.py`, 200 times.
  @Test
  void livingTimesOfASphereAndATorusAreThoseOfTheReference() {
    var config = new Config(48, 0.25, 10, 20, 1);
    double[] sphere = GeometryScore.livingTimes(random(SHAPES.get("sphere"), 1500, 1), config);
    double[] torus = GeometryScore.livingTimes(random(SHAPES.get("torus"), 1500, 1), config);
    assertThat(sphere[0]).isCloseTo(0.8688, within(0.06));
    assertThat(torus[0]).isCloseTo(0.1474, within(0.08));
    assertThat(torus[1]).isCloseTo(0.773, within(0.1));
  }

  @Test
  void aCollapsedSetChangesTheScoreAndAnotherSampleDoesNot() {
    var config = new Config(32, 1 / 8.0, 10, 20, 1);
    var circle = noisyCircle(1000, 1);
    var collapsed = new double[1000][];
    for (int i = 0; i < collapsed.length; i++) {
      collapsed[i] = circle[i % 2];
    }
    double same = GeometryScore.between(circle, noisyCircle(1000, 2), config);
    assertThat(same).isLessThan(0.05);
    assertThat(GeometryScore.between(circle, collapsed, config)).isGreaterThan(1);
    assertThat(GeometryScore.between(circle, circle, config)).isZero();
  }

  @Test
  void setsThatCannotBeComparedAreRefused() {
    var config = Config.forPoints(1000);
    assertThat(config.gamma()).isCloseTo(1 / 640.0, within(1e-12));
    assertThatThrownBy(() -> GeometryScore.between(noisyCircle(10, 1), noisyCircle(11, 1), config))
        .isInstanceOf(MetricException.class)
        .hasMessageContaining("10 points of width 2 and 11");
    assertThatThrownBy(() -> GeometryScore.livingTimes(new double[0][], config))
        .isInstanceOf(MetricException.class)
        .hasMessageContaining("no points");
    assertThatThrownBy(() -> GeometryScore.livingTimes(new double[][] {{Double.NaN}}, config))
        .isInstanceOf(MetricException.class)
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> new Config(200, 0.1, 10, 10, 0))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("landmarks: 200");
  }
}
