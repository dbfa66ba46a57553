package dev.limn.text;

import dev.limn.data.Batch;
import dev.limn.data.PackedCache;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/// All captions of a data set, encoded once: captions are few and pictures come by many times.
///
/// Equal captions share a row of the table. Lives until [#close()].
public final class CaptionEmbeddings implements AutoCloseable {
  private final PackedCache cache;
  private final Tensor table;
  private final int[] rows;
  private final int[] offsets;

  private CaptionEmbeddings(PackedCache cache, Tensor table, int[] rows, int[] offsets) {
    this.cache = cache;
    this.table = table;
    this.rows = rows;
    this.offsets = offsets;
  }

  /// Encodes every caption of every sample, on the encoder's device.
  ///
  /// @throws TextException when no sample has a caption
  public static CaptionEmbeddings of(PackedCache cache, TextEncoder encoder) {
    var different = new LinkedHashMap<String, Integer>();
    var offsets = new int[cache.count() + 1];
    var rows = new ArrayList<Integer>();
    for (int i = 0; i < cache.count(); i++) {
      for (String caption : cache.captions(i)) {
        Integer known = different.putIfAbsent(caption, different.size());
        rows.add(known == null ? different.size() - 1 : known);
      }
      offsets[i + 1] = rows.size();
    }
    if (rows.isEmpty()) {
      throw new TextException(
          cache.directory()
              + String.format(
                  Locale.ROOT, ": none of its %,d samples has a caption", cache.count()));
    }
    try (var _ = Scope.open()) {
      Tensor table = encoder.encode(List.copyOf(different.sequencedKeySet())); // [U, width]
      return new CaptionEmbeddings(
          cache, table.retain(), rows.stream().mapToInt(Integer::intValue).toArray(), offsets);
    }
  }

  /// Numbers an embedding has.
  public int width() {
    return (int) table.size(1);
  }

  /// Where the embeddings are.
  public Device device() {
    return table.device();
  }

  /// The embeddings of one sample's captions: `[captions, width]`.
  public Tensor of(int sample) {
    int[] own = new int[offsets[sample + 1] - offsets[sample]];
    System.arraycopy(rows, offsets[sample], own, 0, own.length);
    return table.indexSelect(0, index(own)); // [captions, width]
  }

  /// For each picture of the batch the mean of the first of its picked captions: `[B, width]`, in
  /// the open scope.
  ///
  /// @param counts how many of each picture, at least 1 and at most as many as the batch holds
  /// @throws TextException when a picture has no caption, or a count is none of these
  public Tensor average(Batch batch, int[] counts) {
    int picks = batch.captions().length / batch.count();
    if (picks == 0) {
      throw new TextException("a batch without picked captions; expected at least one a picture");
    }
    try (var scope = Scope.open()) {
      int[] picked = new int[batch.count() * picks];
      float[] weights = new float[picked.length];
      for (int b = 0; b < batch.count(); b++) {
        if (counts[b] < 1 || counts[b] > picks) {
          throw new TextException(
              String.format(
                  Locale.ROOT, "the mean of %d captions; expected 1 to %d", counts[b], picks));
        }
        for (int k = 0; k < picks; k++) {
          picked[b * picks + k] = row(batch.indices()[b], batch.captions()[b * picks + k]);
          weights[b * picks + k] = k < counts[b] ? 1f / counts[b] : 0;
        }
      }
      Tensor vectors = table.indexSelect(0, index(picked)); // [B·K, width]
      vectors = vectors.view(batch.count(), picks, width()); // [B, K, width]
      Tensor shares = Tensors.of(weights, batch.count(), picks, 1).to(device()); // [B, K, 1]
      return scope.keep(vectors.times(shares).sum(false, 1)); // [B, width]
    }
  }

  private int row(int sample, int caption) {
    if (caption < 0 || caption >= offsets[sample + 1] - offsets[sample]) {
      throw new TextException(
          String.format(
              Locale.ROOT,
              "caption %d of '%s'; it has %d",
              caption,
              cache.name(sample),
              offsets[sample + 1] - offsets[sample]));
    }
    return rows[offsets[sample] + caption];
  }

  private Tensor index(int[] places) {
    long[] wide = new long[places.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = places[i];
    }
    return Tensors.of(wide, wide.length).to(device());
  }

  @Override
  public void close() {
    table.release();
  }
}
