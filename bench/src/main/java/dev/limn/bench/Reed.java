package dev.limn.bench;

import dev.limn.model.Settings;
import dev.limn.model.reed.ReedConfig;
import dev.limn.model.reed.ReedLearner;
import dev.limn.torch.Device;
import dev.limn.torch.Precision;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.Examples;
import java.util.Map;
import java.util.Optional;

/// One training step of GAN-INT-CLS as [ReedLearner] takes it, on fixed random data.
final class Reed implements Step {
  private final ReedLearner learner;
  private final ReedConfig config;

  Reed(ReedConfig base, int batch, int textWidth, Precision precision) {
    config =
        Settings.with(
            base,
            ReedConfig.class,
            Map.of( // the paper's step, without what the small preset adds to it
                "seeking",
                0,
                "batch",
                batch,
                "precision",
                precision.name().toLowerCase(java.util.Locale.ROOT)));
    learner =
        new ReedLearner(
            config,
            textWidth,
            1,
            0,
            0,
            Device.CPU,
            new Fixed(batch, textWidth),
            _ -> Optional.empty());
  }

  @Override
  public void run() {
    learner.step();
  }

  @Override
  public double gigaflops() {
    double g = config.generatorWidth();
    double d = config.discriminatorWidth();
    double in = config.noise() + config.textFeatures();
    double up =
        2 * in * 8 * g * 16 // 1 → 4
            + residual(8 * g, 2 * g, 16)
            + 2 * 8 * g * 4 * g * 64 * 4 // 4 → 8: each output sees 4 taps of 16
            + residual(4 * g, g, 64)
            + 2 * 4 * g * 2 * g * 256 * 4
            + 2 * 2 * g * g * 1024 * 4
            + 2 * g * 3 * 4096 * 4;
    double trunk =
        2 * 3 * d * 1024 * 16
            + 2 * d * 2 * d * 256 * 16
            + 2 * 2 * d * 4 * d * 64 * 16
            + 2 * 4 * d * 8 * d * 16 * 16
            + residual(8 * d, 2 * d, 16);
    double judge = 2 * (8 * d + config.textFeatures()) * 8 * d * 16 + 2 * 8 * d * 16;
    double batch = config.batch();
    return (1.5 * batch * 3 * up
            + batch * (6 * trunk + 9 * judge)
            + 1.5 * batch * 2 * (trunk + judge))
        / 1e9;
  }

  private static double residual(double channels, double inner, double pixels) {
    return 2 * pixels * (channels * inner + inner * inner * 9 + inner * channels * 9);
  }

  @Override
  public void close() {
    learner.close();
  }

  /// The same batch again and again, so that only the step is timed.
  private static final class Fixed implements Examples {
    private final Tensor pictures;
    private final Tensor text;
    private final int[] labels;
    private long position;

    Fixed(int batch, int textWidth) {
      labels = new int[batch];
      for (int i = 0; i < batch; i++) {
        labels[i] = i;
      }
      try (var rng = new Rng(1);
          var _ = Scope.open()) {
        pictures =
            Tensors.rand(rng, batch, 3, 64, 64)
                .timesInPlace(2)
                .addInPlace(-1)
                .channelsLast()
                .retain();
        text = Tensors.randn(rng, batch, textWidth).retain();
      }
    }

    @Override
    public Example next() {
      position += labels.length;
      return new Example(position, pictures, text, labels);
    }

    @Override
    public Tensor sampleText(int count) {
      return text;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public void seek(long target) {
      position = target;
    }

    @Override
    public void close() {
      pictures.release();
      text.release();
    }
  }
}
