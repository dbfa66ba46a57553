package dev.limn.text.damsm;

import dev.limn.config.Settings;
import dev.limn.model.DataNeeds;
import dev.limn.text.training.EncoderFamily;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// AttnGAN's similarity of words and regions (Xu et al. 2018).
public final class DamsmFamily implements EncoderFamily<DamsmConfig> {
  /// Found by the service loader.
  public DamsmFamily() {}

  @Override
  public String name() {
    return DamsmTower.ARCHITECTURE;
  }

  @Override
  public String description() {
    return "the similarity of words and regions of pictures (AttnGAN, Xu et al. 2018)";
  }

  @Override
  public Class<DamsmConfig> configType() {
    return DamsmConfig.class;
  }

  @Override
  public Map<String, DamsmConfig> presets() {
    var presets = new LinkedHashMap<String, DamsmConfig>();
    presets.put("small", DamsmConfig.small());
    presets.put("paper", DamsmConfig.paper());
    return presets;
  }

  /// Models written before a setting existed mean what the small one means.
  @Override
  public DamsmConfig stored(Map<String, ?> settings) {
    return Settings.with(DamsmConfig.small(), configType(), settings);
  }

  @Override
  public DataNeeds.Pictures needs(DamsmConfig config) {
    return EncoderFamily.ofCuts(config);
  }

  @Override
  public Set<String> architectures() {
    return Set.of(DamsmTower.ARCHITECTURE);
  }
}
