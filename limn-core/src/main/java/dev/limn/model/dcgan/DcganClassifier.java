package dev.limn.model.dcgan;

import dev.limn.model.ModelException;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Functional;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Layer;
import dev.limn.torch.nn.Linear;
import dev.limn.torch.nn.Network;
import dev.limn.torch.nn.Sequential;
import dev.limn.torch.optim.Adam;
import dev.limn.torch.optim.LearningRate;
import dev.limn.train.StepMetrics;
import dev.limn.train.TrainingState;
import dev.limn.train.step.Pass;
import dev.limn.train.step.Phase;
import dev.limn.train.step.PhasedStep;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A DCGAN's discriminator with another end: classes in the place of "real" (Radford et al. 2016,
/// §5, where its features name the classes of pictures that it was not told the classes of).
///
/// Its layers can be those of a discriminator that has learned from pictures without labels, or
/// start from random weights.
public final class DcganClassifier implements AutoCloseable {
  private final Device device;
  private final Network<Layers> network;
  private final TrainingState parts;
  private final Adam adam;
  private final double learningRate;
  private boolean whole = true;

  private static final class Layers extends Block {
    private final Sequential main;
    private final Linear head;

    Layers(DcganConfig config, int classes, Rng rng) {
      List<Layer> all = DcganDiscriminator.layers(config, config.channels(), rng);
      main = child("main", new Sequential(all.subList(0, all.size() - 1)));
      int base = config.base();
      int channels = config.discriminatorWidth() << config.doublings() - 1;
      head = child("head", new Linear(rng, channels * base * base, classes));
      DcganInit.initialise(this, rng);
    }

    Tensor forward(Tensor pictures, boolean whole) {
      Tensor features; // [N, F, b, b]
      if (whole) {
        features = main.forward(pictures.channelsLast());
      } else {
        try (var _ = NoGrad.on()) {
          features = main.forward(pictures.channelsLast());
        }
      }
      return head.forward(features.reshape(pictures.size(0), -1)); // [N, K]
    }
  }

  /// @param config of the discriminator; no labels, no fully connected layer
  /// @param classes to tell apart
  /// @param learningRate of Adam
  /// @throws ModelException when the config has labels or a fully connected layer
  public DcganClassifier(
      DcganConfig config, int classes, double learningRate, long seed, Device device) {
    if (config.labels() != Labels.NONE || config.fullyConnected()) {
      throw new ModelException(
          "a classifier of a discriminator with labels or a fully connected layer; expected neither");
    }
    this.device = device;
    try (var rng = new Rng(seed)) {
      network = new Network<>(new Layers(config, classes, rng), device);
    }
    this.learningRate = learningRate;
    adam = new Adam(network, Adam.Config.of(learningRate, 0.9));
    parts = new TrainingState().network("classifier", network).optimizer("adam", adam);
  }

  /// Takes over all layers of a discriminator but its last.
  ///
  /// @throws ModelException when the discriminator has other layers
  public void takeOver(DcganLearner learner) {
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Map<String, Tensor> from = learner.state().tensors();
      network
          .state()
          .forEach(
              (name, tensor) -> {
                if (!name.startsWith("main.")) {
                  return;
                }
                Tensor source = from.get("discriminator/" + name);
                if (source == null || !source.shape().equals(tensor.shape())) {
                  throw new ModelException(
                      String.format(
                          Locale.ROOT,
                          "layer '%s' is %s there; expected %s",
                          name,
                          source == null ? "not" : source.shape(),
                          tensor.shape()));
                }
                tensor.copyInPlace(source);
              });
    }
  }

  /// From now on only the last layer learns; the others stay as they are.
  public void lastLayerOnly() {
    whole = false;
  }

  /// All weights and buffers by name, live.
  Map<String, Tensor> state() {
    return network.state();
  }

  /// Learns from a batch.
  ///
  /// @param pictures `[N, channels, R, R]` in [−1, 1]
  /// @param classes of each picture
  /// @param share of the learning rate, above 0, at most 1
  /// @return the loss, cross-entropy
  public double learn(Tensor pictures, int[] classes, double share) {
    try (var _ = Scope.open()) {
      network.block().training(true);
      long[] wanted = new long[classes.length];
      for (int i = 0; i < classes.length; i++) {
        wanted[i] = classes[i];
      }
      var batch = new Batch(pictures.to(device), Tensors.of(wanted, wanted.length).to(device));
      var figures = new StepMetrics();
      PhasedStep.single(
              parts,
              classes.length,
              Phase.of(
                  "",
                  network,
                  adam,
                  new LearningRate.Constant(learningRate * share),
                  this::accumulateGradients))
          .run(figures, () -> batch);
      return figures.all().get("loss");
    }
  }

  /// What a step works on.
  ///
  /// @param pictures `[N, channels, R, R]`
  /// @param classes INT64 `[N]`
  private record Batch(Tensor pictures, Tensor classes) {}

  private void accumulateGradients(Batch batch, Pass pass) {
    Tensor logits = network.block().forward(batch.pictures(), whole); // [N, K]
    Tensor loss = Functional.crossEntropy(logits, batch.classes());
    pass.backward(loss);
    pass.add("loss", loss.item());
  }

  /// How many pictures are named rightly.
  ///
  /// @param pictures `[N, channels, R, R]` in [−1, 1]
  public int right(Tensor pictures, int[] classes) {
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      network.block().training(false);
      Tensor named =
          network.block().forward(pictures.to(device), whole).argmax(1).to(DType.FLOAT32); // [N]
      float[] values = named.to(Device.CPU).toFloats();
      int right = 0;
      for (int i = 0; i < classes.length; i++) {
        right += (int) values[i] == classes[i] ? 1 : 0;
      }
      return right;
    }
  }

  @Override
  public void close() {
    parts.close();
  }
}
