package dev.limn.testkit;

import dev.limn.draw.Limn;
import dev.limn.draw.ModelBundle;
import dev.limn.model.Settings;
import dev.limn.model.reed.ReedConfig;
import dev.limn.model.reed.ReedGenerator;
import dev.limn.model.reed.ReedGeneratorNetwork;
import dev.limn.model.style.StyleEncoder;
import dev.limn.model.style.StyleNetwork;
import dev.limn.text.TextEncoder;
import dev.limn.text.Vocabulary;
import dev.limn.text.WordGru;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.nn.Network;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A model with random weights that is small enough to be made for a test.
public final class TinyModel {
  public static final int TEXT_WIDTH = 16;

  private TinyModel() {}

  /// Knows the captions' words, the commonest first.
  public static Path write(Path directory, int width, String... captions) {
    var config =
        Settings.with(
            ReedConfig.small(),
            ReedConfig.class,
            Map.of("generator-width", width, "discriminator-width", width));
    var vocabulary = Vocabulary.of(List.of(captions), 1);
    try (var rng = new Rng(1);
        var encoder =
            new TextEncoder(
                new WordGru(vocabulary, new WordGru.Sizes(8, 8, TEXT_WIDTH, 40), rng), Device.CPU);
        var network = new Network<>(new ReedGenerator(config, TEXT_WIDTH, rng), Device.CPU);
        var generator = ReedGeneratorNetwork.of(config, TEXT_WIDTH, network.state(), Device.CPU)) {
      ModelBundle.write(
          directory,
          ModelBundle.description(
              directory.getFileName().toString(),
              "reed",
              TEXT_WIDTH,
              Settings.toMap(config),
              Map.of("kimg", 0, "data", "none"),
              List.of(captions)),
          generator,
          encoder);
    }
    return directory;
  }

  /// Puts a style encoder with random weights beside the model.
  public static Path writeStyleEncoder(Path directory) {
    String hash;
    try (var limn = Limn.open(directory)) {
      hash = limn.hash();
    }
    int noise = ReedConfig.small().noise();
    int side = ReedConfig.small().resolution();
    try (var rng = new Rng(2);
        var network = new Network<>(new StyleNetwork(2, side, noise, rng), Device.CPU);
        var encoder =
            new StyleEncoder(
                StyleEncoder.Description.of(hash, noise, side, 2, Map.of()),
                network.state(),
                Device.CPU)) {
      encoder.write(directory);
    }
    return directory;
  }

  public static Path write(Path directory) {
    return write(directory, 4, "a small yellow bird with black wings", "a red bird");
  }
}
