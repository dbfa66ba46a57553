package dev.limn.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limn.data.Loader;
import dev.limn.data.LoaderConfig;
import dev.limn.text.joint.WordGru;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptionEmbeddingsTest {
  @Test
  void theAverageIsTheMeanOfThePickedCaptions(@TempDir Path folder) {
    try (var cache = SmallData.pack(folder, 12, 8);
        var encoder = TextEncoderTest.encoder(WordGru.ARCHITECTURE);
        var embeddings = CaptionEmbeddings.of(cache, encoder);
        var loader = Loader.over(cache, LoaderConfig.of(8, 5, 1).withCaptions(3));
        var _ = Scope.open()) {
      var batch = loader.next();
      Tensor means = embeddings.average(batch, new int[] {3, 3, 3, 3, 3}); // [5, 12]
      Tensor some = embeddings.average(batch, new int[] {1, 2, 3, 1, 2}); // [5, 12]
      for (int b = 0; b < 5; b++) {
        int picture = batch.indices()[b];
        List<String> captions = cache.captions(picture);
        var picked = new ArrayList<String>();
        for (int k = 0; k < 3; k++) {
          picked.add(captions.get(batch.captions()[b * 3 + k]));
        }
        assertThat(means.select(0, b).toFloats())
            .containsExactly(encoder.encode(picked).mean(false, 0).toFloats(), within(1e-6f));
        assertThat(some.select(0, b).toFloats())
            .containsExactly(
                encoder.encode(picked.subList(0, b % 3 + 1)).mean(false, 0).toFloats(),
                within(1e-6f));
        assertThat(embeddings.of(picture).toFloats())
            .containsExactly(encoder.encode(captions).toFloats(), within(1e-6f));
      }
    }
  }

  @Test
  void batchesWithoutPicksAreRefused(@TempDir Path folder) {
    try (var cache = SmallData.pack(folder, 12, 8);
        var encoder = TextEncoderTest.encoder(WordGru.ARCHITECTURE);
        var embeddings = CaptionEmbeddings.of(cache, encoder);
        var loader = Loader.over(cache, LoaderConfig.of(8, 5, 1).withCaptions(0));
        var _ = Scope.open()) {
      var batch = loader.next();
      assertThatThrownBy(() -> embeddings.average(batch, new int[] {1, 1, 1, 1, 1}))
          .isInstanceOf(TextException.class)
          .hasMessageContaining("without picked captions");
    }
  }
}
