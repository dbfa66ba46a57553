package dev.limn.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.config.Settings;
import dev.limn.model.Family;
import dev.limn.model.ModelException;
import dev.limn.torch.Device;
import dev.limn.torch.Precision;
import dev.limn.torch.PrecisionChoice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrecisionSettingsTest {
  private static RunConfig config(String family, Map<String, String> own) {
    var said = new LinkedHashMap<String, Object>(Map.of("data", "flowers", "family", family));
    return RunConfigs.of(Optional.empty(), said, own);
  }

  private static String taken() {
    return PrecisionChoice.of(Device.CPU).precision().name().toLowerCase(Locale.ROOT);
  }

  private static String other() {
    return taken().equals("float32") ? "bfloat16" : "float32";
  }

  @Test
  void everyPresetOfEveryFamilyLeavesItToTheDevice() {
    for (Family<?> family : Family.all()) {
      family
          .presets()
          .forEach(
              (preset, config) ->
                  assertThat(Settings.toMap(config).get("precision"))
                      .as(family.name() + ", " + preset)
                      .isIn("auto", null));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"df-gan", "reed", "stackgan", "dcgan", "joint-embedding", "damsm"})
  void aRunTakesWhatItsDeviceTakes(String family) {
    RunConfig config = config(family, Map.of());
    RunConfig decided = PrecisionSettings.decided(config);
    for (var section : List.of(decided.settings(), decided.encoder())) {
      assertThat(section.get("precision")).isIn(taken(), null);
    }
    assertThat(RunConfigs.yaml(config)).contains("precision: \"auto\"");
    assertThat(RunConfigs.yaml(decided)).doesNotContain("precision: \"auto\"").contains(taken());
    assertThat(PrecisionSettings.decided(decided)).isEqualTo(decided);
  }

  @Test
  void whatWasSaidIsKept() {
    RunConfig config = PrecisionSettings.decided(config("df-gan", Map.of("precision", other())));
    assertThat(config.settings()).containsEntry("precision", other());
    assertThat(config.encoder()).containsEntry("precision", taken());
  }

  @Test
  void whatIsNotSaidIsAsTheRunThatWasBegunHasIt() {
    RunConfig there = PrecisionSettings.decided(config("reed", Map.of("precision", other())));
    RunConfig asked = PrecisionSettings.asIn(there, config("reed", Map.of()));
    assertThat(asked).isEqualTo(there);
    RunConfig said = config("reed", Map.of("precision", taken()));
    assertThat(PrecisionSettings.asIn(there, said).settings()).containsEntry("precision", taken());
  }

  @Test
  void aNoteTellsTheReasonOrTheCost() {
    RunConfig usual = PrecisionSettings.decided(config("df-gan", Map.of()));
    assertThat(PrecisionSettings.notes(usual, Device.CPU, "runs/1"))
        .containsExactly(
            "precision: %s (%s)".formatted(taken(), PrecisionChoice.of(Device.CPU).reason()));
    RunConfig costly = config("df-gan", Map.of("precision", other(), "encoder.precision", taken()));
    assertThat(PrecisionSettings.notes(costly, Device.CPU, "runs/1"))
        .hasSize(2)
        .first()
        .asString()
        .startsWith("precision: " + other() + "; a convolution takes ")
        .contains("times as long as in " + taken() + " here", "--resume runs/1 -o precision=auto")
        .doesNotContain("\n");
  }

  @Test
  void anotherPrecisionIsTakenBySection() {
    RunConfig config = config("damsm", Map.of());
    RunConfig other = PrecisionSettings.with(config, Map.of("precision", other()), "cpu");
    assertThat(other.encoder()).containsEntry("precision", other());
    RunConfig both =
        PrecisionSettings.with(
            config("reed", Map.of()),
            Map.of("precision", other(), "encoder.precision", "AUTO"),
            "cpu");
    assertThat(both.settings()).containsEntry("precision", other());
    assertThat(both.encoder()).containsEntry("precision", taken());
    assertThatThrownBy(() -> PrecisionSettings.with(config, Map.of("precision", "float16"), "cpu"))
        .isInstanceOf(ModelException.class)
        .hasMessage("precision: float16; expected one of auto, float32, bfloat16");
    assertThatThrownBy(
            () ->
                PrecisionSettings.with(
                    config("dcgan", Map.of()), Map.of("encoder.precision", "auto"), "cpu"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("the text encoder of this run has no precision");
  }

  @Test
  void checkpointsOfTheOtherPrecisionsAreKnownByTheirEssence() {
    RunConfig half = config("df-gan", Map.of("precision", "bfloat16"));
    RunConfig full = config("df-gan", Map.of("precision", "float32"));
    RunConfig larger = config("df-gan", Map.of("precision", "float32", "batch", "64"));
    assertThat(PrecisionSettings.others(full.essence()))
        .containsEntry(half.essence(), "precision was bfloat16, is float32")
        .doesNotContainKeys(full.essence(), larger.essence());
    assertThat(PrecisionSettings.others(full.encoderEssence())).hasSize(2);
    assertThat(Precision.values()).hasSize(3);
  }
}
