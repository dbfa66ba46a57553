package dev.limn.reproduce;

import dev.limn.data.LoaderConfig;
import dev.limn.torch.Device;
import dev.limn.torch.Functional;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.BatchNorm2d;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Conv2d;
import dev.limn.torch.nn.Linear;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import dev.limn.train.LabelledExamples;
import dev.limn.vision.PictureFeatures;
import java.util.Arrays;

/// A small convolutional classifier, trained on real pictures: it names what a GAN drew, and its
/// last hidden layer is what distances between pictures are measured on.
final class PictureClassifier implements PictureFeatures {
  private static final int FEATURES = 64;
  private static final int CHANNELS = 16;
  private static final int BATCH = 64;
  private static final int PIECE = 500;

  /// Of Adam; falls to zero.
  private static final double RATE = 2e-3;

  private final Network<Layers> network;
  private final Device device;

  private static final class Layers extends Block {
    private final Conv2d c1;
    private final Conv2d c2;
    private final BatchNorm2d n2;
    private final Linear hidden;
    private final Linear out;

    Layers(int side, int classes, Rng rng) {
      c1 = child("c1", new Conv2d(rng, 1, CHANNELS, 4, 2, 1, true));
      c2 = child("c2", new Conv2d(rng, CHANNELS, 2 * CHANNELS, 4, 2, 1, false));
      n2 = child("n2", new BatchNorm2d(2 * CHANNELS));
      int flat = 2 * CHANNELS * (side / 4) * (side / 4);
      hidden = child("hidden", new Linear(rng, flat, FEATURES));
      out = child("out", new Linear(rng, FEATURES, classes));
    }

    /// `[N, 3, S, S] → [N, FEATURES]`, of the grey picture.
    Tensor features(Tensor pictures) {
      Tensor grey = pictures.mean(true, 1); // [N, 1, S, S]
      Tensor h = Functional.reluInPlace(c1.forward(grey)); // [N, C, S/2, S/2]
      h = Functional.reluInPlace(n2.forward(c2.forward(h))); // [N, 2·C, S/4, S/4]
      return hidden.forward(h.reshape(h.size(0), -1)).relu(); // [N, F]
    }
  }

  private PictureClassifier(Network<Layers> network, Device device) {
    this.network = network;
    this.device = device;
  }

  /// Trains one.
  ///
  /// @param pictures to see, the same ones again when there are fewer
  static PictureClassifier train(Context context, PictureData data, long pictures) {
    int side = data.cache().size();
    var device = context.device();
    try (var rng = new Rng(context.seed());
        var examples =
            new LabelledExamples(
                data.cache(),
                data.train(),
                LoaderConfig.of(side, BATCH, context.seed()).withFlip(false),
                data.classes())) {
      var network = new Network<>(new Layers(side, data.classes(), rng), device);
      try (var adam = new Adam(network, Adam.Config.of(RATE, 0.9))) {
        for (long seen = 0; seen < pictures; seen += BATCH) {
          context.check();
          if (seen % (100 * BATCH) == 0) {
            context.say("classifier: %.0f %%", 100.0 * seen / pictures);
          }
          adam.learningRate(RATE * (1 - (double) seen / pictures));
          try (var _ = Scope.open()) {
            var example = examples.next();
            long[] labels = new long[BATCH];
            for (int i = 0; i < BATCH; i++) {
              labels[i] = example.labels()[i];
            }
            Tensor logits =
                network
                    .block()
                    .out
                    .forward(network.block().features(example.pictures().to(device))); // [B, K]
            network.zeroGrad();
            Functional.crossEntropy(logits, Tensors.of(labels, BATCH).to(device)).backward();
            adam.step();
          }
        }
      }
      network.block().training(false);
      return new PictureClassifier(network, device);
    }
  }

  @Override
  public int width() {
    return FEATURES;
  }

  @Override
  public Tensor features(Tensor pictures) {
    try (var scope = Scope.open();
        var _ = NoGrad.on()) {
      return scope.keep(network.block().features(pictures.to(device)).to(Device.CPU)); // [N, F]
    }
  }

  /// The classes' probabilities: `[N, K]` row by row.
  float[][] probabilities(Tensor pictures) {
    int count = (int) pictures.size(0);
    var rows = new float[count][];
    for (int start = 0; start < count; start += PIECE) {
      int piece = Math.min(PIECE, count - start);
      try (var _ = Scope.open();
          var _ = NoGrad.on()) {
        Tensor x = features(pictures.narrow(0, start, piece)).to(device); // [n, F]
        Tensor logits = network.block().out.forward(x); // [n, K]
        float[] values = Functional.softmax(logits, 1).to(Device.CPU).toFloats();
        int classes = values.length / piece;
        for (int i = 0; i < piece; i++) {
          rows[start + i] = Arrays.copyOfRange(values, i * classes, (i + 1) * classes);
        }
      }
    }
    return rows;
  }

  /// The likeliest class of each picture.
  int[] named(Tensor pictures) {
    return likeliest(probabilities(pictures));
  }

  /// The place of each row's largest number.
  static int[] likeliest(float[][] rows) {
    var named = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int k = 1; k < rows[i].length; k++) {
        named[i] = rows[i][k] > rows[i][named[i]] ? k : named[i];
      }
    }
    return named;
  }

  /// The share of a data set's test pictures that it names rightly.
  double accuracy(PictureData data, int most) {
    int[] which = PictureData.some(data.test(), most);
    try (var _ = Scope.open()) {
      int[] named = named(data.pixels(which));
      int[] labels = data.labels(which);
      int right = 0;
      for (int i = 0; i < named.length; i++) {
        right += named[i] == labels[i] ? 1 : 0;
      }
      return (double) right / named.length;
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
