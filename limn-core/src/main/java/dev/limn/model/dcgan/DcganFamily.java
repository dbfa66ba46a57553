package dev.limn.model.dcgan;

import dev.limn.config.Settings;
import dev.limn.data.Fit;
import dev.limn.image.Filter;
import dev.limn.model.Family;
import dev.limn.model.ModelException;
import dev.limn.torch.Device;
import dev.limn.torch.Tensor;
import java.util.List;
import java.util.Map;

/// DCGAN (Radford et al. 2016), also class-conditional (Mirza and Osindero 2014).
public final class DcganFamily implements Family {
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
  public List<String> presets() {
    return List.of("small", "fashion", "faces", "paper");
  }

  @Override
  public Map<String, Object> settings(String preset, Map<String, ?> overrides) {
    DcganConfig base =
        switch (preset) {
          case "small" -> DcganConfig.small();
          case "fashion" -> DcganConfig.fashion();
          case "faces" -> DcganConfig.faces();
          case "paper" -> DcganConfig.paper();
          default ->
              throw new ModelException(
                  "preset '" + preset + "' of dcgan; known are " + String.join(", ", presets()));
        };
    return Settings.toMap(Settings.with(base, DcganConfig.class, overrides));
  }

  @Override
  public Condition condition(Map<String, Object> settings) {
    return config(settings).labels() == Labels.NONE ? Condition.NOTHING : Condition.CLASSES;
  }

  /// The square in the middle, resized bilinearly, not cut at random.
  @Override
  public Feed feed(Map<String, Object> settings) {
    DcganConfig config = config(settings);
    int side = config.resolution();
    return new Feed(config.batch(), side, side, 0, Fit.CENTRE_CROP, Filter.BILINEAR, config.flip());
  }

  /// @throws ModelException when micro-batches are asked for
  @Override
  public GeneratorLearner learner(Training training) {
    if (training.microBatch() != 0) {
      throw new ModelException(
          "micro-batch "
              + training.microBatch()
              + "; dcgan computes a batch at once: expected 0, and a smaller batch to save memory");
    }
    return new DcganLearner(
        config(training.settings()),
        training.textWidth(),
        training.seed(),
        training.totalPictures(),
        training.device(),
        training.examples(),
        training.preview());
  }

  @Override
  public StoredGenerator open(
      Map<String, Object> settings, int textWidth, Map<String, Tensor> weights, Device device) {
    return DcganGeneratorNetwork.of(config(settings), textWidth, weights, device);
  }

  private static DcganConfig config(Map<String, Object> settings) {
    return Settings.with(DcganConfig.paper(), DcganConfig.class, settings);
  }
}
