package dev.limn.data;

/// The counter-based random numbers of the loader.
final class CounterRng {
  private CounterRng() {}

  /// 64 random-looking bits that depend on nothing but these three numbers: the finaliser of
  /// SplitMix64 (Steele, Lea, Flood 2014) over each in turn. Having no state, the numbers of any
  /// position can be had without those before it.
  static long bits(long seed, long position, int use) {
    return mix(mix(mix(seed + GOLDEN) ^ position * GOLDEN) + use * 0xD1342543DE82EF95L);
  }

  /// A number in `[0, bound)`, by the high half of the product; the bias is below 2⁻³² of a
  /// picture.
  static int below(int bound, long bits) {
    return (int) ((bits >>> 32) * bound >>> 32);
  }

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private static long mix(long z) {
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
