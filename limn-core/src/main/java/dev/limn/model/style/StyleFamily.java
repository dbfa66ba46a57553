package dev.limn.model.style;

import dev.limn.model.Condition;
import dev.limn.model.DataNeeds;
import dev.limn.model.InversionFamily;
import dev.limn.model.InversionLearner;
import java.util.LinkedHashMap;
import java.util.Map;

/// The style encoder of a model that draws sentences (Reed et al. 2016, section 4.4).
public final class StyleFamily implements InversionFamily<StyleConfig> {
  /// Found by the service loader.
  public StyleFamily() {}

  @Override
  public String name() {
    return "style-encoder";
  }

  @Override
  public String description() {
    return "reads the style of a picture, for a model that draws sentences (Reed et al. 2016)";
  }

  @Override
  public Class<StyleConfig> configType() {
    return StyleConfig.class;
  }

  @Override
  public Map<String, StyleConfig> presets() {
    var presets = new LinkedHashMap<String, StyleConfig>();
    presets.put("small", StyleConfig.small());
    presets.put("paper", StyleConfig.paper());
    return presets;
  }

  @Override
  public DataNeeds.Drawings needs(StyleConfig config) {
    return new DataNeeds.Drawings(Condition.TEXT, config.batch(), config.captions());
  }

  @Override
  public InversionLearner learner(Task<StyleConfig> task) {
    return new StyleLearner(
        task.config(),
        task.seed(),
        task.total(),
        task.device(),
        task.examples(),
        task.generator(),
        task.preview()::apply);
  }

  @Override
  public String drawingOption() {
    return "--style PICTURE";
  }
}
