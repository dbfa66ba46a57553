package dev.limn.text.joint;

import static dev.limn.text.TowerKind.size;

import dev.limn.text.TextTower;
import dev.limn.text.TowerKind;
import dev.limn.text.Vocabulary;
import dev.limn.torch.Rng;
import java.util.Map;

/// Makes [WordGru].
public final class WordGruKind implements TowerKind {
  /// For the [java.util.ServiceLoader].
  public WordGruKind() {}

  @Override
  public String architecture() {
    return WordGru.ARCHITECTURE;
  }

  @Override
  public TextTower tower(Map<String, ?> sizes, Vocabulary vocabulary, Rng rng) {
    return new WordGru(
        vocabulary,
        new WordGru.Sizes(
            size(sizes, "embedding"),
            size(sizes, "hidden"),
            size(sizes, "width"),
            size(sizes, "longest")),
        rng);
  }
}
