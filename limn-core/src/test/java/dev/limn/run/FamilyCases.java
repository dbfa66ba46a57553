package dev.limn.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// How each family is tried in the [FamilyContractTest]: the smallest training of it.
final class FamilyCases {
  /// What data a family is trained on.
  enum Data {
    CAPTIONS,
    PICTURES,
    CLASSES,
    PAIRS,
    ROWS
  }

  /// What a fresh generator is and draws.
  ///
  /// @param weights numbers in its state
  /// @param meanSquare of its drawings' values
  record Golden(long weights, double meanSquare) {}

  /// A training.
  ///
  /// @param settings of the family
  /// @param kimg its length
  record Case(
      Data data,
      String preset,
      Map<String, String> settings,
      double kimg,
      Optional<Golden> golden) {
    RunConfig config(String family, SmallFolders folders) {
      var said = new LinkedHashMap<String, Object>();
      said.put("data", folders.of(data).toString());
      said.put("family", family);
      said.put("preset", preset);
      said.put("threads", 1);
      said.put("device", "cpu");
      said.put("seed", 5);
      said.put("tick-kimg", kimg / 2);
      said.put("preview-kimg", kimg);
      said.put("save-kimg", kimg / 3);
      if (kimg > 0.001) {
        said.put("kimg", kimg);
      } else {
        said.put("tick-kimg", 1);
        said.put("preview-kimg", 1);
        said.put("save-kimg", 1);
      }
      if (family.equals("style-encoder")) {
        said.put("generator", folders.model().toString());
      } else if (data == Data.CAPTIONS && kimg > 0.001) {
        said.put("text-encoder", folders.model().toString());
      }
      return RunConfigs.of(Optional.empty(), said, settings);
    }
  }

  private static final double KIMG = 0.024;
  private static final Map<String, String> NARROW =
      Map.of(
          "generator-width", "2", "discriminator-width", "2", "batch", "4", "precision", "float32");

  static final Map<String, Case> ALL = new LinkedHashMap<>();

  static {
    add("conditional", Data.CLASSES, "fashion", NARROW, KIMG, new Golden(29664, 0.00377541));
    add("dcgan", Data.PICTURES, "fashion", NARROW, KIMG, new Golden(19714, 0.00295364));
    add("wgan", Data.PICTURES, "fashion", NARROW, 5 * KIMG, new Golden(19696, 6.98220e-7));
    add("df-gan", Data.CAPTIONS, "small", NARROW, KIMG, new Golden(71687, 0.00398262));
    add("reed", Data.CAPTIONS, "small", NARROW, KIMG, new Golden(64572, 0.00169295));
    add(
        "stackgan",
        Data.CAPTIONS,
        "small",
        and(NARROW, Map.of("conditioning", "4", "text-features", "4")),
        KIMG,
        new Golden(35143, 5.51467e-4));
    add("tiny-generator", Data.PICTURES, "small", Map.of(), KIMG, new Golden(151, 0.0502139));
    add("tiny-translator", Data.PAIRS, "small", Map.of(), KIMG);
    add("mlp", Data.ROWS, "plain", Map.of("batch", "16"), 0.096);
    add(
        "style-encoder",
        Data.CAPTIONS,
        "small",
        Map.of("width", "2", "batch", "4", "precision", "float32"),
        KIMG);
    var words = Map.of("steps", "6", "batch", "4", "hidden", "4", "embedding", "4");
    var pictures =
        Map.of("width", "4", "resolution", "32", "precision", "float32", "features", "joint");
    add("joint-embedding", Data.CAPTIONS, "small", and(words, pictures), 0);
    add("skip-thought", Data.CAPTIONS, "small", words, 0);
    add(
        "damsm",
        Data.CAPTIONS,
        "small",
        and(
            Map.of("steps", "6", "batch", "4", "embedding", "4"),
            Map.of("width", "4", "resolution", "32", "precision", "float32")),
        0);
  }

  private FamilyCases() {}

  private static void add(
      String name, Data data, String preset, Map<String, String> settings, double kimg) {
    ALL.put(name, new Case(data, preset, settings, kimg, Optional.empty()));
  }

  private static void add(
      String name,
      Data data,
      String preset,
      Map<String, String> settings,
      double kimg,
      Golden golden) {
    ALL.put(name, new Case(data, preset, settings, kimg, Optional.of(golden)));
  }

  private static Map<String, String> and(Map<String, String> some, Map<String, String> more) {
    var all = new LinkedHashMap<>(some);
    all.putAll(more);
    return all;
  }
}
