package dev.limn.metric;

import dev.limn.image.Image;
import java.util.List;

/// Who draws what is measured: a model, or anything else that makes pictures from sentences.
@FunctionalInterface
public interface Artist {
  /// Draws one picture for each sentence, all of one size.
  ///
  /// @param sentences one for each picture
  /// @param seeds of the noise, as many; the same sentence and seed give the same picture
  List<Image> draw(List<String> sentences, long[] seeds);
}
