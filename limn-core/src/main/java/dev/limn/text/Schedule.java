package dev.limn.text;

/// Shares of a learning rate.
final class Schedule {
  private Schedule() {}

  /// From 1 at the first step to 0 at `total`, along half a cosine (Loshchilov and Hutter 2017).
  static double cosine(long step, long total) {
    return 0.5 * (1 + Math.cos(Math.PI * Math.min(step, total) / total));
  }

  /// Times .98 every `period` steps.
  static double decay(long step, long period) {
    return Math.pow(0.98, step / period);
  }
}
