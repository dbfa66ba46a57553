package dev.limn.model.reed;

import dev.limn.config.Settings;
import dev.limn.model.Family;
import dev.limn.model.LoadSize;
import dev.limn.model.ModelException;
import dev.limn.torch.Device;
import dev.limn.torch.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// GAN, GAN-CLS, GAN-INT and GAN-INT-CLS (Reed et al. 2016).
public final class ReedFamily implements Family {
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
  public List<String> presets() {
    return List.of("small", "paper");
  }

  @Override
  public Map<String, Object> settings(String preset, Map<String, ?> overrides) {
    ReedConfig base =
        switch (preset) {
          case "small" -> ReedConfig.small();
          case "paper" -> ReedConfig.paper();
          default ->
              throw new ModelException(
                  "preset '" + preset + "' of reed; known are small and paper");
        };
    var all = LoadSize.following(overrides, base.resolution(), base.load());
    return Settings.toMap(Settings.with(base, ReedConfig.class, all));
  }

  @Override
  public Feed feed(Map<String, Object> settings) {
    ReedConfig config = config(settings);
    return new Feed(config.batch(), config.load(), config.resolution(), config.captions());
  }

  @Override
  public GeneratorLearner learner(Training training) {
    return new ReedLearner(
        config(training.settings()),
        training.textWidth(),
        training.seed(),
        training.totalPictures(),
        training.microBatch(),
        training.device(),
        training.examples(),
        training.preview());
  }

  @Override
  public StoredGenerator open(
      Map<String, Object> settings, int textWidth, Map<String, Tensor> weights, Device device) {
    return ReedGeneratorNetwork.of(config(settings), textWidth, weights, device);
  }

  private static ReedConfig config(Map<String, Object> settings) {
    // models written before a setting existed mean what the paper means
    var complete = new LinkedHashMap<String, Object>(settings);
    complete.putIfAbsent("spans", 1); // but trainings that did not know these did not halve
    return Settings.with(ReedConfig.paper(), ReedConfig.class, complete);
  }
}
