package dev.limn.metric;

import static dev.limn.config.Checks.require;

import dev.limn.torch.DType;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;

/// The Geometry Score (Khrulkov and Oseledets 2018): do two sets of points have holes alike? It
/// needs no network, and no pictures either.
///
/// The shape of a set is told by its mean relative living times: for so many random choices of
/// landmarks, the [WitnessComplex] grows with its scale, and what share of the scales shows 0, 1, 2
/// … one-dimensional holes is averaged. The score is the squared distance of two such averages; 0
/// is best.
///
/// The largest scale is a share γ of the greatest distance and goes with the number of points, so
/// only sets of the same number of points can be compared. A set that has collapsed to few points
/// has another shape; one that misses a part of the data without tearing a hole has not.
public final class GeometryScore {
  /// The most pictures whose distances are held in memory.
  public static final int MOST_POINTS = 4000;

  private GeometryScore() {}

  /// How it is done.
  ///
  /// @param landmarks that are drawn each time, with repetition
  /// @param gamma the largest scale, as a share of the greatest distance of a point to a landmark
  /// @param most numbers of holes that are told apart: 0 to `most − 1`
  /// @param repetitions drawings of landmarks
  /// @param seed of the landmarks
  public record Config(int landmarks, double gamma, int most, int repetitions, long seed) {
    public Config {
      require(landmarks >= 3 && landmarks <= 128, "landmarks", landmarks, "3 to 128");
      require(gamma > 0 && gamma <= 1, "gamma", gamma, "above 0, at most 1");
      require(most >= 2, "most", most, "at least 2");
      require(repetitions >= 1, "repetitions", repetitions, "at least 1");
    }

    /// The authors' program: 64 landmarks, γ = count / 5000 / 128, up to 99 holes, 1,000 times.
    ///
    /// @param count points of a set
    public static Config forPoints(int count) {
      return new Config(64, Math.min(1, count / 5000.0 / 128), 100, 1000, 0);
    }

    /// With other repetitions: the cost goes with them, and the noise with their root.
    public Config withRepetitions(int other) {
      return new Config(landmarks, gamma, most, other, seed);
    }

    /// With another seed.
    public Config withSeed(long other) {
      return new Config(landmarks, gamma, most, repetitions, other);
    }
  }

  /// The mean relative living times of a set: entry `i` is the share of scales with `i` holes.
  ///
  /// @param points `[N][D]`, at least one
  /// @throws MetricException when there is none, they differ in width or are not finite
  public static double[] livingTimes(double[][] points, Config config) {
    check(points);
    return livingTimes(points.length, chosen -> distances(points, chosen), config);
  }

