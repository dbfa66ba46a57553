package dev.limn.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.model.dcgan.DcganConfig;
import dev.limn.model.dfgan.Augmenting;
import dev.limn.model.dfgan.DfGanConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          generator-width | abc     | generator-width: abc; expected a whole number
          generator-width | 1.5     | generator-width: 1.5; expected a whole number
          generator-width | ''      | generator-width: nothing; expected a whole number
          generator-rate  | fast    | generator-rate: fast; expected a number
          spectral-norm   | perhaps | spectral-norm: perhaps; expected true or false
          augmentation    | diff    | augmentation: diff; expected one of none, differentiable, adaptive
          """)
  void aValueThatDoesNotFitIsToldWithItsKey(String key, String value, String message) {
    assertThatThrownBy(
            () -> Settings.with(DfGanConfig.small(), DfGanConfig.class, Map.of(key, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessage("settings do not fit: " + message);
  }

  @Test
  void aKeyOfARecordWithinHasADot() {
    assertThatThrownBy(
            () ->
                Settings.with(
                    DcganConfig.small(),
                    DcganConfig.class,
                    Map.of("adversarial.discriminator-steps", "few")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "settings do not fit: adversarial.discriminator-steps: few; expected a whole number");
  }

  @Test
  void whatFitsIsTaken() {
    var config =
        Settings.with(DfGanConfig.small(), DfGanConfig.class, Map.of("augmentation", "adaptive"));
    assertThat(config.augmentation()).isEqualTo(Augmenting.ADAPTIVE);
  }
}
