package dev.limn.bench.djl;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.tracker.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/// Times the training step of PyTorch's DCGAN tutorial in DJL, float32, and prints one JSON line.
///
/// Arguments: `batch steps`. DJL hides autocast, channels-last and `detach` across two trainers'
/// collectors, so the generator runs a second time for its own update; threads are set by
/// `OMP_NUM_THREADS`.
public final class DjlTrainStep {
  private static final int WIDTH = 64;

  private DjlTrainStep() {}

  /// Prints the line.
  public static void main(String[] arguments) throws IOException {
    int batch = Integer.parseInt(arguments[0]);
    int steps = Integer.parseInt(arguments[1]);
    try (NDManager manager = NDManager.newBaseManager();
        Model discriminator = model("discriminator", discriminator());
        Trainer trainer = trainer(discriminator, new Shape(batch, 3, 64, 64))) {
      NDArray real = manager.randomUniform(-1, 1, new Shape(batch, 3, 64, 64));
      NDArray drawn = manager.randomUniform(-1, 1, new Shape(batch, 3, 64, 64));
      double[] times = new double[steps];
      for (int i = -3; i < steps; i++) {
        long start = System.nanoTime();
        step(trainer, real, drawn);
        if (i >= 0) {
          times[i] = (System.nanoTime() - start) / 1e6;
        }
      }
      Arrays.sort(times);
      System.out.printf(
          Locale.ROOT,
          "{\"peer\": \"djl 0.34.0\", \"net\": \"dcgan-discriminator\", \"mode\": \"eager\", \"batch\": %d, \"ms_per_step\": %.1f, "
              + "\"ms_fastest\": %.1f, \"pictures_per_s\": %.1f, \"peak_rss_mib\": %d}%n",
          batch,
          times[steps / 2],
          times[0],
          batch * 1000 / times[steps / 2],
          peakMebibytes());
    }
  }

  private static void step(Trainer discriminator, NDArray real, NDArray drawn) {
    try (NDManager scope = discriminator.getManager().newSubManager()) {
      real.tempAttach(scope);
      drawn.tempAttach(scope);
      try (GradientCollector collector = discriminator.newGradientCollector()) {
        NDArray right = discriminator.forward(new NDList(real)).singletonOrThrow();
        NDArray fake = discriminator.forward(new NDList(drawn)).singletonOrThrow();
        collector.backward(softplus(right.neg()).mean().add(softplus(fake).mean()));
      }
      discriminator.step();
    }
  }

  private static NDArray softplus(NDArray x) {
    return x.getNDArrayInternal().softPlus();
  }

  private static Model model(String name, SequentialBlock block) {
    Model model = Model.newInstance(name, "PyTorch");
    block.setInitializer(new NormalInitializer(0.02f), Parameter.Type.WEIGHT);
    model.setBlock(block);
    return model;
  }

  private static Trainer trainer(Model model, Shape input) {
    var adam = Adam.builder().optLearningRateTracker(Tracker.fixed(2e-4f)).optBeta1(0.5f).build();
    Trainer trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss()).optOptimizer(adam));
    trainer.initialize(input);
    return trainer;
  }

  private static SequentialBlock discriminator() {
    var block = new SequentialBlock();
    int[] widths = {WIDTH, 2 * WIDTH, 4 * WIDTH, 8 * WIDTH};
    for (int i = 0; i < 4; i++) {
      block.add(down(widths[i], 2, 1));
      if (i > 0) {
        block.add(BatchNorm.builder().build());
      }
      block.add(Activation.leakyReluBlock(0.2f));
    }
    return block.add(down(1, 1, 0));
  }

  private static Conv2d down(int filters, int stride, int padding) {
    return Conv2d.builder()
        .setFilters(filters)
        .setKernelShape(new Shape(4, 4))
        .optStride(new Shape(stride, stride))
        .optPadding(new Shape(padding, padding))
        .optBias(false)
        .build();
  }

  /// The most memory that this process has occupied; 0 where the system does not say.
  private static long peakMebibytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElse(0);
  }
}
