package dev.limn.text.joint;

import static dev.limn.text.TowerKind.size;

import dev.limn.text.TextTower;
import dev.limn.text.TowerKind;
import dev.limn.text.Vocabulary;
import dev.limn.torch.Rng;
import java.util.Map;

/// Makes [CharCnnRnn].
public final class CharCnnRnnKind implements TowerKind {
  /// For the [java.util.ServiceLoader].
  public CharCnnRnnKind() {}

  @Override
  public String architecture() {
    return CharCnnRnn.ARCHITECTURE;
  }

  @Override
  public TextTower tower(Map<String, ?> sizes, Vocabulary vocabulary, Rng rng) {
    return new CharCnnRnn(
        vocabulary,
        new CharCnnRnn.Sizes(
            size(sizes, "first"),
            size(sizes, "second"),
            size(sizes, "hidden"),
            size(sizes, "width")),
        rng);
  }
}
