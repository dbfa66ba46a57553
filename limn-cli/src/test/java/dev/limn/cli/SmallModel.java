package dev.limn.cli;

import dev.limn.config.Settings;
import dev.limn.draw.ModelBundle;
import dev.limn.model.reed.ReedConfig;
import dev.limn.model.reed.ReedGenerator;
import dev.limn.model.reed.ReedGeneratorNetwork;
import dev.limn.text.TextEncoder;
import dev.limn.text.Vocabulary;
import dev.limn.text.joint.WordGru;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.io.Safetensors;
import dev.limn.torch.nn.Network;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A model of sentences with random weights that is opened in no time.
final class SmallModel {
  static final ReedConfig CONFIG =
      Settings.with(
          ReedConfig.small(),
          ReedConfig.class,
          Map.of("generator-width", 4, "discriminator-width", 4));

  private static final int WIDTH = 16;

  private SmallModel() {}

  /// @param facts of its training
  static Path write(Path directory, Map<String, Object> facts) {
    var captions = List.of("this flower has red petals.");
    try (var rng = new Rng(1);
        var encoder =
            new TextEncoder(
                new WordGru(Vocabulary.of(captions, 1), new WordGru.Sizes(8, 8, WIDTH, 40), rng),
                Device.CPU);
        var network = new Network<>(new ReedGenerator(CONFIG, WIDTH, rng), Device.CPU);
        var generator = ReedGeneratorNetwork.of(CONFIG, WIDTH, network.state(), Device.CPU)) {
      var description =
          ModelBundle.description("small", "reed", WIDTH, Settings.toMap(CONFIG), facts, captions);
      ModelBundle.write(directory, description, generator, encoder);
    }
    return directory;
  }

  /// Makes the first tensor of a file of weights none of numbers.
  ///
  /// @return its name
  static String spoil(Path file, double factor) {
    try (var _ = Scope.open()) {
      var tensors = Safetensors.read(file);
      var first = tensors.keySet().iterator().next();
      tensors.put(first, tensors.get(first).times(0).plus(factor));
      Safetensors.write(file, tensors, Map.of("format", "pt"));
      return first;
    }
  }
}
