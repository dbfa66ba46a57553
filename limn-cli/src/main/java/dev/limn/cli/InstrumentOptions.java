package dev.limn.cli;

import dev.limn.metric.Measure;
import dev.limn.metric.MetricNetworks;
import dev.limn.vision.InceptionFeatures.Input;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/// The networks that measures look through: files that the user names.
final class InstrumentOptions {
  @Option(
      names = "--weights",
      paramLabel = "FILE",
      defaultValue = Option.NULL_VALUE,
      description =
          "SqueezeNet 1.1's weights (safetensors), for fsd, ksd, pr, diversity and nearest.")
  private Optional<Path> weights;

  @Option(
      names = "--inception",
      paramLabel = "FILE",
      defaultValue = Option.NULL_VALUE,
      description =
          "The weights of the Inception v3 that FID is defined on, the TensorFlow graph of"
              + " 2015-12-05 in PyTorch's layout (.pth or .safetensors), for fid, kid, is and pr.")
  private Optional<Path> inception;

  @Option(
      names = "--inception-input",
      paramLabel = "HOW",
      defaultValue = "tensorflow",
      description =
          "How pictures come to Inception's size: tensorflow, as the graph does, or as pytorch-fid"
              + " or clean-fid do. Figures of different ones cannot be compared.")
  private Input input;

  @Option(
      names = "--evaluator",
      paramLabel = "RUN|own",
      defaultValue = Option.NULL_VALUE,
      description =
          "A run of limn train --family damsm, or joint-embedding, with another --seed and --half than"
              + " the model's encoder, for r-precision, text-match and is; own takes the encoder that"
              + " the model was trained with, which flatters it.")
  private Optional<Path> evaluator;

  @Option(
      names = "--attributes",
      paramLabel = "FILE.yaml",
      defaultValue = Option.NULL_VALUE,
      description =
          "Attributes and the words that captions name them by, such as"
              + " direction: [facing left, facing right] (default: those that the data has).")
  private Optional<Path> attributes;

  /// What is measured with these when nothing else is said.
  Set<Measure> usual() {
    Set<Measure> usual = EnumSet.noneOf(Measure.class);
    weights.ifPresent(_ -> usual.add(Measure.FSD));
    inception.ifPresent(_ -> usual.addAll(Set.of(Measure.FID, Measure.KID)));
    evaluator.ifPresent(_ -> usual.addAll(Set.of(Measure.R_PRECISION, Measure.TEXT_MATCH)));
    return usual;
  }

  /// @param own where the model's own encoders are, if it is in its run
  MetricNetworks.Sources sources(Path own) {
    var judge = evaluator.map(path -> path.toString().equals("own") ? own : path);
    return new MetricNetworks.Sources(weights, inception, input, judge, attributes);
  }
}
