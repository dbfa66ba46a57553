package dev.limn.metric;

import dev.limn.image.Image;
import dev.limn.model.Condition;
import dev.limn.text.TextEncoder;
import java.util.List;
import java.util.Optional;

/// Who draws what is measured: a model, or anything else that makes pictures from sentences.
@FunctionalInterface
public interface Sampler {
  /// Draws one picture for each sentence, all of one size.
  ///
  /// @param sentences one for each picture; names of classes or empty ones, as [#condition()] says
  /// @param seeds of the noise, as many; the same sentence and seed give the same picture
  List<Image> draw(List<String> sentences, long[] seeds);

  /// What the pictures depend on besides noise.
  default Condition condition() {
    return Condition.TEXT;
  }

  /// What reads the sentences, if that can be told: an evaluator should be another one.
  default Optional<TextEncoder> reader() {
    return Optional.empty();
  }
}
