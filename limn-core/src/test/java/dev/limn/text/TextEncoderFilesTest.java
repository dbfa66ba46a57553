package dev.limn.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limn.text.joint.WordGru;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.vision.PictureEncoder;
import dev.limn.vision.VisionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class TextEncoderFilesTest {
  @ParameterizedTest
  @FieldSource("dev.limn.text.TextEncoderTest#ALL")
  void aSavedEncoderIsTheSame(String architecture, @TempDir Path folder) {
    try (var encoder = TextEncoderTest.encoder(architecture);
        var _ = Scope.open()) {
      float[] before = encoder.encode(TextEncoderTest.CAPTIONS).toFloats();
      encoder.save(folder);
      try (var again = TextEncoder.open(folder, Device.CPU)) {
        assertThat(again.encode(TextEncoderTest.CAPTIONS).toFloats()).isEqualTo(before);
        assertThat(again.config()).isEqualTo(encoder.config());
        assertThat(again.vocabulary().words()).isEqualTo(encoder.vocabulary().words());
      }
      encoder.save(folder.resolve("run/text-encoder"));
      try (var ofRun = TextEncoder.open(folder.resolve("run"), Device.CPU)) {
        assertThat(ofRun.encode(TextEncoderTest.CAPTIONS).toFloats()).isEqualTo(before);
      }
      encoder.save(folder, DType.BFLOAT16);
      try (var again = TextEncoder.open(folder, Device.CPU)) {
        assertThat(again.encode(TextEncoderTest.CAPTIONS).toFloats())
            .containsExactly(before, within(0.02f));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "text-encoder.json, {}, unknown format",
    "text-encoder.json, '{\"format\": 1}', architecture",
    "text-encoder.json, '{\"format\": 1, \"architecture\": \"bert\"}', text encoder 'bert'",
    "text-encoder.json, '{\"format\": 1, \"architecture\": \"word-gru\"}', embedding",
    "text-encoder.json, nonsense, text-encoder.json",
    "text-encoder.json, null, unknown format",
    "text-encoder.safetensors, nonsense, text-encoder.safetensors",
    "text-encoder.json, '{\"format\": 1, \"architecture\": \"skip-thought\", \"kind\": \"tri\"}', tri",
    "text-encoder.json, '{\"format\": 1, \"architecture\": \"damsm\", \"width\": 8}', embedding",
    "vocab.txt, nonsense, vocab.txt",
  })
  void aDamagedFileIsNamed(String file, String content, String expected, @TempDir Path folder)
      throws Exception {
    try (var encoder = TextEncoderTest.encoder(WordGru.ARCHITECTURE)) {
      encoder.save(folder);
    }
    Files.writeString(folder.resolve(file), content);
    assertThatThrownBy(() -> TextEncoder.open(folder, Device.CPU))
        .isInstanceOf(TextException.class)
        .hasMessageContaining(folder.resolve(file).toString())
        .hasMessageContaining(expected);
    Files.delete(folder.resolve(file));
    assertThatThrownBy(() -> TextEncoder.open(folder, Device.CPU))
        .isInstanceOf(TextException.class)
        .hasMessageContaining(file);
  }

  @Test
  void aVocabularyOfAnotherSizeDoesNotFit(@TempDir Path folder) throws Exception {
    try (var encoder = TextEncoderTest.encoder(WordGru.ARCHITECTURE)) {
      encoder.save(folder);
    }
    Files.writeString(folder.resolve(Vocabulary.FILE), "<pad>\n<unk>\nred\n");
    assertThatThrownBy(() -> TextEncoder.open(folder, Device.CPU))
        .isInstanceOf(TextException.class)
        .hasMessageContaining("embedding.weight");
  }

  @ParameterizedTest
  @CsvSource({
    "null, unknown format",
    "'{\"format\": 1, \"tower\": \"vgg\", \"resolution\": 64, \"width\": 8, \"classes\": []}', vgg",
  })
  void damagedSettingsOfAPictureEncoderAreNamed(
      String content, String expected, @TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("picture-encoder.json"), content);
    assertThatThrownBy(() -> PictureEncoder.open(folder, Device.CPU))
        .isInstanceOf(VisionException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(expected);
  }

  @Test
  void asManySentencesAreFoundAsThereAre() {
    try (var encoder = TextEncoderTest.encoder(WordGru.ARCHITECTURE);
        var nearest = new NearestSentences(TextEncoderTest.CAPTIONS, encoder)) {
      int different = Set.copyOf(TextEncoderTest.CAPTIONS).size();
      assertThat(nearest.of(TextEncoderTest.CAPTIONS.getFirst(), Integer.MAX_VALUE))
          .hasSize(different - 1);
    }
  }
}
