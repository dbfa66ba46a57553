package dev.limn.train;

import dev.limn.data.Batch;
import dev.limn.data.LoaderConfig;
import dev.limn.data.PackedCache;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.Locale;
import java.util.SplittableRandom;

/// Pictures of a packed data set with their classes as one-hot rows, or with nothing beside them.
public final class LabelledExamples extends LoadedExamples<PictureBatch>
    implements PictureExamples {
  private final int classes;

  /// @param indices the samples to learn from
  /// @param config its captions are not looked at
  /// @param classes how many the labels tell apart; 0 leaves the labels out
  /// @throws TrainException naming a sample without a label below `classes`
  public LabelledExamples(PackedCache cache, int[] indices, LoaderConfig config, int classes) {
    super(cache, requireLabels(cache, indices, classes), config.withCaptions(0));
    this.classes = classes;
  }

  private static int[] requireLabels(PackedCache cache, int[] indices, int classes) {
    for (int index : indices) {
      if (classes > 0 && (cache.label(index) < 0 || cache.label(index) >= classes)) {
        throw new TrainException(
            String.format(
                Locale.ROOT,
                "%s: label %d; expected 0 to %d",
                cache.name(index),
                cache.label(index),
                classes - 1));
      }
    }
    return indices;
  }

  @Override
  PictureBatch of(Batch batch) {
    return new PictureBatch(
        batch.position(),
        Pixels.of(batch, Device.CPU),
        oneHot(batch.labels(), classes),
        batch.labels());
  }

  /// `[count, classes]` in the open scope, of labels drawn from the data.
  @Override
  public Tensor sampleConditions(int count) {
    var random = new SplittableRandom(config().seed());
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = cache().label(indices()[random.nextInt(indices().length)]);
    }
    return oneHot(labels, classes);
  }

  /// A row a label, all zero but a one at the label's place: `[N, classes]` in the open scope.
  ///
  /// @param classes 0 makes rows of no width
  public static Tensor oneHot(int[] labels, int classes) {
    try (var scope = Scope.open()) {
      if (classes == 0) {
        return scope.keep(Tensors.zeros(labels.length, 0));
      }
      float[] rows = new float[Math.multiplyExact(labels.length, classes)];
      for (int i = 0; i < labels.length; i++) {
        rows[i * classes + labels[i]] = 1;
      }
      return scope.keep(Tensors.of(rows, labels.length, classes)); // [N, classes]
    }
  }
}
