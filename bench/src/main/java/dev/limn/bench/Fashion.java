package dev.limn.bench;

import dev.limn.model.Settings;
import dev.limn.model.dcgan.DcganConfig;
import dev.limn.model.dcgan.DcganLearner;
import dev.limn.torch.Device;
import dev.limn.torch.Precision;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.Examples;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One training step of the `fashion` preset as [DcganLearner] takes it, on fixed random data; but
/// for the moving average, which the peer does not have.
final class Fashion implements Step {
  private final DcganLearner learner;
  private final DcganConfig config;

  Fashion(int batch, Precision precision) {
    config =
        Settings.with(
            DcganConfig.fashion(),
            DcganConfig.class,
            Map.of(
                "average-kimg",
                0,
                "batch",
                batch,
                "precision",
                precision.name().toLowerCase(Locale.ROOT)));
    learner =
        new DcganLearner(config, 0, 1, 0, Device.CPU, new Fixed(batch), _ -> Optional.empty());
  }

  @Override
  public void run() {
    learner.step();
  }

  @Override
  public double gigaflops() {
    double g = config.generatorWidth();
    double d = config.discriminatorWidth();
    double up = 2 * (100 * 2 * g * 49 + 2 * g * g * 9 * 196 + g * 9 * 784);
    double down = 2 * (d * 16 * 196 + d * 2 * d * 16 * 49 + 2 * d * 49);
    return config.batch() * (3 * up + 8 * down) / 1e9;
  }

  @Override
  public void close() {
    learner.close();
  }

  /// The same batch again and again, so that only the step is timed.
  private static final class Fixed implements Examples {
    private final int batch;
    private final Tensor pictures;
    private final Tensor nothing;

    Fixed(int batch) {
      this.batch = batch;
      try (var rng = new Rng(1);
          var _ = Scope.open()) {
        pictures =
            Tensors.rand(rng, batch, 3, 28, 28)
                .timesInPlace(2)
                .addInPlace(-1)
                .channelsLast()
                .retain();
        nothing = Tensors.zeros(batch, 0).retain();
      }
    }

    @Override
    public Example next() {
      return new Example(0, pictures, nothing, new int[batch]);
    }

    @Override
    public Tensor sampleText(int count) {
      return nothing;
    }

    @Override
    public long position() {
      return 0;
    }

    @Override
    public void seek(long target) {}

    @Override
    public void close() {
      pictures.release();
      nothing.release();
    }
  }
}
