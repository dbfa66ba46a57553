package dev.limn.train;

import dev.limn.data.Batch;
import dev.limn.data.LoaderConfig;
import dev.limn.data.PackedCache;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;

/// Pictures of a packed data set with their masks: pairs whose second picture is white where the
/// first is to be changed.
public final class MaskedExamples extends LoadedExamples<MaskedBatch> {
  /// @param indices the pairs to learn from
  /// @throws TrainException when the data set holds no pairs
  public MaskedExamples(PackedCache cache, int[] indices, LoaderConfig config) {
    super(
        PairedExamples.requirePairs(cache, "pictures with masks"), indices, config.withCaptions(0));
  }

  @Override
  public Class<MaskedBatch> type() {
    return MaskedBatch.class;
  }

  @Override
  MaskedBatch of(Batch batch) {
    return new MaskedBatch(batch.position(), Pixels.of(batch, Device.CPU), masks(batch));
  }

  /// `[B, 1, S, S]`: white is 1, black 0; what the resize has made grey goes to the nearer.
  private static Tensor masks(Batch batch) {
    return Scope.of(
        () ->
            Pixels.ofPartners(batch, Device.CPU) // [B, 3, S, S]
                .mean(true, 1) // [B, 1, S, S]
                .gt(0)
                .to(DType.FLOAT32));
  }
}
