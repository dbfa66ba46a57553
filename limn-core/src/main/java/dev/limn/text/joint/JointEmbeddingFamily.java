package dev.limn.text.joint;

import dev.limn.config.Settings;
import dev.limn.model.DataNeeds;
import dev.limn.text.training.EncoderFamily;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// The joint embedding of captions and pictures (Reed et al. 2016), over words or over characters.
public final class JointEmbeddingFamily implements EncoderFamily<JointEmbeddingConfig> {
  /// Found by the service loader.
  public JointEmbeddingFamily() {}

  @Override
  public String name() {
    return DEFAULT;
  }

  @Override
  public String description() {
    return "captions and pictures in one space, by words or by characters (Reed et al. 2016)";
  }

  @Override
  public Class<JointEmbeddingConfig> configType() {
    return JointEmbeddingConfig.class;
  }

  @Override
  public Map<String, JointEmbeddingConfig> presets() {
    var presets = new LinkedHashMap<String, JointEmbeddingConfig>();
    presets.put("small", JointEmbeddingConfig.words());
    presets.put("paper", JointEmbeddingConfig.paper());
    return presets;
  }

  /// An architecture that is named says which preset is begun with: characters are the paper's.
  @Override
  public JointEmbeddingConfig config(String preset, Map<String, ?> overrides) {
    preset(preset);
    Object named = overrides.get("encoder");
    boolean paper = named == null ? preset.equals("paper") : named.equals(CharCnnRnn.ARCHITECTURE);
    return Settings.with(preset(paper ? "paper" : "small"), configType(), overrides);
  }

  /// What the version that wrote them did not do has no weight.
  @Override
  public JointEmbeddingConfig stored(Map<String, ?> settings) {
    var complete = new LinkedHashMap<String, Object>(settings);
    if (settings.containsKey("margin")) {
      complete.putIfAbsent("naming", 0);
    }
    return config("small", complete);
  }

  @Override
  public DataNeeds.Pictures needs(JointEmbeddingConfig config) {
    return EncoderFamily.ofCuts(config);
  }

  @Override
  public Set<String> architectures() {
    return Set.of(WordGru.ARCHITECTURE, CharCnnRnn.ARCHITECTURE);
  }

  @Override
  public Set<String> paperOnly() {
    return Set.of(CharCnnRnn.ARCHITECTURE);
  }
}
