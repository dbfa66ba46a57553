package dev.limn.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.model.dcgan.DcganConfig;
import dev.limn.model.dfgan.DfGanConfig;
import dev.limn.model.gain.GainConfig;
import dev.limn.model.mlp.MlpConfig;
import dev.limn.model.reed.ReedConfig;
import dev.limn.model.regression.RegressionConfig;
import dev.limn.model.semisupervised.SemiSupervisedConfig;
import dev.limn.model.stackgan.StackGanConfig;
import dev.limn.model.style.StyleConfig;
import dev.limn.text.damsm.DamsmConfig;
import dev.limn.text.joint.JointEmbeddingConfig;
import dev.limn.text.skipthought.SkipThoughtConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Presets are read as literals, or as another one and what differs. What they come to stands in
/// `goldens/presets.txt`, number by number: whoever changes a default changes it there too.
class PresetsTest {
  private static Map<String, Record> presets() {
    var all = new LinkedHashMap<String, Record>();
    all.put("damsm/paper", DamsmConfig.paper());
    all.put("damsm/small", DamsmConfig.small());
    all.put("dcgan/faces", DcganConfig.faces());
    all.put("dcgan/fashion", DcganConfig.fashion());
    all.put("dcgan/paper", DcganConfig.paper());
    all.put("dcgan/small", DcganConfig.small());
    all.put("df-gan/paper", DfGanConfig.paper());
    all.put("df-gan/small", DfGanConfig.small());
    all.put("gain/released", GainConfig.released());
    all.put("joint-embedding/paper", JointEmbeddingConfig.paper());
    all.put("joint-embedding/words", JointEmbeddingConfig.words());
    all.put("mlp/plane", MlpConfig.plane());
    all.put("reed/paper", ReedConfig.paper());
    all.put("reed/small", ReedConfig.small());
    all.put("regression/pixels", RegressionConfig.pixels());
    all.put("regression/small", RegressionConfig.small());
    all.put("semi-supervised/paper", SemiSupervisedConfig.paper());
    all.put("semi-supervised/small", SemiSupervisedConfig.small());
    all.put("skip-thought/paper", SkipThoughtConfig.paper());
    all.put("skip-thought/small", SkipThoughtConfig.small());
    all.put("stackgan/paper", StackGanConfig.paper());
    all.put("stackgan/small", StackGanConfig.small());
    all.put("style/paper", StyleConfig.paper());
    all.put("style/small", StyleConfig.small());
    return all;
  }

  @Test
  void everyNumberIsWhatItWas() throws IOException {
    var lines = new ArrayList<String>();
    presets()
        .forEach(
            (preset, config) ->
                Settings.toMap(config)
                    .forEach((key, value) -> lines.add(preset + " " + key + "=" + value)));
    try (InputStream golden = PresetsTest.class.getResourceAsStream("/goldens/presets.txt")) {
      assertThat(lines)
          .containsExactlyElementsOf(
              new String(golden.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    }
  }

  private static final Pattern PRESET = Pattern.compile("public static (\\w+Config) (\\w+)\\(\\)");

  /// Whoever adds a preset adds it here.
  @Test
  void noPresetIsMissing() throws IOException {
    Path sources = Path.of(System.getProperty("limn.root"), "limn-core/src/main/java");
    var found = new TreeSet<String>();
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(f -> f.toString().endsWith("Config.java")).sorted().toList()) {
        PRESET
            .matcher(Files.readString(file))
            .results()
            .filter(preset -> file.endsWith(preset.group(1) + ".java"))
            .forEach(preset -> found.add(preset.group(1) + "." + preset.group(2)));
      }
    }
    var held = new TreeSet<String>();
    presets()
        .forEach(
            (name, config) ->
                held.add(
                    config.getClass().getSimpleName()
                        + "."
                        + name.substring(name.indexOf('/') + 1)));
    assertThat(found).isEqualTo(held);
  }

  private static final Pattern CALL =
      Pattern.compile("return new (\\w+Config)\\(\n((?: +[^\n]*// [^\n]*\n)+)");

  private static final Pattern BESIDE = Pattern.compile("// (\\w+)");

  @Test
  void namesBesideTheNumbersAreTheComponents() throws IOException {
    Path sources = Path.of(System.getProperty("limn.root"), "limn-core/src/main/java");
    Map<String, List<String>> components = new LinkedHashMap<>();
    presets()
        .values()
        .forEach(
            config ->
                components.put(
                    config.getClass().getSimpleName(),
                    Arrays.stream(config.getClass().getRecordComponents())
                        .map(component -> component.getName())
                        .toList()));
    var seen = new ArrayList<String>();
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(f -> f.toString().endsWith("Config.java")).sorted().toList()) {
        var calls = CALL.matcher(Files.readString(file).replace("\r\n", "\n"));
        while (calls.find()) {
          var names = BESIDE.matcher(calls.group(2)).results().map(name -> name.group(1)).toList();
          assertThat(names).as(file.toString()).isEqualTo(components.get(calls.group(1)));
          seen.add(calls.group(1));
        }
      }
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(components.keySet());
  }
}
