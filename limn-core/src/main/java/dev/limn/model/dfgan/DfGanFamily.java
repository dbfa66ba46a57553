package dev.limn.model.dfgan;

import dev.limn.config.Settings;
import dev.limn.model.Condition;
import dev.limn.model.DataNeeds;
import dev.limn.model.Family;
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

/// DF-GAN (Tao et al. 2022), with additions of later papers that can be switched on.
public final class DfGanFamily implements ModelFamily<DfGanConfig> {
  /// The length of a training of the preset small, in thousands of pictures.
  public static final int SMALL_KIMG = 100;

  /// Found by the service loader.
  public DfGanFamily() {}

  @Override
  public String name() {
    return Family.DEFAULT;
  }

  @Override
  public String description() {
    return "one stage, text-fused residual blocks, matching-aware gradient penalty, at 64×64,"
        + " 128×128 or 256×256 (DF-GAN, Tao et al. 2022)";
  }

  @Override
  public Class<DfGanConfig> configType() {
    return DfGanConfig.class;
  }

  @Override
  public Map<String, DfGanConfig> presets() {
    var presets = new LinkedHashMap<String, DfGanConfig>();
    presets.put("small", DfGanConfig.small());
    presets.put("paper", DfGanConfig.paper());
    return presets;
  }

  @Override
  public DfGanConfig config(String preset, Map<String, ?> overrides) {
    DfGanConfig base = preset(preset);
    return Settings.with(
        base, configType(), LoadSize.following(overrides, base.resolution(), base.load()));
  }

  /// Models written before a setting existed mean what the paper means.
  @Override
  public DfGanConfig stored(Map<String, ?> settings) {
    return Settings.with(DfGanConfig.paper(), configType(), settings);
  }

  /// The small one draws what the caption says after this many, six thousand steps.
  @Override
  public double kimg(String preset) {
    return preset.equals("small") ? SMALL_KIMG : ModelFamily.super.kimg(preset);
  }

  @Override
  public DataNeeds.Pictures needs(DfGanConfig config) {
    return new DataNeeds.Pictures(
        Condition.TEXT,
        new Feed(config.batch(), config.load(), config.resolution(), config.captions()));
  }

  @Override
  public ModelLearner learner(Training<DfGanConfig> training) {
    return new DfGanLearner(
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
      DfGanConfig config, int conditionWidth, Map<String, Tensor> weights, Device device) {
    return DfGanGeneratorNetwork.of(config, conditionWidth, weights, device);
  }
}
