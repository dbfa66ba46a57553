package dev.limn.metric;

import dev.limn.metric.Measure.Need;
import dev.limn.torch.Device;
import dev.limn.vision.InceptionFeatures;
import dev.limn.vision.SqueezeNetFeatures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// The networks that an [Evaluation] looks through, opened from files that the user named.
public final class MetricNetworks implements AutoCloseable {
  /// Where they come from.
  ///
  /// @param squeezeNet SqueezeNet's weights
  /// @param inception Inception's weights
  /// @param input how pictures come into Inception
  /// @param evaluator a run with a text encoder and its picture side
  /// @param attributes a file with attributes, as [Attributes#read] takes it; without one they are
  ///   those that the data set has
  public record Sources(
      Optional<Path> squeezeNet,
      Optional<Path> inception,
      InceptionFeatures.Input input,
      Optional<Path> evaluator,
      Optional<Path> attributes) {
    /// Nothing at all, for measures that need no network.
    public static final Sources NONE =
        new Sources(
            Optional.empty(),
            Optional.empty(),
            InceptionFeatures.Input.TENSORFLOW,
            Optional.empty(),
            Optional.empty());

    /// The first thing that a measure needs and that is not here.
    ///
    /// @param pictures whether there are pictures
    public Optional<Need> missing(Measure measure, boolean pictures) {
      for (var need : Need.values()) {
        boolean there =
            switch (need) {
              case PICTURES -> pictures;
              case SQUEEZENET -> squeezeNet.isPresent();
              case INCEPTION -> inception.isPresent();
              case FEATURES -> squeezeNet.isPresent() || inception.isPresent();
              case CLASSIFIER -> inception.isPresent() || evaluator.isPresent();
              case EVALUATOR -> evaluator.isPresent();
            };
        if (measure.needs(need) && !there) {
          return Optional.of(need);
        }
      }
      return Optional.empty();
    }
  }

  private final Sources sources;
  private Optional<Extractor> squeezeNet = Optional.empty();
  private Optional<InceptionFeatures> network = Optional.empty();
  private Optional<Extractor> inception = Optional.empty();
  private Optional<Evaluator> evaluator = Optional.empty();

  private MetricNetworks(Sources sources) {
    this.sources = sources;
  }

  /// Opens what the measures need.
  ///
  /// @throws MetricException when a file is missing or holds something else
  public static MetricNetworks open(Sources sources, Set<Measure> measures, Device device) {
    var instruments = new MetricNetworks(sources);
    try {
      instruments.open(measures, device);
      return instruments;
    } catch (RuntimeException e) {
      instruments.close();
      throw e;
    }
  }

  private void open(Set<Measure> measures, Device device) {
    boolean either = any(measures, Need.FEATURES);
    boolean classes = any(measures, Need.CLASSIFIER);
    if (sources.inception().isPresent() && (either || classes || any(measures, Need.INCEPTION))) {
      Path file = file(sources.inception().get(), Need.INCEPTION);
      network = Optional.of(InceptionFeatures.open(file, sources.input(), device));
      inception =
          Optional.of(
              Extractor.of(
                  network.get(),
                  "Inception v3 of 2015-12-05, pool 3",
                  file,
                  sources.input().description()));
    }
    boolean first = any(measures, Need.SQUEEZENET) || either && inception.isEmpty();
    if (sources.squeezeNet().isPresent() && first) {
      Path file = file(sources.squeezeNet().get(), Need.SQUEEZENET);
      squeezeNet =
          Optional.of(
              Extractor.of(
                  SqueezeNetFeatures.open(file, device),
                  "SqueezeNet 1.1, average of the last fire module",
                  file,
                  SqueezeNetFeatures.RESIZE));
    }
    if (sources.evaluator().isPresent() && (classes || any(measures, Need.EVALUATOR))) {
      evaluator = Optional.of(Evaluator.open(sources.evaluator().get(), device));
    }
  }

  private static boolean any(Set<Measure> measures, Need need) {
    return measures.stream().anyMatch(measure -> measure.needs(need));
  }

  private static Path file(Path file, Need need) {
    if (!Files.isRegularFile(file)) {
      throw new MetricException(file + ": no such file; expected " + need.option());
    }
    return file;
  }

  Extractor squeezeNet() {
    return given(squeezeNet, Need.SQUEEZENET);
  }

  Extractor inception() {
    return given(inception, Need.INCEPTION);
  }

  /// Inception where there is one, else SqueezeNet.
  Extractor features() {
    return inception.orElseGet(() -> given(squeezeNet, Need.FEATURES));
  }

  Evaluator evaluator() {
    return given(evaluator, Need.EVALUATOR);
  }

  /// The file with attributes, if one was named.
  Optional<Path> attributes() {
    return sources.attributes();
  }

  /// The evaluator's classifier of the data's own classes.
  Extractor classifier() {
    var own = given(evaluator, Need.CLASSIFIER);
    return own.classifier()
        .orElseThrow(
            () ->
                new MetricException(
                    own.extractor().name()
                        + " learnt no classes; expected an evaluator of data with classes, or "
                        + Need.INCEPTION.option()));
  }

  /// Whether Inception names the classes of pictures.
  boolean hasInception() {
    return network.isPresent();
  }

  /// The probabilities of Inception's 1,008 classes.
  FeatureSet classes(FeatureSet features) {
    var inception = given(network, Need.INCEPTION);
    return features.mapped(rows -> inception.classes(rows));
  }

  private static <T> T given(Optional<T> instrument, Need need) {
    return instrument.orElseThrow(
        () -> new MetricException("a network is missing; expected " + need.option()));
  }

  @Override
  public void close() {
    squeezeNet.ifPresent(extractor -> extractor.network().close());
    network.ifPresent(InceptionFeatures::close);
    evaluator.ifPresent(Evaluator::close);
  }
}
