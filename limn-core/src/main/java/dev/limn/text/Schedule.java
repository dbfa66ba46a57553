package dev.limn.text;

/// What depends on how much of a training is done: shares of a learning rate, and when to measure.
final class Schedule {
  private static final int MEASUREMENTS = 6;

  private Schedule() {}

  /// From 1 at the first step to 0 at `total`, along half a cosine (Loshchilov and Hutter 2017).
  static double cosine(long step, long total) {
    return 0.5 * (1 + Math.cos(Math.PI * Math.min(step, total) / total));
  }

  /// Times .98 every `period` steps.
  static double decay(long step, long period) {
    return Math.pow(0.98, step / period);
  }

  /// Whether held-back data is to be measured after so many steps: six times in a training, or
  /// after each step of a shorter one, and at its end.
  static boolean measures(long steps, long total) {
    return steps % Math.max(1, total / MEASUREMENTS) == 0 || steps == total;
  }
}
