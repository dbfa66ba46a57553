package dev.limn.text;

import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import java.util.List;

/// A tower that reads words, each as a row of its embedding, and at most so many of a caption.
public abstract class WordTower extends TextTower {
  private final int longest;
  private final int padding;

  /// @param longest words of a caption that are read; the rest is cut off
  /// @param padding columns of padding behind the longest caption
  protected WordTower(Vocabulary vocabulary, int longest, int padding) {
    super(vocabulary);
    this.longest = longest;
    this.padding = padding;
  }

  @Override
  public final int steps(String caption) {
    return Math.min(vocabulary().numbers(caption).length, longest);
  }

  @Override
  public final int cut(String caption) {
    return Math.max(0, vocabulary().numbers(caption).length - longest);
  }

  @Override
  public final String units() {
    return "words";
  }

  @Override
  public final Tensor input(List<String> captions) {
    var rows = captions.stream().map(vocabulary()::numbers).toList();
    return WordRows.of(rows, longest, padding); // [N, T]
  }

  @Override
  public final Tensor dropped(Tensor input, double share, Rng rng) {
    return WordRows.dropped(input, share, rng);
  }
}
