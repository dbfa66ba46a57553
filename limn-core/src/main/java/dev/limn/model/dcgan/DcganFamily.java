package dev.limn.model.dcgan;

import dev.limn.config.Settings;
import dev.limn.data.Fit;
import dev.limn.image.Filter;
import dev.limn.model.Condition;
import dev.limn.model.DataNeeds;
import dev.limn.model.Feed;
import dev.limn.model.Generator;
import dev.limn.model.ModelException;
import dev.limn.model.ModelFamily;
import dev.limn.model.ModelLearner;
import dev.limn.model.Training;
import dev.limn.torch.Device;
import dev.limn.torch.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/// DCGAN (Radford et al. 2016), also class-conditional (Mirza and Osindero 2014).
public final class DcganFamily implements ModelFamily<DcganConfig> {
  /// Found by the service loader.
  public DcganFamily() {}

  @Override
  public String name() {
    return "dcgan";
  }

  @Override
  public String description() {
    return "DCGAN from noise alone or for a class, 28×28 to 128×128 (Radford et al. 2016)";
  }

  @Override
  public Class<DcganConfig> configType() {
    return DcganConfig.class;
  }

  @Override
  public Map<String, DcganConfig> presets() {
    var presets = new LinkedHashMap<String, DcganConfig>();
    presets.put("small", DcganConfig.small());
    presets.put("fashion", DcganConfig.fashion());
    presets.put("faces", DcganConfig.faces());
    presets.put("paper", DcganConfig.paper());
    return presets;
  }

  /// Models written before a setting existed mean what the paper means.
  @Override
  public DcganConfig stored(Map<String, ?> settings) {
    return Settings.with(DcganConfig.paper(), configType(), settings);
  }

  /// The square in the middle, resized bilinearly, not cut at random.
  @Override
  public DataNeeds.Pictures needs(DcganConfig config) {
    int side = config.resolution();
    return new DataNeeds.Pictures(
        config.labels() == Labels.NONE ? Condition.NOTHING : Condition.CLASSES,
        new Feed(config.batch(), side, side, 0, Fit.CENTRE_CROP, Filter.BILINEAR, config.flip()));
  }

  /// @throws ModelException when micro-batches are asked for
  @Override
  public ModelLearner learner(Training<DcganConfig> training) {
    training.requireWholeBatch(name());
    return new DcganLearner(
        training.config(),
        training.conditionWidth(),
        training.seed(),
        training.totalPictures(),
        training.device(),
        training.pictures(),
        training.preview()::apply);
  }

  @Override
  public Generator open(
      DcganConfig config, int conditionWidth, Map<String, Tensor> weights, Device device) {
    return DcganGeneratorNetwork.of(config, conditionWidth, weights, device);
  }
}
