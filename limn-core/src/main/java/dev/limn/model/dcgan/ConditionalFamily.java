package dev.limn.model.dcgan;

import dev.limn.config.Settings;
import dev.limn.model.DataNeeds;
import dev.limn.model.Generator;
import dev.limn.model.ModelFamily;
import dev.limn.model.ModelLearner;
import dev.limn.model.Training;
import dev.limn.torch.Device;
import dev.limn.torch.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/// The class-conditional GAN (Mirza and Osindero 2014) on DCGAN's networks: a picture of the class
/// that is asked for.
///
/// Nothing but another default: `labels` is `embedding`, unless it is said to be `one_hot`.
public final class ConditionalFamily implements ModelFamily<DcganConfig> {
  private final DcganFamily networks = new DcganFamily();

  /// Found by the service loader.
  public ConditionalFamily() {}

  @Override
  public String name() {
    return "conditional";
  }

  @Override
  public String description() {
    return "DCGAN that draws the class it is asked for (Mirza and Osindero 2014)";
  }

  @Override
  public Class<DcganConfig> configType() {
    return DcganConfig.class;
  }

  @Override
  public Map<String, DcganConfig> presets() {
    var presets = new LinkedHashMap<>(networks.presets());
    presets.replaceAll(
        (_, base) -> Settings.with(base, DcganConfig.class, Map.of("labels", "embedding")));
    return presets;
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
