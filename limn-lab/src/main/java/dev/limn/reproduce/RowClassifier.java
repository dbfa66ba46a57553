package dev.limn.reproduce;

import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Functional;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Activation;
import dev.limn.torch.nn.Linear;
import dev.limn.torch.nn.Network;
import dev.limn.torch.nn.Sequential;
import dev.limn.torch.optim.Adam;
import dev.limn.torch.optim.LearningRate;
import dev.limn.train.StepMetrics;
import dev.limn.train.TrainingState;
import dev.limn.train.step.Phase;
import dev.limn.train.step.PhasedStep;
import java.util.stream.IntStream;

/// A small network that names the class of a row of numbers: the task that a filled table is for.
final class RowClassifier {
  private static final int HIDDEN = 64;
  private static final int STEPS = 300;
  private static final double RATE = 1e-2;

  private RowClassifier() {}

  /// Learns from some rows and returns the share of others that it names rightly. Every step sees
  /// all rows.
  ///
  /// @param rows values of about 0 to 1
  static double accuracy(
      double[][] rows, int[] classes, double[][] testRows, int[] testClasses, long seed) {
    int count =
        1 + IntStream.concat(IntStream.of(classes), IntStream.of(testClasses)).max().orElseThrow();
    try (var rng = new Rng(seed);
        var network =
            new Network<>(
                new Sequential(
                    new Linear(rng, rows[0].length, HIDDEN),
                    Activation.relu(),
                    new Linear(rng, HIDDEN, count)),
                Device.CPU);
        var adam = new Adam(network, Adam.Config.of(RATE, 0.9));
        var _ = Scope.open()) {
      Tensor x = tensor(rows); // [N, D]
      Tensor y = classes(classes);
      var phase =
          Phase.<Tensor>of(
              "",
              network,
              adam,
              new LearningRate.Constant(RATE),
              (of, pass) -> {
                Tensor loss = Functional.crossEntropy(network.block().forward(of), y);
                pass.backward(loss);
                pass.add("loss", loss.item());
              });
      var once = PhasedStep.single(new TrainingState(), rows.length, phase);
      for (int step = 0; step < STEPS; step++) {
        once.run(new StepMetrics(), () -> x);
      }
      try (var _ = NoGrad.on()) {
        Tensor named = network.block().forward(tensor(testRows)).argmax(1); // [M]
        return named.eq(classes(testClasses)).to(DType.FLOAT32).mean().item();
      }
    }
  }

  private static Tensor tensor(double[][] rows) {
    var flat = new float[rows.length * rows[0].length];
    int at = 0;
    for (double[] row : rows) {
      for (double value : row) {
        flat[at++] = (float) value;
      }
    }
    return Tensors.of(flat, rows.length, rows[0].length); // [N, D]
  }

  private static Tensor classes(int[] classes) {
    return Tensors.of(IntStream.of(classes).asLongStream().toArray(), classes.length);
  }
}
