package dev.limn.model.stackgan;

import dev.limn.config.Settings;
import dev.limn.model.Condition;
import dev.limn.model.DataNeeds;
import dev.limn.model.Feed;
import dev.limn.model.Generator;
import dev.limn.model.ModelFamily;
import dev.limn.model.ModelLearner;
import dev.limn.model.Stage;
import dev.limn.model.Training;
import dev.limn.torch.Device;
import dev.limn.torch.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// StackGAN (Zhang et al. 2017): two stages, trained one after the other.
public final class StackGanFamily implements ModelFamily<StackGanConfig> {
  private static final String RESOLUTION = "resolution";
  private static final String LOW = "low-resolution";

  /// Found by the service loader.
  public StackGanFamily() {}

  @Override
  public String name() {
    return "stackgan";
  }

  @Override
  public String description() {
    return "two stages, a sketch and its refinement, up to 256×256 (StackGAN, Zhang et al. 2017)";
  }

  @Override
  public Class<StackGanConfig> configType() {
    return StackGanConfig.class;
  }

  @Override
  public Map<String, StackGanConfig> presets() {
    var presets = new LinkedHashMap<String, StackGanConfig>();
    presets.put("paper", StackGanConfig.paper());
    presets.put("small", StackGanConfig.small());
    return presets;
  }

  @Override
  public StackGanConfig config(String preset, Map<String, ?> overrides) {
    StackGanConfig base = preset(preset);
    return Settings.with(base, configType(), sized(base, overrides));
  }

  /// Models written before a setting existed mean what the paper means.
  @Override
  public StackGanConfig stored(Map<String, ?> settings) {
    return Settings.with(StackGanConfig.paper(), configType(), settings);
  }

  /// A resolution without a load size is enlarged before the crop as much as the preset's; without
  /// a low resolution it gets 64, or half of itself.
  private static Map<String, ?> sized(StackGanConfig base, Map<String, ?> overrides) {
    Object resolution = overrides.get(RESOLUTION);
    if (resolution == null) {
      return overrides;
    }
    var all = new LinkedHashMap<String, Object>(overrides);
    try {
      double side = Double.parseDouble(resolution.toString());
      all.putIfAbsent("load", Math.round(side * base.load() / base.resolution()));
      all.putIfAbsent(LOW, side >= 128 ? 64 : 32);
    } catch (NumberFormatException _) {
      return overrides; // the record says what is wrong with the resolution
    }
    return all;
  }

  /// Both stages learn from the same cuts of the same pictures.
  @Override
  public DataNeeds.Pictures needs(StackGanConfig config) {
    return new DataNeeds.Pictures(
        Condition.TEXT,
        new Feed(config.batch(), config.load(), config.resolution(), config.captions()));
  }

  @Override
  public List<Stage<StackGanConfig>> stages(StackGanConfig config) {
    StackGanConfig own = with(config, "stage-one", "");
    if (config.stage() == 1) {
      return List.of(new Stage<>("", "low-resolution", own, 1));
    }
    if (!config.stageOne().isEmpty()) {
      return List.of(new Stage<>("", "high-resolution", own, 1));
    }
    return List.of(
        new Stage<>("stage-1", "low-resolution", with(own, "stage", 1), config.stageOneShare()),
        new Stage<>("", "high-resolution", own, 1 - config.stageOneShare()));
  }

  private static StackGanConfig with(StackGanConfig config, String key, Object value) {
    return Settings.with(config, StackGanConfig.class, Map.of(key, value));
  }

  @Override
  public Optional<Path> foundation(StackGanConfig config) {
    String named = config.stageOne();
    return named.isEmpty() ? Optional.empty() : Optional.of(Path.of(named));
  }

  @Override
  public ModelLearner learner(Training<StackGanConfig> training) {
    return new StackGanLearner(training);
  }

  @Override
  public Generator open(
      StackGanConfig config, int conditionWidth, Map<String, Tensor> weights, Device device) {
    return StackGanGeneratorNetwork.of(config, conditionWidth, weights, device);
  }
}
