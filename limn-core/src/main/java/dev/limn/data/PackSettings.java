package dev.limn.data;

import dev.limn.image.Filter;
import dev.limn.image.ImageDecoder;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/// What a [PackedCache] holds.
///
/// @param size both sides of the stored pictures; for random crops of 64 the papers store 76
/// @param fit how other shapes become square
/// @param filter of the antialiased resize. Bicubic unless said otherwise: enlarged by a few pixels
///   for random crops, small pictures stay sharp; the papers' loaders use bilinear
/// @param cache where to put it; by default `.limn-cache/<size>` in the data set, or, when that may
///   not be written, `~/.cache/limn/data/<fingerprint>/<size>`; with the environment variable
///   `LIMN_CACHE`, or the system property `limn.data.cache`, `data/<fingerprint>/<size>` there
/// @param allowBad go on although more than 5 % of the samples are broken
public record PackSettings(
    int size, Fit fit, Filter filter, Optional<Path> cache, boolean allowBad) {
  public PackSettings {
    Objects.requireNonNull(fit);
    Objects.requireNonNull(filter);
    Objects.requireNonNull(cache);
    if (size < 1 || size > ImageDecoder.MAX_SIDE) {
      throw new DataException(
          "size " + size + "; expected a side of 1 to " + ImageDecoder.MAX_SIDE + " pixels");
    }
  }

  /// Stretched, bicubic, in the default place, at most 5 % broken.
  public static PackSettings of(int size) {
    return new PackSettings(size, Fit.STRETCH, Filter.BICUBIC, Optional.empty(), false);
  }

  /// The same with another fit.
  public PackSettings withFit(Fit other) {
    return new PackSettings(size, other, filter, cache, allowBad);
  }

  /// The same with another filter.
  public PackSettings withFilter(Filter other) {
    return new PackSettings(size, fit, other, cache, allowBad);
  }

  /// The same with the cache in this folder.
  public PackSettings withCache(Path folder) {
    return new PackSettings(size, fit, filter, Optional.of(folder), allowBad);
  }

  /// The same with any share of broken samples allowed, or not.
  public PackSettings withAllowBad(boolean allowed) {
    return new PackSettings(size, fit, filter, cache, allowed);
  }
}