  /// The same of pixels or features, whose distances are computed once.
  ///
  /// @throws MetricException when there are more than [#MOST_POINTS], or one is not finite
  public static double[] livingTimes(FeatureSet set, Config config) {
    int count = set.count();
    if (count > MOST_POINTS) {
      throw new MetricException(
          String.format(
              Locale.ROOT,
              "%d points; expected at most %d, whose distances fit in memory",
              count,
              MOST_POINTS));
    }
    float[] all;
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor x = set.tensor(); // [N, D]
      all =
          FeatureDistances.squares(x, x).clampMin(0).sqrt().to(DType.FLOAT32).toFloats(); // [N, N]
    }
    for (float distance : all) {
      if (!Float.isFinite(distance)) {
        throw new MetricException("points that are not finite have no Geometry Score");
      }
    }
    return livingTimes(
        count,
        chosen -> {
          var table = new double[count][chosen.length];
          for (int i = 0; i < count; i++) {
            for (int j = 0; j < chosen.length; j++) {
              table[i][j] = all[i * count + chosen[j]];
            }
          }
          return table;
        },
        config);
  }

  private static double[] livingTimes(
      int count, Function<int[], double[][]> distances, Config config) {
    var random = new Random(config.seed());
    var mean = new double[config.most()];
    for (int i = 0; i < config.repetitions(); i++) {
      var chosen = new int[config.landmarks()];
      Arrays.setAll(chosen, _ -> random.nextInt(count));
      double[][] table = distances.apply(chosen);
      double largest = 0;
      for (double[] row : table) {
        for (double distance : row) {
          largest = Math.max(largest, distance);
        }
      }
      double[] times = livingTimes(table, config.gamma() * largest, config.most());
      for (int k = 0; k < mean.length; k++) {
        mean[k] += times[k] / config.repetitions();
      }
    }
    return mean;
  }

  /// Relative living times of one choice of landmarks.
  ///
  /// @param distances `[points][landmarks]`
  /// @param limit the largest scale
  static double[] livingTimes(double[][] distances, double limit, int most) {
    var intervals = WitnessComplex.of(distances, limit).holes();
    var times = new double[most];
    if (intervals.isEmpty()) {
      times[0] = 1;
      return times;
    }
    var ends = new double[2 * intervals.size() + 2];
    ends[0] = 0;
    ends[1] = limit;
    for (int i = 0; i < intervals.size(); i++) {
      ends[2 * i + 2] = intervals.get(i).birth();
      ends[2 * i + 3] = Math.min(limit, intervals.get(i).death());
    }
    Arrays.sort(ends);
    for (int i = 1; i < ends.length; i++) {
      double middle = (ends[i - 1] + ends[i]) / 2;
      int holes =
          (int)
              intervals.stream()
                  .filter(hole -> hole.birth() <= middle && middle < hole.death())
                  .count();
      if (ends[i] > ends[i - 1] && holes < most) {
        times[holes] += (ends[i] - ends[i - 1]) / limit;
      }
    }
    return times;
  }

  /// The score of two sets of points of the same number.
  ///
  /// @throws MetricException when their numbers or widths differ
  public static double between(double[][] one, double[][] two, Config config) {
    check(one);
    check(two);
    if (one.length != two.length || one[0].length != two[0].length) {
      throw new MetricException(
          String.format(
              Locale.ROOT,
              "%d points of width %d and %d of width %d; expected as many of the same width",
              one.length,
              one[0].length,
              two.length,
              two[0].length));
    }
    return between(livingTimes(one, config), livingTimes(two, config));
  }

  /// The mean number of holes that an average tells of.
  public static double mean(double[] livingTimes) {
    double sum = 0;
    for (int i = 0; i < livingTimes.length; i++) {
      sum += i * livingTimes[i];
    }
    return sum;
  }

  /// The score of two averages.
  public static double between(double[] one, double[] two) {
    if (one.length != two.length) {
      throw new MetricException(
          String.format(
              Locale.ROOT,
              "living times of %d and %d numbers of holes; expected as many",
              one.length,
              two.length));
    }
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (one[i] - two[i]) * (one[i] - two[i]);
    }
    return sum;
  }

  /// The score of the pixels or features of two sets of as many pictures.
  ///
  /// @throws MetricException when their numbers or widths differ
  public static double between(FeatureSet one, FeatureSet two, Config config) {
    one.requireWidthOf(two);
    if (one.count() != two.count()) {
      throw new MetricException(
          String.format(
              Locale.ROOT, "%d and %d pictures; expected as many", one.count(), two.count()));
    }
    return between(livingTimes(one, config), livingTimes(two, config));
  }

  private static void check(double[][] points) {
    if (points.length == 0) {
      throw new MetricException("no points; expected at least one");
    }
    for (double[] point : points) {
      if (point.length != points[0].length) {
        throw new MetricException(
            String.format(
                Locale.ROOT,
                "points of width %d and %d; expected one width",
                points[0].length,
                point.length));
      }
      for (double place : point) {
        if (!Double.isFinite(place)) {
          throw new MetricException("a point at " + place + "; expected finite places");
        }
      }
    }
  }

  private static double[][] distances(double[][] points, int[] chosen) {
    var all = new double[points.length][chosen.length];
    for (int i = 0; i < points.length; i++) {
      for (int j = 0; j < chosen.length; j++) {
        double[] a = points[i];
        double[] b = points[chosen[j]];
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
          sum += (a[k] - b[k]) * (a[k] - b[k]);
        }
        all[i][j] = Math.sqrt(sum);
      }
    }
    return all;
  }
}
