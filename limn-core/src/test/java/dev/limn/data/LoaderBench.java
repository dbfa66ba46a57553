package dev.limn.data;

import java.nio.file.Path;
import java.util.Locale;

/// Measures the loader: pictures a second at 64×64 from a cache at 76×76, in both layouts.
///
/// Run it with the folder of a data set and a folder for the cache. Not a test: it asserts nothing.
final class LoaderBench {
  private static final int BATCH = 64;
  private static final int WARM_UP = 500;
  private static final int BATCHES = 2_000;

  private LoaderBench() {}

  public static void main(String[] arguments) {
    var dataset = Dataset.open(Path.of(arguments[0]));
    var settings = PackSettings.of(76).withCache(Path.of(arguments[1]));
    long start = System.nanoTime();
    try (var cache = PackedCache.open(dataset, settings, Progress.SILENT)) {
      System.out.printf(
          Locale.ROOT,
          "%s %,d pictures in %.2f s%n",
          cache.fresh() ? "packed" : "opened",
          cache.count(),
          seconds(start));
      for (var layout : LoaderConfig.Layout.values()) {
        measure(cache, LoaderConfig.of(64, BATCH, 1).withLayout(layout));
      }
    }
  }

  private static void measure(PackedCache cache, LoaderConfig config) {
    try (var loader = Loader.over(cache, config)) {
      for (int i = 0; i < WARM_UP; i++) {
        loader.next();
      }
      long start = System.nanoTime();
      for (int i = 0; i < BATCHES; i++) {
        loader.next();
      }
      System.out.printf(
          Locale.ROOT,
          "%s: %,.0f pictures/s%n",
          config.layout(),
          (double) BATCH * BATCHES / seconds(start));
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
