package dev.limn.testkit;

import dev.limn.config.Settings;
import dev.limn.draw.Limn;
import dev.limn.draw.ModelBundle;
import dev.limn.model.Feed;
import dev.limn.model.Model;
import dev.limn.model.ModelFamily;
import dev.limn.model.Stage;
import dev.limn.model.Training;
import dev.limn.model.reed.ReedConfig;
import dev.limn.model.reed.ReedGenerator;
import dev.limn.model.reed.ReedGeneratorNetwork;
import dev.limn.model.style.StyleEncoder;
import dev.limn.model.style.StyleNetwork;
import dev.limn.text.TextEncoder;
import dev.limn.text.Vocabulary;
import dev.limn.text.joint.WordGru;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import dev.limn.train.MadeExamples;
import dev.limn.train.PictureBatch;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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

  /// A model of any family that draws sentences, with weights that make pictures differ.
  public static Path ofFamily(String name, Path directory, String... captions) {
    var narrow = new LinkedHashMap<String, Object>();
    narrow.put("generator-width", 2);
    narrow.put("discriminator-width", 2);
    narrow.put("precision", "float32");
    if (name.equals("stackgan")) {
      narrow.put("conditioning", 4);
      narrow.put("text-features", 4);
    }
    return ofFamily(ModelFamily.named(name), narrow, directory, captions);
  }

  private static <C extends Record> Path ofFamily(
      ModelFamily<C> family, Map<String, Object> narrow, Path directory, String... captions) {
    C config = family.config("small", narrow);
    try (var _ = Scope.open();
        var rng = new Rng(1);
        var encoder =
            new TextEncoder(
                new WordGru(
                    Vocabulary.of(List.of(captions), 1),
                    new WordGru.Sizes(8, 8, TEXT_WIDTH, 40),
                    rng),
                Device.CPU);
        var untrained = untrained(family, family.stages(config));
        var generator = family.open(config, TEXT_WIDTH, loud(untrained.state(), rng), Device.CPU)) {
      ModelBundle.write(
          directory,
          ModelBundle.description(
              directory.getFileName().toString(),
              family.name(),
              TEXT_WIDTH,
              Settings.toMap(config),
              Map.of("kimg", 0, "data", "none"),
              List.of(captions)),
          generator,
          Optional.of(encoder));
    }
    return directory;
  }

  /// The last stage's, on those before it.
  private static <C extends Record> Model untrained(ModelFamily<C> family, List<Stage<C>> stages) {
    int before = stages.size() - 1;
    Optional<Model> base =
        before == 0 ? Optional.empty() : Optional.of(untrained(family, stages.subList(0, before)));
    C config = stages.get(before).config();
    try (var learner =
        family.learner(
            new Training<>(
                config,
                TEXT_WIDTH,
                1,
                1000,
                0,
                Device.CPU,
                new Noise(family.needs(config).feed()),
                _ -> Optional.empty(),
                base))) {
      return learner.drawing();
    } finally {
      base.ifPresent(Model::close);
    }
  }

  /// Some families start with weights so small that all their drawings are grey.
  private static Map<String, Tensor> loud(Map<String, Tensor> state, Rng rng) {
    var louder = new TreeMap<String, Tensor>(state);
    louder.replaceAll(
        (_, own) -> {
          long[] shape = own.shape().sizes();
          double inputs = (double) own.elements() / shape[0];
          return shape.length < 2 ? own : Tensors.randn(rng, shape).times(Math.sqrt(2 / inputs));
        });
    return louder;
  }

  /// Random pictures and texts.
  private static final class Noise extends MadeExamples {
    private final Feed feed;

    Noise(Feed feed) {
      this.feed = feed;
    }

    @Override
    protected PictureBatch at(long where) {
      try (var rng = new Rng(where)) {
        int side = feed.resolution();
        Tensor pictures = Tensors.randn(rng, feed.batch(), 3, side, side); // [B, 3, S, S]
        Tensor text = Tensors.randn(rng, feed.batch(), TEXT_WIDTH); // [B, W]
        return new PictureBatch(where, pictures.channelsLast(), text, new int[feed.batch()]);
      }
    }

    @Override
    public Tensor sampleConditions(int count) {
      try (var rng = new Rng(7)) {
        return Tensors.randn(rng, count, TEXT_WIDTH); // [count, W]
      }
    }
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
