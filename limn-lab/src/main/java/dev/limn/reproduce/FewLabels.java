package dev.limn.reproduce;

import dev.limn.data.Dataset;
import dev.limn.model.semisupervised.PictureSet;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Pictures with classes, split into those to learn from and those to measure with.
///
/// @param train at random; only a few of its classes are looked at
/// @param test the data set's own test part, or the last fifth
record FewLabels(PictureSet train, PictureSet test) {
  static final String DATA =
      "pictures with classes, such as a folder with the four IDX files of Fashion-MNIST";
  private static final int SIDE = 28;
  private static final int TEST = 5000;

  /// @param most pictures to learn from, at most
  static FewLabels open(Context context, int most) {
    Dataset dataset = Dataset.open(context.data(DATA));
    int[] order = IntStream.range(0, dataset.size()).toArray();
    var random = new SplittableRandom(context.seed());
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
    boolean split = dataset.samples().stream().anyMatch(s -> s.split().equals("test"));
    int fifth = dataset.size() / 5;
    int[] test =
        IntStream.range(0, order.length)
            .filter(i -> split ? dataset.samples().get(order[i]).split().equals("test") : i < fifth)
            .map(i -> order[i])
            .limit(TEST)
            .toArray();
    int[] train =
        IntStream.range(0, order.length)
            .filter(
                i -> split ? !dataset.samples().get(order[i]).split().equals("test") : i >= fifth)
            .map(i -> order[i])
            .limit(most)
            .toArray();
    return new FewLabels(PictureSet.of(dataset, train, SIDE), PictureSet.of(dataset, test, SIDE));
  }

  int[] all() {
    return IntStream.range(0, train.count()).toArray();
  }
}
