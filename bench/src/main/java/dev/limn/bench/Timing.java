package dev.limn.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/// How long something takes that is done again and again: medians, after a warming up, within a few
/// seconds. The peers measure in the same way.
final class Timing {
  private static final int WARMING = 2;
  private static final double SECONDS = 8;

  private Timing() {}

  /// Milliseconds a run.
  ///
  /// @param period every so many runs, from the first on, one does more than the others; such runs
  ///   have a median of their own, which counts as often as they come
  /// @param most runs that are measured; fewer where they take long, but some of each kind
  static double perStep(Runnable run, int period, int most) {
    for (int i = 0; i < WARMING; i++) {
      run.run();
    }
    var rare = new ArrayList<Double>();
    var common = new ArrayList<Double>();
    long began = System.nanoTime();
    IntSupplier measured = () -> rare.size() + common.size();
    for (int i = WARMING;
        measured.getAsInt() < least(period)
            || measured.getAsInt() < most && System.nanoTime() - began < SECONDS * 1e9;
        i++) {
      long start = System.nanoTime();
      run.run();
      double milliseconds = (System.nanoTime() - start) / 1e6;
      (i % period == 0 ? rare : common).add(milliseconds);
    }
    return mean(rare, common, period);
  }

  /// So many that both kinds are among them.
  private static int least(int period) {
    return period == 1 ? 2 : period - WARMING + 1;
  }

  /// The weighted mean of both medians.
  static double mean(List<Double> rare, List<Double> common, int period) {
    return period == 1 ? median(rare) : (median(rare) + (period - 1) * median(common)) / period;
  }

  static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
