package dev.limn.model.regression;

import dev.limn.loss.FeatureMaps;
import dev.limn.torch.Device;
import dev.limn.torch.Functional;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.BatchNorm2d;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Conv2d;
import dev.limn.torch.nn.Linear;
import dev.limn.torch.nn.Network;
import dev.limn.torch.nn.Sequential;
import dev.limn.torch.optim.Adam;
import dev.limn.torch.optim.LearningRate;
import dev.limn.train.PictureBatch;
import dev.limn.train.StepMetrics;
import dev.limn.train.TrainingState;
import dev.limn.train.step.Pass;
import dev.limn.train.step.Phase;
import dev.limn.train.step.PhasedStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Names what is in a picture, out of a list of things that can be: the other direction of a
/// regression from descriptions, and so a perceptual network of exactly the data's domain that
/// needs nothing from outside.
///
/// Three 3×3 convolutions with stride 2, batch norm and leaky ReLU, the average of the last, and a
/// linear layer to one logit a thing.
public final class TagClassifier implements FeatureMaps, AutoCloseable {
  private static final int[] WIDTHS = {24, 48, 96};
  private static final double SLOPE = 0.2;
  private static final double RATE = 2e-3;

  private static final class Tower extends Block {
    private final List<Conv2d> convs = new ArrayList<>();
    private final List<BatchNorm2d> norms = new ArrayList<>();
    private final Linear head;

    Tower(Rng rng, int things) {
      int before = 3;
      for (int width : WIDTHS) {
        convs.add(new Conv2d(rng, before, width, 3, 2, 1, false));
        norms.add(new BatchNorm2d(width));
        before = width;
      }
      child("convs", new Sequential(convs));
      child("norms", new Sequential(norms));
      head = child("head", new Linear(rng, before, things));
    }

    List<Tensor> maps(Tensor pictures) {
      var maps = new ArrayList<Tensor>();
      Tensor x = pictures;
      for (int i = 0; i < WIDTHS.length; i++) {
        x = norms.get(i).forward(convs.get(i).forward(x)); // [N, C, H/2, W/2]
        x = Functional.leakyReluInPlace(x, SLOPE);
        maps.add(x);
      }
      return maps;
    }

    Tensor logits(Tensor last) {
      return head.forward(last.mean(false, 2, 3)); // [N, T]
    }
  }

  private final Network<Tower> network;
  private final TrainingState parts;
  private final PhasedStep<PictureBatch> step;

  /// @param things that a picture may have
  public TagClassifier(int things, long seed, Device device) {
    try (var rng = new Rng(seed)) {
      network = new Network<>(new Tower(rng, things), device);
    }
    var adam = new Adam(network, Adam.Config.of(RATE, 0.9));
    parts = new TrainingState().network("classifier", network).optimizer("adam", adam);
    var rate = new LearningRate.Constant(RATE);
    // its loss is returned, so a batch of any size may come
    step =
        PhasedStep.single(parts, 1, Phase.of("", network, adam, rate, this::accumulateGradients));
  }

  /// How many layers [#maps] returns.
  public static int layers() {
    return WIDTHS.length;
  }

  /// Its weights and running statistics; live.
  Map<String, Tensor> state() {
    return network.state();
  }

  /// Learns from a batch whose text says 1 for what is there and 0 for what is not.
  ///
  /// @return the loss: binary cross-entropy, averaged over things
  public double learn(PictureBatch example) {
    try (var _ = Scope.open()) {
      network.block().training(true);
      network.requiresGrad(true);
      var figures = new StepMetrics();
      step.run(figures, () -> example);
      return figures.all().get("loss");
    }
  }

  private void accumulateGradients(PictureBatch example, Pass pass) {
    Tensor pictures = example.pictures().to(network.device());
    Tensor logits = network.block().logits(network.block().maps(pictures).getLast()); // [N, T]
    Tensor loss = Functional.bceWithLogits(logits, example.condition().to(network.device()));
    pass.backward(loss);
    pass.add("loss", loss.item());
  }

  /// The probability of each thing: `[N, 3, H, W] → [N, T]`, on the processor.
  public Tensor probabilities(Tensor pictures) {
    try (var scope = Scope.open();
        var _ = NoGrad.on()) {
      Tensor last = maps(pictures.to(network.device())).getLast();
      return scope.keep(network.block().logits(last).sigmoid().to(Device.CPU)); // [N, T]
    }
  }

  @Override
  public List<Tensor> maps(Tensor pictures) {
    network.block().training(false);
    network.requiresGrad(false);
    return network.block().maps(pictures);
  }

  @Override
  public void close() {
    parts.close();
  }
}
