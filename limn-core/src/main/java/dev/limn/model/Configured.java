package dev.limn.model;

import dev.limn.config.Settings;
import java.util.Map;

/// A family with a config of its type.
public record Configured<C extends Record>(Family<C> family, C config) {
  /// What it learns from.
  public DataNeeds needs() {
    return family.needs(config);
  }

  /// What its model's pictures depend on besides noise; [Condition#NOTHING] where it makes none.
  public Condition condition() {
    return needs() instanceof DataNeeds.Pictures pictures
        ? pictures.arrangement() == DataNeeds.Arrangement.SINGLE
            ? pictures.annotation()
            : Condition.PICTURE
        : Condition.NOTHING;
  }

  /// The config as a file has it.
  public Map<String, Object> settings() {
    return Settings.toMap(config);
  }
}
