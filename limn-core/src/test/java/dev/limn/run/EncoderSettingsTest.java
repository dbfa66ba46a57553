package dev.limn.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.config.Settings;
import dev.limn.text.joint.JointEmbeddingConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EncoderSettingsTest {
  @Test
  void whatARunOfAnOlderVersionDidNotDoIsNotDoneWhenItGoesOn() {
    var stored = new LinkedHashMap<>(Settings.toMap(JointEmbeddingConfig.words()));
    assertThat(naming(stored)).isEqualTo(JointEmbeddingConfig.words().naming()).isPositive();
    stored.remove("naming");
    assertThat(naming(stored)).isZero();
  }

  @Test
  void whatIsNotSaidIsTheDefault() {
    assertThat(naming(Map.of("encoder", "word-gru"))).isPositive();
    assertThat(naming(Map.of("encoder", "char-cnn-rnn"))).isZero();
  }

  private static double naming(Map<String, Object> settings) {
    return ((JointEmbeddingConfig) EncoderSection.encoder(settings)).naming();
  }
}
