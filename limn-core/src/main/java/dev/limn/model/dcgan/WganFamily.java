package dev.limn.model.dcgan;

import dev.limn.config.Settings;
import dev.limn.loss.AdversarialOptions;
import dev.limn.model.DataNeeds;
import dev.limn.model.Generator;
import dev.limn.model.ModelFamily;
import dev.limn.model.ModelLearner;
import dev.limn.model.Training;
import dev.limn.torch.Device;
import dev.limn.torch.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/// The Wasserstein GAN of pictures: DCGAN's networks, with a critic whose slope is bounded by a
/// gradient penalty (Gulrajani et al. 2017) or by clipped weights (Arjovsky et al. 2017).
///
/// Nothing but other defaults: every setting of [DcganConfig] can be said. The optimiser is Adam
/// without its first moment, which is RMSprop with a corrected start.
public final class WganFamily implements ModelFamily<DcganConfig> {
  private static final double LAMBDA = 10;

  private final DcganFamily networks = new DcganFamily();

  /// Found by the service loader.
  public WganFamily() {}

  @Override
  public String name() {
    return "wgan";
  }

  @Override
  public String description() {
    return "Wasserstein GAN on DCGAN's networks, with a gradient penalty or clipped weights (Arjovsky"
        + " et al. 2017; Gulrajani et al. 2017)";
  }

  @Override
  public Class<DcganConfig> configType() {
    return DcganConfig.class;
  }

  @Override
  public Map<String, DcganConfig> presets() {
    var presets = new LinkedHashMap<String, DcganConfig>();
    presets.put("gp", penalised(DcganConfig.small()));
    presets.put("clip", clipped(DcganConfig.small()));
    presets.put("fashion", penalised(DcganConfig.fashion()));
    return presets;
  }

  private static DcganConfig clipped(DcganConfig base) {
    return Settings.with(
        base,
        DcganConfig.class,
        Map.of(
            "learning-rate",
            5e-5,
            "beta1",
            0,
            "adversarial",
            Settings.toMap(AdversarialOptions.wgan())));
  }

  /// Without batch norm, which would tie the slopes of a batch's pictures together.
  private static DcganConfig penalised(DcganConfig base) {
    return Settings.with(
        base,
        DcganConfig.class,
        Map.of(
            "batch-norm",
            false,
            "learning-rate",
            1e-4,
            "beta1",
            0,
            "adversarial",
            Settings.toMap(AdversarialOptions.wganGp(LAMBDA))));
  }

  /// Models written before a setting existed mean what the paper means.
  @Override
  public DcganConfig stored(Map<String, ?> settings) {
    return networks.stored(settings);
  }

  @Override
  public DataNeeds.Pictures needs(DcganConfig config) {
    return networks.needs(config);
  }

  @Override
  public ModelLearner learner(Training<DcganConfig> training) {
    return networks.learner(training);
  }

  @Override
  public Generator open(
      DcganConfig config, int conditionWidth, Map<String, Tensor> weights, Device device) {
    return networks.open(config, conditionWidth, weights, device);
  }
}
