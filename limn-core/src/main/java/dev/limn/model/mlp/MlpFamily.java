package dev.limn.model.mlp;

import dev.limn.loss.AdversarialOptions;
import dev.limn.model.DataNeeds;
import dev.limn.model.RowFamily;
import dev.limn.model.RowGenerator;
import dev.limn.model.RowLearner;
import dev.limn.model.VectorData;
import dev.limn.torch.Device;
import dev.limn.torch.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/// GANs of small dense networks on a table of numbers: the plain one, Wasserstein's with either
/// bound, and the unrolled one.
public final class MlpFamily implements RowFamily<MlpConfig> {
  private static final double LAMBDA = 0.1;

  /// Found by the service loader.
  public MlpFamily() {}

  @Override
  public String name() {
    return "mlp";
  }

  @Override
  public String description() {
    return "dense networks on the rows of a table: plain, Wasserstein or unrolled (Goodfellow et al."
        + " 2014, Arjovsky et al. 2017, Metz et al. 2017)";
  }

  @Override
  public Class<MlpConfig> configType() {
    return MlpConfig.class;
  }

  @Override
  public Map<String, MlpConfig> presets() {
    MlpConfig plain =
        MlpConfig.plane()
            .with(Map.of("generator-width", 64, "discriminator-width", 64, "batch", 128));
    var presets = new LinkedHashMap<String, MlpConfig>();
    // the discriminator faster than the generator: two time scales
    presets.put("plain", plain.with(Map.of("generator-rate", 5e-4, "discriminator-rate", 2e-3)));
    presets.put("gp", plain.with(Map.of("beta2", 0.9)).with(AdversarialOptions.wganGp(LAMBDA)));
    presets.put("clip", clipped(plain));
    presets.put(
        "unrolled",
        plain.with(Map.of("unrolling", 5, "generator-rate", 2e-3, "discriminator-rate", 5e-4)));
    return presets;
  }

  private static MlpConfig clipped(MlpConfig plain) {
    return plain
        .with(
            Map.of(
                "descent", "rmsprop",
                "beta2", 0.99,
                "generator-rate", 5e-4,
                "discriminator-rate", 5e-4))
        .with(AdversarialOptions.wgan().withClip(0.05));
  }

  /// Models written before a setting existed mean what the plain one of the plane means.
  @Override
  public MlpConfig stored(Map<String, ?> settings) {
    return MlpConfig.plane().with(settings);
  }

  @Override
  public Map<String, String> aliases() {
    return Map.of("wgan", "gp", "unrolled", "unrolled");
  }

  @Override
  public DataNeeds.Rows needs(MlpConfig config) {
    return new DataNeeds.Rows(config.batch());
  }

  @Override
  public RowLearner learner(
      MlpConfig config, VectorData rows, long seed, long total, Device device) {
    return new MlpLearner(config, rows, seed, total, device);
  }

  @Override
  public RowGenerator open(
      MlpConfig config, int columns, Map<String, Tensor> weights, Device device) {
    return MlpGenerator.of(config, columns, weights, device);
  }
}
