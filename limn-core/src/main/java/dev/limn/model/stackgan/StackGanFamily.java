package dev.limn.model.stackgan;

import dev.limn.config.Settings;
import dev.limn.model.Family;
import dev.limn.model.ModelException;
import dev.limn.torch.Device;
import dev.limn.torch.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// StackGAN (Zhang et al. 2017): two stages, trained one after the other.
public final class StackGanFamily implements Family {
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
  public List<String> presets() {
    return List.of("paper", "small");
  }

  @Override
  public Map<String, Object> settings(String preset, Map<String, ?> overrides) {
    StackGanConfig base =
        switch (preset) {
          case "small" -> StackGanConfig.small();
          case "paper" -> StackGanConfig.paper();
          default ->
              throw new ModelException(
                  "preset '" + preset + "' of stackgan; known are paper and small");
        };
    return Settings.toMap(Settings.with(base, StackGanConfig.class, sized(base, overrides)));
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
  public Feed feed(Map<String, Object> settings) {
    StackGanConfig config = config(settings);
    return new Feed(config.batch(), config.load(), config.resolution(), config.captions());
  }

  @Override
  public List<Stage> stages(Map<String, Object> settings) {
    StackGanConfig config = config(settings);
    var own = new LinkedHashMap<>(settings);
    own.put("stage-one", "");
    if (config.stage() == 1) {
      return List.of(new Stage("", "low-resolution", own, 1));
    }
    if (!config.stageOne().isEmpty()) {
      return List.of(new Stage("", "high-resolution", own, 1));
    }
    var first = new LinkedHashMap<>(own);
    first.put("stage", 1);
    return List.of(
        new Stage("stage-1", "low-resolution", first, config.stageOneShare()),
        new Stage("", "high-resolution", own, 1 - config.stageOneShare()));
  }

  @Override
  public Optional<Path> foundation(Map<String, Object> settings) {
    String named = config(settings).stageOne();
    return named.isEmpty() ? Optional.empty() : Optional.of(Path.of(named));
  }

  @Override
  public GeneratorLearner learner(Training training) {
    return new StackGanLearner(config(training.settings()), training);
  }

  @Override
  public StoredGenerator open(
      Map<String, Object> settings, int textWidth, Map<String, Tensor> weights, Device device) {
    return StackGanGeneratorNetwork.of(config(settings), textWidth, weights, device);
  }

  private static StackGanConfig config(Map<String, Object> settings) {
    // models written before a setting existed mean what the paper means
    return Settings.with(StackGanConfig.paper(), StackGanConfig.class, settings);
  }
}
