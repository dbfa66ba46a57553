package dev.limn.text.training;

import dev.limn.data.DatasetOptions;
import dev.limn.model.Condition;
import dev.limn.model.DataNeeds;
import dev.limn.model.Family;
import dev.limn.model.Feed;
import dev.limn.model.ModelException;
import dev.limn.text.Corpus;
import dev.limn.text.TextException;
import dev.limn.torch.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A family of text encoders: how one is trained on captioned pictures ([TextConfig#training]), or
/// on sentences alone.
///
/// A run of a family that draws sentences trains one of these first. Its config has a key
/// `encoder`, the architecture.
public interface EncoderFamily<C extends Record & TextConfig> extends Family<C> {
  /// The name of the one that is trained when nothing is said.
  String DEFAULT = "joint-embedding";

  /// The architectures that it trains, as its config's `encoder` says them.
  Set<String> architectures();

  /// Those of its architectures that are only trained with a paper's numbers.
  default Set<String> paperOnly() {
    return Set.of();
  }

  /// The sentences of a text file, a folder of them, or a data set's captions, of a family that
  /// learns from nothing else.
  ///
  /// @param reading what the user says of a folder of pictures
  /// @throws RuntimeException when there are none, or the family needs pictures
  default Corpus corpus(Path data, C config, DatasetOptions reading) {
    throw new TextException(name() + " learns from pictures with captions, not from text alone");
  }

  /// A training on sentences, of a family that learns from nothing else.
  ///
  /// @throws TextException when they do not fit the config, or the family needs pictures
  default TextTraining ofSentences(Corpus.Parts corpus, C config, Device device) {
    throw new TextException(name() + " learns from pictures with captions, not from text alone");
  }

  /// A family with a config of its type.
  record Chosen<C extends Record & TextConfig>(EncoderFamily<C> family, C config) {
    /// With the config that a run was stored with.
    public static <C extends Record & TextConfig> Chosen<C> stored(
        EncoderFamily<C> family, Map<String, ?> settings) {
      return new Chosen<>(family, family.stored(settings));
    }
  }

  /// Random cuts of pictures a sixteenth larger, with a caption each.
  static DataNeeds.Pictures ofCuts(TextConfig config) {
    int side = config.resolution();
    return new DataNeeds.Pictures(
        Condition.TEXT, new Feed(config.batch(), side + side / 16, side, 1));
  }

  /// Whether the numbers are a paper's whatever preset was named, as those over characters are.
  static boolean ofPaper(TextConfig config) {
    return training(Optional.of(config.encoder())).paperOnly().contains(config.encoder());
  }

  /// All that there are.
  static List<EncoderFamily<?>> encoders() {
    return Family.all().stream()
        .<EncoderFamily<?>>mapMulti(
            (family, take) -> {
              if (family instanceof EncoderFamily<?> encoders) {
                take.accept(encoders);
              }
            })
        .toList();
  }

  /// The one that trains an architecture; that of [#DEFAULT] where none does.
  ///
  /// @throws ModelException when not even that one is there
  static EncoderFamily<?> training(Optional<String> architecture) {
    var all = encoders();
    return all.stream()
        .filter(family -> architecture.filter(family.architectures()::contains).isPresent())
        .findFirst()
        .or(() -> all.stream().filter(family -> family.name().equals(DEFAULT)).findFirst())
        .orElseThrow(() -> new ModelException("no family of text encoders; expected " + DEFAULT));
  }
}
