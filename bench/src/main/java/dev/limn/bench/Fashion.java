package dev.limn.bench;

import dev.limn.config.Settings;
import dev.limn.model.dcgan.DcganConfig;
import dev.limn.model.dcgan.DcganLearner;
import dev.limn.torch.Device;
import dev.limn.torch.Precision;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

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
        new DcganLearner(
            config, 0, 1, 0, Device.CPU, new FixedExamples(batch, 1, 28, 0), _ -> Optional.empty());
  }

  @Override
  public void run() {
    learner.step();
  }

  @Override
  public OptionalDouble gigaflops() {
    double g = config.generatorWidth();
    double d = config.discriminatorWidth();
    double up = 2 * (100 * 2 * g * 49 + 2 * g * g * 9 * 196 + g * 9 * 784);
    double down = 2 * (d * 16 * 196 + d * 2 * d * 16 * 49 + 2 * d * 49);
    return OptionalDouble.of(config.batch() * (3 * up + 8 * down) / 1e9);
  }

  @Override
  public void close() {
    learner.close();
  }
}
