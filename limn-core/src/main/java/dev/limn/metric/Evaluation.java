package dev.limn.metric;

import dev.limn.data.PackedCache;
import dev.limn.data.Progress;
import dev.limn.image.Image;
import dev.limn.image.Sheet;
import dev.limn.text.PictureFeatures;
import dev.limn.torch.Device;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Measures a model: draws, compares, and reports.
///
/// The distances hold `count` drawings against as many held-back pictures: drawing `i` is made of
/// one caption of picture `i`. Which pictures, captions and seeds follows from the config alone, so
/// that two models are asked the same.
public final class Evaluation {
  private static final int PIECE = 100;
  private static final int STRANGERS = 16;
  private static final int NEAREST = 7;
  private static final int SENTENCES = 10;
  private static final int REALS = 200;
  private static final Sheet.Style STYLE = new Sheet.Style(2, 0xFFFFFF, 1);

  /// Hears how far each stage is.
  @FunctionalInterface
  public interface Watch {
    /// @param stage what is being done
    /// @param done pictures so far
    /// @param total pictures of this stage
    void advanced(String stage, int done, int total);
  }

  private final EvaluationConfig config;
  private final Artist artist;
  private final Watch watch;
  private final Map<String, Object> results = new LinkedHashMap<>();
  private final Map<String, Object> facts = new LinkedHashMap<>();
  private Optional<Image> colourSheet = Optional.empty();
  private Optional<Image> neighbourSheet = Optional.empty();

  /// What came out.
  ///
  /// @param results by measure: names of figures and their values
  /// @param facts about the data that was used
  /// @param colours a row of drawings for each colour word, when colours were measured
  /// @param neighbours drawings, each before the training pictures nearest to it, when measured
  public record Outcome(
      Map<String, Object> results,
      Map<String, Object> facts,
      Optional<Image> colours,
      Optional<Image> neighbours) {
    public Outcome {
      results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
      facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }
  }

  private Evaluation(EvaluationConfig config, Artist artist, Watch watch) {
    this.config = config;
    this.artist = artist;
    this.watch = watch;
  }

  /// Takes all measures of the config.
  ///
  /// @param data captioned pictures as large as the drawings, for measures that need them
  /// @param network describes pictures, for measures that need features
  /// @param device where the network computes
  /// @throws MetricException when data or network is missing or the data does not suffice
  public static Outcome of(
      EvaluationConfig config,
      Artist artist,
      Optional<PackedCache> data,
      Optional<PictureFeatures> network,
      Device device,
      Watch watch) {
    for (var measure : config.measures()) {
      if (measure.needsData() && data.isEmpty() || measure.needsFeatures() && network.isEmpty()) {
        throw new MetricException(
            measure + " needs captioned pictures and a feature network; one is missing");
      }
    }
    var evaluation = new Evaluation(config, artist, watch);
    if (config.has(Measure.COLOURS)) {
      evaluation.colours();
    }
    if (config.measures().stream().anyMatch(Measure::needsFeatures)) {
      evaluation.compare(Reference.of(data.orElseThrow(), config), network.orElseThrow(), device);
    }
    return new Outcome(
        evaluation.results, evaluation.facts, evaluation.colourSheet, evaluation.neighbourSheet);
  }

  private void colours() {
    long start = System.nanoTime();
    var words = ColourAgreement.WORDS;
    var sentences = words.stream().map(word -> word.in(config.sentence())).toList();
    var drawings = table("colours", sentences);
    var rows = ColourAgreement.of(drawings);
    var captions = new ArrayList<String>();
    var each = new LinkedHashMap<String, Object>();
    for (var row : rows) {
      each.put(row.word().word(), row.agreed());
      captions.add("%s: %d of %d".formatted(row.word().word(), row.agreed(), row.found().size()));
    }
    colourSheet = Optional.of(Sheet.captioned(drawings, captions, STYLE));
    results.put(
        "colours",
        figures(
            start,
            "agreement",
            rounded(ColourAgreement.share(rows)),
            "sentence",
            config.sentence(),
            "drawings-each",
            config.seeds(),
            "first-seed",
            config.columnSeed(0),
            "agreed",
            each));
  }

  /// A row of drawings for each sentence, all rows of the same seeds.
  private List<List<Image>> table(String stage, List<String> sentences) {
    var all = new ArrayList<String>();
    sentences.forEach(s -> all.addAll(Collections.nCopies(config.seeds(), s)));
    var images = drawn(stage, all, i -> config.columnSeed(i % config.seeds()));
    return IntStream.range(0, sentences.size())
        .mapToObj(row -> images.subList(row * config.seeds(), (row + 1) * config.seeds()))
        .toList();
  }

  private List<Image> drawn(String stage, List<String> sentences, IntFunction<Long> seeds) {
    var images = new ArrayList<Image>();
    for (int from = 0; from < sentences.size(); from += PIECE) {
      int to = Math.min(sentences.size(), from + PIECE);
      long[] numbers = IntStream.range(from, to).mapToLong(seeds::apply).toArray();
      images.addAll(artist.draw(sentences.subList(from, to), numbers));
      watch.advanced(stage + ": drawn", to, sentences.size());
    }
    return images;
  }

