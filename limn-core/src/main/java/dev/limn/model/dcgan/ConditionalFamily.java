package dev.limn.model.dcgan;

import dev.limn.model.Family;
import dev.limn.torch.Device;
import dev.limn.torch.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The class-conditional GAN (Mirza and Osindero 2014) on DCGAN's networks: a picture of the class
/// that is asked for.
///
/// Nothing but another default: `labels` is `embedding`, unless it is said to be `one_hot`.
public final class ConditionalFamily implements Family {
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
  public List<String> presets() {
    return networks.presets();
  }

  @Override
  public Map<String, Object> settings(String preset, Map<String, ?> overrides) {
    var own = new LinkedHashMap<String, Object>();
    own.put("labels", "embedding");
    own.putAll(overrides);
    return networks.settings(preset, own);
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
