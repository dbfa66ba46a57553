package dev.limn.text.joint;

import dev.limn.data.Dataset;
import dev.limn.data.PackSettings;
import dev.limn.data.PackedCache;
import dev.limn.data.Progress;
import dev.limn.data.SplitRule;
import dev.limn.text.TextEncoder;
import dev.limn.torch.Device;
import dev.limn.torch.Engine;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.vision.ClassifierLearner;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Trains a text encoder from a folder and prints what it learned, to compare with the PyTorch peer
/// in `bench/peer`: arguments are the data folder, a cache folder, the template of a sentence with
/// `%s` for a colour, and optionally `paper`, threads and steps.
public final class TrainTextEncoder {
  private static final List<String> COLOURS =
      List.of(
          "red",
          "orange",
          "yellow",
          "white",
          "blue",
          "purple",
          "pink",
          "lavender",
          "magenta",
          "maroon");

  private TrainTextEncoder() {}

  public static void main(String[] arguments) {
    Engine.threads(arguments.length > 4 ? Integer.parseInt(arguments[4]) : 2);
    boolean paper = arguments.length > 3 && arguments[3].equals("paper");
    var config = paper ? JointEmbeddingConfig.paper() : JointEmbeddingConfig.words();
    if (arguments.length > 5) {
      config = config.withSteps(config.classifierSteps(), Integer.parseInt(arguments[5]));
    }
    var settings = PackSettings.of(68).withCache(Path.of(arguments[1]));
    try (var cache =
        PackedCache.open(Dataset.open(Path.of(arguments[0])), settings, Progress.SILENT)) {
      var parts = new SplitRule(4).apply(cache);
      System.out.printf(
          "%d to learn from, %d held back%n", parts.train().length, parts.heldBack().length);
      train(cache, parts, config, arguments[2]);
    }
  }

  private static void train(
      PackedCache cache, SplitRule.Parts parts, JointEmbeddingConfig config, String template) {
    long start = System.nanoTime();
    try (var training = new JointEmbeddingTraining(cache, parts, config, Device.CPU)) {
      for (var stage : training.stages()) {
        var learner = training.begin(stage);
        if (learner instanceof JointEmbeddingLearner joint) {
          System.out.println(joint.vocabulary().size() + " words");
        }
        double mean = 0;
        double hits = 0;
        for (long step = 0; step < stage.steps(); step++) {
          var figures = learner.step().figures();
          mean = step == 0 ? figures.get("loss") : mean + 0.02 * (figures.get("loss") - mean);
          hits += 0.02 * (figures.getOrDefault("top-1", 0.0) - hits);
          if (step % 100 == 99 || figures.containsKey("held-back/accuracy")) {
            System.out.printf(
                Locale.ROOT,
                "%s step %d loss %.3f top-1 %.3f %.0f s %s%n",
                stage.name(),
                step + 1,
                mean,
                hits,
                (System.nanoTime() - start) / 1e9,
                figures);
          }
        }
        if (learner instanceof ClassifierLearner classifier) {
          System.out.printf("held-back top-1 %.3f%n", classifier.accuracy(parts.heldBack()));
        }
      }
      try (var encoder = training.encoder()) {
        print(encoder, template);
      }
    }
  }

  private static void print(TextEncoder encoder, String template) {
    try (var _ = Scope.open()) {
      Tensor vectors =
          encoder.encode(COLOURS.stream().map(colour -> template.formatted(colour)).toList());
      Tensor unit = vectors.div(vectors.square().sum(true, 1).sqrt()); // [10, width]
      float[] cosines = unit.matmul(unit.t()).toFloats();
      for (int i = 0; i < COLOURS.size(); i++) {
        System.out.printf("%-9s", COLOURS.get(i));
        for (int j = 0; j < COLOURS.size(); j++) {
          System.out.printf(Locale.ROOT, "%6.2f", cosines[i * COLOURS.size() + j]);
        }
        System.out.println();
      }
    }
  }
}