  private void compare(Reference reference, PictureFeatures network, Device device) {
    long start = System.nanoTime();
    var cache = reference.cache();
    facts.put("pictures", cache.count());
    facts.put("trained-on", reference.parts().train().length);
    facts.put("held-back", reference.parts().heldBack().length);
    facts.put("split", reference.split(config.holdBack()));
    facts.put("content", cache.contentId());
    var images = drawn("distances", reference.captions(), config::drawingSeed);
    var described = new Described(network, device);
    var fake = described.of("drawings", images.size(), images::get);
    int[] chosen = reference.chosen();
    var real = described.of("held-back", chosen.length, i -> cache.picture(chosen[i]));
    facts.put("shared-seconds", seconds(start));
    if (config.has(Measure.FSD)) {
      fsd(real, fake);
    }
    if (config.has(Measure.KSD)) {
      ksd(real, fake);
    }
    if (config.has(Measure.DIVERSITY)) {
      diversity(reference, real, described);
    }
    if (config.has(Measure.NEIGHBOURS)) {
      neighbours(reference, images, fake, described);
    }
  }

  /// The network, heard by the watch.
  private final class Described {
    private final PictureFeatures network;
    private final Device device;

    Described(PictureFeatures network, Device device) {
      this.network = network;
      this.device = device;
    }

    FeatureSet of(String stage, int count, IntFunction<Image> pictures) {
      Progress progress = (done, total) -> watch.advanced(stage + ": described", done, total);
      return FeatureSet.of(network, device, count, pictures, progress);
    }
  }

  private void fsd(FeatureSet real, FeatureSet fake) {
    long start = System.nanoTime();
    double distance = FrechetDistance.between(real.statistics(), fake.statistics());
    results.put(
        "fsd",
        figures(
            start,
            "distance",
            rounded(distance),
            "drawings",
            fake.count(),
            "held-back",
            real.count(),
            "first-seed",
            config.drawingSeed(0)));
  }

  private void ksd(FeatureSet real, FeatureSet fake) {
    long start = System.nanoTime();
    var result = KernelDistance.between(real, fake, config.seed());
    results.put(
        "ksd",
        figures(
            start,
            "distance",
            rounded(result.mean()),
            "deviation",
            rounded(result.deviation()),
            "subsets",
            result.subsets(),
            "subset",
            result.subset(),
            "drawings",
            Math.min(fake.count(), KernelDistance.MOST)));
  }

  private void diversity(Reference reference, FeatureSet real, Described described) {
    long start = System.nanoTime();
    var sentences = reference.captions().stream().distinct().limit(SENTENCES).toList();
    var images = table("diversity", sentences).stream().flatMap(List::stream).toList();
    var all = described.of("diversity", images.size(), images::get);
    double[] spreads =
        IntStream.range(0, sentences.size())
            .mapToDouble(i -> Spread.within(all.part(i * config.seeds(), config.seeds())))
            .toArray();
    double mean = Arrays.stream(spreads).average().orElseThrow();
    double pictures = Spread.within(real.first(REALS));
    results.put(
        "diversity",
        figures(
            start,
            "share-of-real",
            rounded(mean / pictures),
            "mean",
            rounded(mean),
            "least",
            rounded(Arrays.stream(spreads).min().orElseThrow()),
            "real",
            rounded(pictures),
            "sentences",
            sentences.size(),
            "drawings-each",
            config.seeds()));
  }

  private void neighbours(
      Reference reference, List<Image> images, FeatureSet fake, Described described) {
    long start = System.nanoTime();
    var cache = reference.cache();
    int[] train = reference.parts().train();
    var known = described.of("training", train.length, i -> cache.picture(train[i]));
    int count = Math.min(STRANGERS, images.size());
    var nearest = Spread.nearest(fake.first(count), known, NEAREST);
    var rows = new ArrayList<List<Image>>();
    var each = new ArrayList<Map<String, Object>>();
    for (int i = 0; i < count; i++) {
      var row = new ArrayList<>(List.of(images.get(i)));
      nearest.get(i).forEach(found -> row.add(cache.picture(train[found.number()])));
      rows.add(row);
      var first = nearest.get(i).getFirst();
      var entry = new LinkedHashMap<String, Object>();
      entry.put("caption", reference.captions().get(i));
      entry.put("seed", config.drawingSeed(i));
      entry.put("nearest", cache.name(train[first.number()]));
      entry.put("distance", rounded(first.distance()));
      each.add(entry);
    }
    neighbourSheet =
        Optional.of(Sheet.captioned(rows, reference.captions().subList(0, count), STYLE));
    double mean =
        nearest.stream().mapToDouble(row -> row.getFirst().distance()).average().orElseThrow();
    results.put(
        "neighbours",
        figures(start, "mean-distance", rounded(mean), "among", train.length, "drawings", each));
  }

  private static Map<String, Object> figures(long start, Object... pairs) {
    var map = new LinkedHashMap<String, Object>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    map.put("seconds", seconds(start));
    return map;
  }

  private static double seconds(long start) {
    return Math.round((System.nanoTime() - start) / 1e8) / 10.0;
  }

  private static double rounded(double value) {
    return Math.round(value * 1e4) / 1e4;
  }
}
