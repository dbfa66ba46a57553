package dev.limn.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.model.ModelException;
import dev.limn.text.damsm.DamsmConfig;
import dev.limn.text.joint.JointEmbeddingConfig;
import dev.limn.text.skipthought.SkipThoughtConfig;
import dev.limn.text.training.TextConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncoderLengthTest {
  private static RunConfig config(Optional<Path> file, String family, Map<String, String> own) {
    var said = new LinkedHashMap<String, Object>(Map.of("data", "pictures", "family", family));
    return RunConfigs.of(file, said, own);
  }

  private static Object passes(String family, Map<String, String> own) {
    return config(Optional.empty(), family, own).encoder().get("passes");
  }

  private static TextConfig fitted(RunConfig config, int samples) {
    return EncoderLength.fitted(
        EncoderSection.encoder(config.encoder()), config.encoder(), samples);
  }

  @ParameterizedTest
  @CsvSource({"300, 469", "1919, 2999", "1920, 3000", "100000, 3000", "12, 200", "1, 200"})
  void aSmallSetIsGoneThroughAHundredTimes(int samples, int steps) {
    RunConfig config = config(Optional.empty(), "df-gan", Map.of());
    assertThat(fitted(config, samples).steps()).isEqualTo(steps);
  }

  @Test
  void everyStageOfEveryKindIsBounded() {
    assertThat(JointEmbeddingConfig.words().withMostPasses(100, 300).classifierSteps())
        .isEqualTo(469);
    var damsm = DamsmConfig.small().withMostPasses(100, 300);
    assertThat(damsm.classifierSteps()).isEqualTo(469);
    assertThat(damsm.steps()).isEqualTo(625);
    assertThat(SkipThoughtConfig.small().withMostPasses(10, 3000).steps()).isEqualTo(469);
    assertThat(DamsmConfig.small().withMostPasses(100, 640)).isNotEqualTo(DamsmConfig.small());
    assertThat(DamsmConfig.small().withMostPasses(100, 960)).isEqualTo(DamsmConfig.small());
    assertThat(TextConfig.within(1_000_000_000, 1, 1_000_000, Integer.MAX_VALUE))
        .isEqualTo(1_000_000_000);
  }

  @Test
  void whoSaysTheStepsGetsThem() {
    assertThat(passes("df-gan", Map.of())).isEqualTo(100);
    assertThat(passes("joint-embedding", Map.of())).isEqualTo(100);
    assertThat(passes("df-gan", Map.of("encoder.steps", "3000"))).isEqualTo(0);
    assertThat(passes("damsm", Map.of("steps", "9"))).isEqualTo(0);
    assertThat(passes("df-gan", Map.of("encoder.steps", "9", "encoder.passes", "7"))).isEqualTo(7);
    assertThat(passes("reed", Map.of("encoder", "char-cnn-rnn"))).as("the paper's").isEqualTo(0);
    var said = new LinkedHashMap<String, Object>(Map.of("data", "pictures"));
    said.putAll(Map.of("family", "joint-embedding", "kimg", 9));
    assertThat(RunConfigs.of(Optional.empty(), said, Map.of()).encoder())
        .containsEntry("passes", 0);
  }

  @Test
  void aFileOfAnEarlierVersionIsAsLongAsItWas(@TempDir Path folder) throws Exception {
    RunConfig config = config(Optional.empty(), "df-gan", Map.of());
    Path file = Files.writeString(folder.resolve("config.yaml"), RunConfigs.yaml(config));
    assertThat(config(Optional.of(file), "df-gan", Map.of())).isEqualTo(config);
    assertThat(
            fitted(config(Optional.of(file), "df-gan", Map.of("encoder.steps", "900")), 12).steps())
        .isEqualTo(900);
    String before = RunConfigs.yaml(config).replaceAll("\n  passes: .*", "");
    Files.writeString(file, before);
    assertThat(fitted(TrainingRun.read(file), 12).steps()).isEqualTo(3000);
    assertThat(TrainingRun.read(file).encoderEssence()).doesNotContain("passes");
    assertThat(fitted(config(Optional.of(file), "df-gan", Map.of()), 12).steps()).isEqualTo(3000);
  }

  @ParameterizedTest
  @CsvSource({"-1", "many", "1.5", "10000000"})
  void whatIsNoNumberOfPassesIsNamed(String wrong) {
    assertThatThrownBy(() -> config(Optional.empty(), "df-gan", Map.of("encoder.passes", wrong)))
        .isInstanceOf(ModelException.class)
        .hasMessage("text encoder: passes: %s; expected 0 for any number, to 1,000,000", wrong);
  }
}
