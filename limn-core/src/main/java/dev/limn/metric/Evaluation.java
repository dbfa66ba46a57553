package dev.limn.metric;

import dev.limn.data.PackedCache;
import dev.limn.image.Image;
import dev.limn.model.Condition;
import dev.limn.torch.Device;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Measures a model: draws, compares, and reports.
///
/// The comparisons hold `count` drawings against as many held-back pictures: drawing `i` is made of
/// one caption of picture `i`. Which pictures, captions and seeds follows from the config alone, so
/// that two models are asked the same.
public final class Evaluation {
  /// Hears how far each stage is.
  @FunctionalInterface
  public interface Watch {
    /// Hears nothing.
    Watch SILENT = (stage, done, total) -> {};

    /// @param stage what is being done
    /// @param done pictures so far
    /// @param total pictures of this stage
    void advanced(String stage, int done, int total);
  }

  /// What came out.
  ///
  /// @param results by measure: names of figures and all that they depend on
  /// @param facts about the data that was used
  /// @param colours a row of drawings for each colour word, when colours were measured
  /// @param nearest drawings, each before the training pictures nearest to it, when measured
  public record Outcome(
      Map<String, Object> results,
      Map<String, Object> facts,
      Optional<Image> colours,
      Optional<Image> nearest) {
    public Outcome {
      results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
      facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /// The figures that stand for each measure in a curve, such as `fsd` or `pr/recall`.
    public Map<String, Double> curve() {
      var curve = new LinkedHashMap<String, Double>();
      for (var measure : Measure.values()) {
        if (results.get(measure.label()) instanceof Map<?, ?> section) {
          for (var figure : measure.figures()) {
            var name = measure.label() + (measure.figures().size() > 1 ? "/" + figure : "");
            if (section.get(figure) instanceof Number value) {
              curve.put(name, value.doubleValue());
            }
          }
        }
      }
      return curve;
    }
  }

  private Evaluation() {}

  /// As [#real], of pictures that `config.holdBack()` tells apart.
  ///
  /// @param data pictures as large as the drawings, for measures that need them
  public static Outcome of(
      EvaluationConfig config,
      Sampler artist,
      Optional<PackedCache> data,
      MetricNetworks instruments,
      Device device,
      Watch watch) {
    var real = data.map(cache -> MeasuredPictures.heldBack(cache, config.holdBack()));
    return real(config, artist, real, instruments, device, watch);
  }

  /// Takes all measures of the config, in the order of [Measure].
  ///
  /// @param data pictures as large as the drawings, for measures that need them; with captions or
  ///   classes where the artist draws from these
  /// @param instruments the networks that the measures need
  /// @param device where they compute
  /// @throws MetricException when data or a network is missing, or the data does not suffice
  public static Outcome real(
      EvaluationConfig config,
      Sampler artist,
      Optional<MeasuredPictures> data,
      MetricNetworks instruments,
      Device device,
      Watch watch) {
    var results = new LinkedHashMap<String, Object>();
    var facts = new LinkedHashMap<String, Object>();
    var drawings = new Drawings(config, artist, watch);
    Optional<Comparisons> comparisons = Optional.empty();
    Optional<Image> colours = Optional.empty();
    for (var measure : Measure.values()) {
      if (!config.has(measure)) {
        continue;
      }
      requireText(measure, artist.condition());
      if (measure == Measure.COLOURS) {
        var found = Colours.of(config, drawings);
        results.put(measure.label(), found.figures());
        colours = Optional.of(found.sheet());
        continue;
      }
      if (comparisons.isEmpty()) {
        var pictures =
            data.orElseThrow(
                () ->
                    new MetricException(
                        measure.label() + " needs " + Measure.Need.PICTURES.option()));
        var reference = Reference.of(pictures, config, artist.condition());
        facts.putAll(reference.facts());
        comparisons =
            Optional.of(
                new Comparisons(config, reference, artist, drawings, instruments, device, watch));
      }
      results.put(measure.label(), comparisons.get().take(measure));
    }
    return new Outcome(results, facts, colours, comparisons.flatMap(Comparisons::nearestSheet));
  }

  /// How many of some pictures can be held against drawings: those that have a caption or a class,
  /// where drawings are made of these.
  public static int comparable(PackedCache cache, int[] samples, Condition condition) {
    return Reference.usable(cache, samples, condition).length;
  }

  private static void requireText(Measure measure, Condition condition) {
    boolean text =
        switch (measure) {
          case COLOURS, ATTRIBUTES, R_PRECISION, TEXT_MATCH -> true;
          default -> false;
        };
    if (text && condition != Condition.TEXT) {
      throw new MetricException(
          String.format(
              Locale.ROOT,
              "%s is of models that draw sentences; this one draws %s",
              measure.label(),
              condition == Condition.CLASSES ? "classes" : "from noise alone"));
    }
  }
}
