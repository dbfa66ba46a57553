package dev.limn.model.dcgan;

import dev.limn.config.Settings;
import dev.limn.loss.AdversarialOptions;
import dev.limn.model.Family;
import dev.limn.model.ModelException;
import dev.limn.torch.Device;
import dev.limn.torch.Tensor;
import java.util.List;
import java.util.Map;

/// The Wasserstein GAN of pictures: DCGAN's networks, with a critic whose slope is bounded by a
/// gradient penalty (Gulrajani et al. 2017) or by clipped weights (Arjovsky et al. 2017).
///
/// Nothing but other defaults: every setting of [DcganConfig] can be said. The optimiser is Adam
/// without its first moment, which is RMSprop with a corrected start.
public final class WganFamily implements Family {
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
  public List<String> presets() {
    return List.of("gp", "clip", "fashion");
  }

  @Override
  public Map<String, Object> settings(String preset, Map<String, ?> overrides) {
    DcganConfig base =
        switch (preset) {
          case "gp" -> penalised(DcganConfig.small());
          case "clip" ->
              Settings.with(
                  DcganConfig.small(),
                  DcganConfig.class,
                  Map.of(
                      "learning-rate",
                      5e-5,
                      "beta1",
                      0,
                      "adversarial",
                      Settings.toMap(AdversarialOptions.wgan())));
          case "fashion" -> penalised(DcganConfig.fashion());
          default ->
              throw new ModelException(
                  "preset '" + preset + "' of wgan; known are " + String.join(", ", presets()));
        };
    return Settings.toMap(Settings.with(base, DcganConfig.class, overrides));
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

  @Override
  public Condition condition(Map<String, Object> settings) {
    return networks.condition(settings);
  }

  @Override
  public Feed feed(Map<String, Object> settings) {
    return networks.feed(settings);
  }

  @Override
  public GeneratorLearner learner(Training training) {
    return networks.learner(training);
  }

  @Override
  public StoredGenerator open(
      Map<String, Object> settings, int textWidth, Map<String, Tensor> weights, Device device) {
    return networks.open(settings, textWidth, weights, device);
  }
}
