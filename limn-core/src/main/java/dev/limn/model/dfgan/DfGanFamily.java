package dev.limn.model.dfgan;

import dev.limn.config.Settings;
import dev.limn.model.Family;
import dev.limn.model.LoadSize;
import dev.limn.model.ModelException;
import dev.limn.torch.Device;
import dev.limn.torch.Tensor;
import java.util.List;
import java.util.Map;

/// DF-GAN (Tao et al. 2022), with additions of later papers that can be switched on.
public final class DfGanFamily implements Family {
  /// The length of a training of the preset small, in thousands of pictures.
  public static final int SMALL_KIMG = 100;

  /// Found by the service loader.
  public DfGanFamily() {}

  @Override
  public String name() {
    return "df-gan";
  }

  @Override
  public String description() {
    return "one stage, text-fused residual blocks, matching-aware gradient penalty, at 64×64,"
        + " 128×128 or 256×256 (DF-GAN, Tao et al. 2022)";
  }

  @Override
  public List<String> presets() {
    return List.of("small", "paper");
  }

  @Override
  public Map<String, Object> settings(String preset, Map<String, ?> overrides) {
    DfGanConfig base =
        switch (preset) {
          case "small" -> DfGanConfig.small();
          case "paper" -> DfGanConfig.paper();
          default ->
              throw new ModelException(
                  "preset '" + preset + "' of df-gan; known are small and paper");
        };
    var all = LoadSize.following(overrides, base.resolution(), base.load());
    return Settings.toMap(Settings.with(base, DfGanConfig.class, all));
  }

  /// The small one draws what the caption says after this many, six thousand steps.
  @Override
  public double kimg(String preset) {
    return preset.equals("small") ? SMALL_KIMG : Family.super.kimg(preset);
  }

  @Override
  public Feed feed(Map<String, Object> settings) {
    DfGanConfig config = config(settings);
    return new Feed(config.batch(), config.load(), config.resolution(), config.captions());
  }

  @Override
  public GeneratorLearner learner(Training training) {
    return new DfGanLearner(
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
    return DfGanGeneratorNetwork.of(config(settings), textWidth, weights, device);
  }

  private static DfGanConfig config(Map<String, Object> settings) {
    // models written before a setting existed mean what the paper means
    return Settings.with(DfGanConfig.paper(), DfGanConfig.class, settings);
  }
}
