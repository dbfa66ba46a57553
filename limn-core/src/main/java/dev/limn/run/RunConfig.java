package dev.limn.run;

import dev.limn.data.DatasetFormat;
import dev.limn.model.Family;
import dev.limn.model.Settings;
import java.util.LinkedHashMap;
import java.util.Map;

/// Everything that a training run depends on besides the data: the content of its `config.yaml`.
///
/// @param data the folder of captioned pictures
/// @param format a data format's name, or `auto`
/// @param allowBad trains even if more than one file in twenty is broken
/// @param holdBack every so manieth picture is kept out of training; 0 for none
/// @param family the name of a model family
/// @param preset the starting point of its settings
/// @param settings of the family, complete
/// @param encoder settings of the text encoder's training, complete
/// @param kimg length of the training in thousands of pictures
/// @param seed of everything
/// @param device where it is computed
/// @param threads of each operation; resuming is bit-exact only with the same number
/// @param tickKimg between figures
/// @param previewKimg between previews
/// @param saveKimg between checkpoints
public record RunConfig(
    String data,
    String format,
    boolean allowBad,
    int holdBack,
    String family,
    String preset,
    Map<String, Object> settings,
    Map<String, Object> encoder,
    double kimg,
    long seed,
    String device,
    int threads,
    double tickKimg,
    double previewKimg,
    double saveKimg) {
  /// The length of a training when nothing else is said.
  public static final double DEFAULT_KIMG = 300;

  public RunConfig {
    require(!data.isBlank(), "data", data, "a folder");
    if (!format.equals("auto")) {
      DatasetFormat.of(format);
    }
    Family.named(family);
    require(holdBack == 0 || holdBack >= 2, "hold-back", holdBack, "0, or at least 2");
    require(kimg > 0 && kimg <= 1e7, "kimg", kimg, "above 0");
    require(threads >= 1, "threads", threads, "at least 1");
    require(tickKimg > 0, "tick-kimg", tickKimg, "above 0");
    require(previewKimg > 0, "preview-kimg", previewKimg, "above 0");
    require(saveKimg > 0, "save-kimg", saveKimg, "above 0");
    settings = new LinkedHashMap<>(settings);
    encoder = new LinkedHashMap<>(encoder);
  }

  private static void require(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(key + ": " + value + "; expected " + expected);
    }
  }

  /// What the weights depend on: two configurations of the same essence may continue each other's
  /// checkpoints.
  String essence() {
    return family
        + " "
        + Settings.json(new java.util.TreeMap<>(settings))
        + seed
        + " "
        + kimg
        + " "
        + holdBack;
  }
}
