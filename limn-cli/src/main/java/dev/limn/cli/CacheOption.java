package dev.limn.cli;

import dev.limn.data.CacheRoots;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// `--cache`: where packed pictures go.
final class CacheOption {
  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "Where packed pictures go (default: LIMN_CACHE, else .limn-cache in the data set, or"
              + " ~/.cache/limn when that may not be written).")
  void cache(Path folder) {
    CacheRoots.choose(folder);
  }
}
