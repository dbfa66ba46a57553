package dev.limn.text.skipthought;

import dev.limn.config.Settings;
import dev.limn.data.DatasetOptions;
import dev.limn.model.DataNeeds;
import dev.limn.text.Corpus;
import dev.limn.text.training.EncoderFamily;
import dev.limn.text.training.TextTraining;
import dev.limn.torch.Device;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Skip-thought vectors (Kiros et al. 2015), which learn from sentences alone.
public final class SkipThoughtFamily implements EncoderFamily<SkipThoughtConfig> {
  /// Found by the service loader.
  public SkipThoughtFamily() {}

  @Override
  public String name() {
    return SkipThought.ARCHITECTURE;
  }

  @Override
  public String description() {
    return "sentences by their neighbours, learned from text alone (Kiros et al. 2015)";
  }

  @Override
  public Class<SkipThoughtConfig> configType() {
    return SkipThoughtConfig.class;
  }

  @Override
  public Map<String, SkipThoughtConfig> presets() {
    var presets = new LinkedHashMap<String, SkipThoughtConfig>();
    presets.put("small", SkipThoughtConfig.small());
    presets.put("paper", SkipThoughtConfig.paper());
    return presets;
  }

  /// Models written before a setting existed mean what the small one means.
  @Override
  public SkipThoughtConfig stored(Map<String, ?> settings) {
    return Settings.with(SkipThoughtConfig.small(), configType(), settings);
  }

  @Override
  public DataNeeds.Sentences needs(SkipThoughtConfig config) {
    return new DataNeeds.Sentences();
  }

  @Override
  public Set<String> architectures() {
    return Set.of(SkipThought.ARCHITECTURE);
  }

  @Override
  public Corpus corpus(Path data, SkipThoughtConfig config, DatasetOptions reading) {
    return Corpus.read(data, config.lines(), reading);
  }

  @Override
  public TextTraining ofSentences(Corpus.Parts corpus, SkipThoughtConfig config, Device device) {
    return new SkipThoughtTraining(corpus, config, device);
  }
}
