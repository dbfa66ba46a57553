package dev.limn.model.mlp;

import dev.limn.config.Settings;
import dev.limn.loss.AdversarialOptions;
import dev.limn.model.ModelException;
import java.util.List;
import java.util.Map;

/// What a training on a table of numbers is called and begins with: the counterpart of
/// [dev.limn.model.Family], whose families draw pictures.
public final class MlpFamily {
  /// The name on the command line and in `config.json`.
  public static final String NAME = "mlp";

  private static final double LAMBDA = 0.1;

  private MlpFamily() {}

  /// The names of its settings' starting points; the first is the default.
  public static List<String> presets() {
    return List.of("plain", "gp", "clip", "unrolled");
  }

  /// Complete settings.
  ///
  /// @throws ModelException naming the preset, key or value that is wrong
  public static Map<String, Object> settings(String preset, Map<String, ?> overrides) {
    MlpConfig plain =
        MlpConfig.plane()
            .with(Map.of("generator-width", 64, "discriminator-width", 64, "batch", 128));
    MlpConfig base =
        switch (preset) {
          // the discriminator faster than the generator: two time scales
          case "plain" -> plain.with(Map.of("generator-rate", 5e-4, "discriminator-rate", 2e-3));
          case "gp" -> plain.with(Map.of("beta2", 0.9)).with(AdversarialOptions.wganGp(LAMBDA));
          case "clip" ->
              plain
                  .with(
                      Map.of(
                          "descent", "rmsprop",
                          "beta2", 0.99,
                          "generator-rate", 5e-4,
                          "discriminator-rate", 5e-4))
                  .with(AdversarialOptions.wgan().withClip(0.05));
          case "unrolled" ->
              plain.with(
                  Map.of("unrolling", 5, "generator-rate", 2e-3, "discriminator-rate", 5e-4));
          default ->
              throw new ModelException(
                  "preset '" + preset + "' of mlp; known are " + String.join(", ", presets()));
        };
    return Settings.toMap(base.with(overrides));
  }

  /// @throws ModelException naming the key or value that is wrong
  public static MlpConfig config(Map<String, Object> settings) {
    return Settings.with(MlpConfig.plane(), MlpConfig.class, settings);
  }
}
