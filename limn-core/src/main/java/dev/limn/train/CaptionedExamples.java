package dev.limn.train;

import dev.limn.data.Batch;
import dev.limn.data.LoaderConfig;
import dev.limn.data.PackedCache;
import dev.limn.text.CaptionEmbeddings;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.ArrayList;
import java.util.SplittableRandom;

/// Pictures of a packed data set with the mean embedding of some of their captions.
///
/// How many captions a picture's text averages is drawn anew each time, from one to the loader's
/// number, so that single sentences, as users write them, are seen as well as fuller descriptions.
public final class CaptionedExamples extends LoadedExamples<PictureBatch>
    implements PictureExamples {
  private final CaptionEmbeddings embeddings;

  /// @param indices the samples to learn from
  /// @param config its `captions` is the most that are averaged
  public CaptionedExamples(
      PackedCache cache, int[] indices, LoaderConfig config, CaptionEmbeddings embeddings) {
    super(cache, indices, config);
    this.embeddings = embeddings;
  }

  @Override
  PictureBatch of(Batch batch) {
    var random = new SplittableRandom(config().seed() ^ batch.position() * 0x9E3779B97F4A7C15L);
    int[] counts = new int[batch.count()];
    for (int b = 0; b < counts.length; b++) {
      counts[b] = 1 + random.nextInt(config().captions());
    }
    Tensor text = embeddings.average(batch, counts); // [B, W]
    return new PictureBatch(batch.position(), Pixels.of(batch, Device.CPU), text, batch.labels());
  }

  @Override
  public Tensor sampleConditions(int count) {
    var random = new SplittableRandom(config().seed());
    var rows = new ArrayList<Tensor>();
    try (var scope = Scope.open()) {
      for (int i = 0; i < count; i++) {
        Tensor own = embeddings.of(indices()[random.nextInt(indices().length)]); // [C, W]
        int averaged = 1 + random.nextInt(config().captions());
        Tensor sum = Tensors.zeros(own.size(1)).to(own.device()); // [W]
        for (int caption : picks(averaged, (int) own.size(0), random)) {
          sum = sum.plus(own.select(0, caption)); // [W]
        }
        rows.add(sum.div(averaged)); // [W]
      }
      return scope.keep(Tensors.stack(0, rows)); // [count, W]
    }
  }

  /// Without putting back; when there are fewer than picks, begins anew, as the loader does.
  private static int[] picks(int count, int available, SplittableRandom random) {
    int[] picks = new int[count];
    for (int from = 0; from < count; from += available) {
      int many = Math.min(available, count - from);
      int[] round = random.ints(0, available).distinct().limit(many).toArray();
      System.arraycopy(round, 0, picks, from, many);
    }
    return picks;
  }
}
