package dev.limn.text;

import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Layer;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The network inside a [TextEncoder]: captions, as numbers, to one vector each.
///
/// Its forward pass takes what [#input] makes, and gives `[N, width]`. What a caption becomes does
/// not depend on the others of its batch. One more kind of tower is a subclass and a [TowerKind].
public abstract class TextTower extends Layer {
  private final Vocabulary vocabulary;

  /// @param vocabulary the words of the training captions
  protected TextTower(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /// The name in a saved encoder.
  public abstract String architecture();

  /// Sizes by name, as they are saved; with vocabulary and weights they make the same tower again.
  public abstract Map<String, Object> sizes();

  /// Numbers a caption becomes.
  public abstract int width();

  /// The words of the training captions. A tower that reads characters has them too, to tell which
  /// words it never saw.
  public final Vocabulary vocabulary() {
    return vocabulary;
  }

  /// What of a caption it never saw: words, each once, in order.
  public List<String> unknown(String caption) {
    return vocabulary.unknown(caption);
  }

  /// The share of a caption that it reads, 0 to 1.
  public double coverage(String caption) {
    return vocabulary.coverage(caption);
  }

  /// Letters and digits of a caption that are nothing to it, each once, in order.
  public List<String> unread(String caption) {
    return List.of();
  }

  /// How many steps a caption takes; those of one number are encoded together.
  public abstract int steps(String caption);

  /// Units of the caption, words or characters, that are beyond the longest and are left out.
  public abstract int cut(String caption);

  /// The name of those units, in the plural.
  public abstract String units();

  /// The captions as numbers, on the processor.
  ///
  /// @throws TextException when a caption is blank
  public abstract Tensor input(List<String> captions);

  /// Makes a share of the words (or characters) unknown, for training.
  public abstract Tensor dropped(Tensor input, double share, Rng rng);

  /// Moves and scales the outputs, for good: `(y − centre) / scale`.
  ///
  /// @param centre `[width]`
  public abstract void normalise(Tensor centre, double scale);

  /// Checks one of the sizes.
  ///
  /// @throws TextException naming it, its value and the bounds
  protected static void between(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new TextException(
          String.format(
              Locale.ROOT, "%s %d of a text encoder; expected %d to %d", name, value, least, most));
    }
  }
}
