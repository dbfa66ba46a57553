package dev.limn.model.reed;

import dev.limn.config.Settings;
import dev.limn.model.Condition;
import dev.limn.model.DataNeeds;
import dev.limn.model.Feed;
import dev.limn.model.Generator;
import dev.limn.model.LoadSize;
import dev.limn.model.ModelFamily;
import dev.limn.model.ModelLearner;
import dev.limn.model.Training;
import dev.limn.torch.Device;
import dev.limn.torch.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// GAN, GAN-CLS, GAN-INT and GAN-INT-CLS (Reed et al. 2016).
public final class ReedFamily implements ModelFamily<ReedConfig> {
  /// Found by the service loader.
  public ReedFamily() {}

  @Override
  public String name() {
    return "reed";
  }

  @Override
  public String description() {
    return "GAN, GAN-CLS, GAN-INT and GAN-INT-CLS at 64×64, 128×128 or 256×256 (Reed et al. 2016)";
  }

  @Override
  public Class<ReedConfig> configType() {
    return ReedConfig.class;
  }

  @Override
  public Map<String, ReedConfig> presets() {
    var presets = new LinkedHashMap<String, ReedConfig>();
    presets.put("small", ReedConfig.small());
    presets.put("paper", ReedConfig.paper());
    return presets;
  }

  @Override
  public ReedConfig config(String preset, Map<String, ?> overrides) {
    ReedConfig base = preset(preset);
    return Settings.with(
        base, configType(), LoadSize.following(overrides, base.resolution(), base.load()));
  }

  /// Models written before a setting existed mean what the paper means, but trainings that did not
  /// know of spans did not halve their learning rates.
  @Override
  public ReedConfig stored(Map<String, ?> settings) {
    var complete = new LinkedHashMap<String, Object>(settings);
    complete.putIfAbsent("spans", 1);
    return Settings.with(ReedConfig.paper(), configType(), complete);
  }

  @Override
  public Set<String> namedBy() {
    return Set.of("mode");
  }

  @Override
  public DataNeeds.Pictures needs(ReedConfig config) {
    return new DataNeeds.Pictures(
        Condition.TEXT,
        new Feed(config.batch(), config.load(), config.resolution(), config.captions()));
  }

  @Override
  public ModelLearner learner(Training<ReedConfig> training) {
    return new ReedLearner(
        training.config(),
        training.conditionWidth(),
        training.seed(),
        training.totalPictures(),
        training.microBatch(),
        training.device(),
        training.pictures(),
        training.preview()::apply);
  }

  @Override
  public Generator open(
      ReedConfig config, int conditionWidth, Map<String, Tensor> weights, Device device) {
    return ReedGeneratorNetwork.of(config, conditionWidth, weights, device);
  }
}
