package dev.limn.text.damsm;

import static dev.limn.text.TowerKind.size;

import dev.limn.text.TextTower;
import dev.limn.text.TowerKind;
import dev.limn.text.Vocabulary;
import dev.limn.torch.Rng;
import java.util.Map;

/// Makes [DamsmTower].
public final class DamsmTowerKind implements TowerKind {
  /// For the [java.util.ServiceLoader].
  public DamsmTowerKind() {}

  @Override
  public String architecture() {
    return DamsmTower.ARCHITECTURE;
  }

  @Override
  public TextTower tower(Map<String, ?> sizes, Vocabulary vocabulary, Rng rng) {
    return new DamsmTower(
        vocabulary,
        new DamsmTower.Sizes(
            size(sizes, "embedding"), size(sizes, "width"), size(sizes, "longest")),
        rng);
  }
}
