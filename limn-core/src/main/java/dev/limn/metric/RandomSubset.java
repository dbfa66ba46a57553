package dev.limn.metric;

import java.util.Arrays;
import java.util.Random;

/// Random choices without repetition, the same on every machine.
final class RandomSubset {
  private RandomSubset() {}

  /// `count` different numbers below `bound`, in random order (Fisher and Yates).
  static int[] of(int bound, int count, Random random) {
    var numbers = new int[bound];
    Arrays.setAll(numbers, i -> i);
    for (int i = 0; i < count; i++) {
      int other = i + random.nextInt(bound - i);
      int number = numbers[other];
      numbers[other] = numbers[i];
      numbers[i] = number;
    }
    return Arrays.copyOf(numbers, count);
  }
}
