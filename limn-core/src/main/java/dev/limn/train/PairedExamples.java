package dev.limn.train;

import dev.limn.data.Batch;
import dev.limn.data.LoaderConfig;
import dev.limn.data.PackedCache;
import dev.limn.torch.Device;
import java.util.Locale;

/// Pairs of pictures of a packed data set. Which pair comes, where it is cut and whether it is
/// mirrored is the same for both of its pictures.
public final class PairedExamples extends LoadedExamples<PairedBatch> {
  /// @param indices the pairs to learn from
  /// @throws TrainException when the data set holds no pairs
  public PairedExamples(PackedCache cache, int[] indices, LoaderConfig config) {
    super(requirePairs(cache, "pairs"), indices, config.withCaptions(0));
  }

  /// @param what is needed of two pictures
  static PackedCache requirePairs(PackedCache cache, String what) {
    if (cache.views() != 2) {
      throw new TrainException(
          String.format(
              Locale.ROOT,
              "%s: single pictures; expected %s, such as files with A and B side by side",
              cache.directory(),
              what));
    }
    return cache;
  }

  @Override
  public Class<PairedBatch> type() {
    return PairedBatch.class;
  }

  @Override
  PairedBatch of(Batch batch) {
    return new PairedBatch(
        batch.position(),
        Pixels.of(batch, Device.CPU),
        Pixels.ofPartners(batch, Device.CPU),
        batch.labels());
  }
}
