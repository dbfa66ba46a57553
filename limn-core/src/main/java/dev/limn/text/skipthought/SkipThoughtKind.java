package dev.limn.text.skipthought;

import static dev.limn.text.TowerKind.size;

import dev.limn.text.TextTower;
import dev.limn.text.TowerKind;
import dev.limn.text.Vocabulary;
import dev.limn.torch.Rng;
import java.util.Map;

/// Makes [SkipThought].
public final class SkipThoughtKind implements TowerKind {
  /// For the [java.util.ServiceLoader].
  public SkipThoughtKind() {}

  @Override
  public String architecture() {
    return SkipThought.ARCHITECTURE;
  }

  @Override
  public TextTower tower(Map<String, ?> sizes, Vocabulary vocabulary, Rng rng) {
    return new SkipThought(
        vocabulary,
        new SkipThought.Sizes(
            SkipThought.Kind.of(sizes.get("kind")),
            size(sizes, "embedding"),
            size(sizes, "hidden"),
            size(sizes, "longest")),
        rng);
  }
}
