package dev.limn.reproduce;

import dev.limn.data.Dataset;
import dev.limn.model.regression.TagClassifier;
import dev.limn.torch.Scope;
import dev.limn.vision.SqueezeNetFeatures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// A description fits many pictures. Trained on the distance of pixels a generator draws their
/// average; on the distance of what a classifier sees, less so; against a discriminator, not at
/// all.
public final class PixelMse implements Experiment {
  private static final String DATA =
      "a folder of pictures with facts in .json (sex, body, torso, direction), such as the sprites;"
          + " and, as a second --data, SqueezeNet's weights as safetensors";
  static final List<String> TOLD = List.of("sex", "body", "torso", "direction");
  private static final List<String> SEEN =
      List.of("sex", "body", "torso", "direction", "legs", "feet", "head");

  /// Found by the service loader.
  public PixelMse() {}

  @Override
  public Card card() {
    return new Card(
        "pixel-mse",
        "the same generator from descriptions that leave clothes open, trained on the distance of"
            + " pixels, on perceptual losses, and as a GAN, side by side",
        "pixel MSE averages: it draws the least sharp pictures, one for a description; with a"
            + " perceptual loss through SqueezeNet and with the GAN they are more like real ones, and"
            + " the GAN draws many",
        List.of(86, 87, 88),
        5,
        600,
        Optional.of(DATA));
  }

  @Override
  public void run(Context context, Report report) {
    Dataset dataset = Dataset.open(context.data(DATA));
    try (var squeeze = SqueezeNetFeatures.open(weights(context), context.device())) {
      int[] order = order(dataset.size(), context.seed());
      int held = context.pick(400, 1000);
      int most = context.pick(4000, dataset.size());
      if (dataset.size() < 2 * held) {
        throw new ReproduceException(
            dataset.root() + ": " + dataset.size() + " pictures; expected at least " + 2 * held);
      }
      int[] test = IntStream.of(order).limit(held).toArray();
      int[] train = IntStream.of(order).skip(held).limit(most).toArray();
      var part = new Descriptions(dataset, train, TOLD);
      var rest = new Descriptions(dataset, test, TOLD);
      try (var classifier = classifier(context, new Descriptions(dataset, train, SEEN), report)) {
        new PerceptionComparison(context, report, part, rest, squeeze, classifier).run();
      }
    }
  }

  private static Path weights(Context context) {
    if (context.data().size() < 2) {
      throw new ReproduceException(
          "a second --data is missing; expected SqueezeNet's weights as safetensors");
    }
    Path file = context.data().get(1);
    if (!Files.isRegularFile(file)) {
      throw new ReproduceException(
          "--data " + file + ": no such file; expected SqueezeNet's weights as safetensors");
    }
    return file;
  }

  private static int[] order(int size, long seed) {
    int[] order = IntStream.range(0, size).toArray();
    var random = new SplittableRandom(seed);
    for (int i = size - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
    return order;
  }

  /// Our own perceptual network: names what is in the pictures, clothes too.
  private static TagClassifier classifier(Context context, Descriptions data, Report report) {
    int steps = context.pick(300, 3000);
    var classifier = new TagClassifier(data.width(), context.seed(), context.device());
    double first = 0;
    double last = 0;
    try (var examples = data.examples(32, context.seed())) {
      for (int step = 0; step < steps; step++) {
        context.check();
        try (var _ = Scope.open()) {
          last = classifier.learn(examples.next());
        }
        first = step == 0 ? last : first;
        context.say("classifier: %d %%", 100 * step / steps);
      }
    }
    report.configuration(
        "classifier",
        Map.of("steps", steps, "things", data.width(), "first-loss", first, "last-loss", last));
    return classifier;
  }
}
