package dev.limn.reproduce;

import dev.limn.model.semisupervised.PictureSet;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.MadeExamples;
import dev.limn.train.PictureBatch;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Pictures of a set, drawn at random, as training examples without labels.
final class PictureStream extends MadeExamples {
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private final PictureSet set;
  private final int batch;
  private final long seed;

  PictureStream(PictureSet set, int batch, long seed) {
    this.set = set;
    this.batch = batch;
    this.seed = seed;
  }

  /// Grey pictures in [−1, 1]: `[n, 1, S, S]`.
  static Tensor pixels(PictureSet set, int[] which) {
    Tensor rows = Tensors.of(set.rows(which), which.length, 1, set.side(), set.side());
    return rows.times(2).minus(1); // [n, 1, S, S]
  }

  @Override
  protected PictureBatch at(long where) {
    var random = new SplittableRandom(seed ^ where * STEP);
    int[] which = IntStream.range(0, batch).map(_ -> random.nextInt(set.count())).toArray();
    Tensor grey = pixels(set, which); // [B, 1, S, S]
    Tensor colour = grey.expand(batch, 3, set.side(), set.side()).channelsLast(); // [B, 3, S, S]
    var labels = new int[batch];
    Arrays.fill(labels, -1);
    return new PictureBatch(where, colour, sampleConditions(batch), labels);
  }

  @Override
  public Tensor sampleConditions(int count) {
    return Tensors.zeros(count, 0);
  }
}
