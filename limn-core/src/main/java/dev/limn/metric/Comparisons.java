package dev.limn.metric;

import dev.limn.data.Progress;
import dev.limn.image.Image;
import dev.limn.image.Sheet;
import dev.limn.torch.Device;
import dev.limn.vision.AttributeClassifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// The measures that hold drawings against real pictures. Drawings are made once, and each network
/// describes them once, when the first measure asks.
final class Comparisons {
  private static final int SHOWN = 16;
  private static final int NEAREST = 7;
  private static final int SENTENCES = 10;
  private static final int REALS = 200;
  private static final int BATCH = 64;
  private static final double RATE = 1e-3;
  private static final Sheet.Style STYLE = new Sheet.Style(2, 0xFFFFFF, 1);

  /// Both sides, by one network.
  private record Sides(FeatureSet real, FeatureSet fake) {}

  private final EvaluationConfig config;
  private final Reference reference;
  private final Sampler artist;
  private final Drawings drawings;
  private final MetricNetworks instruments;
  private final Device device;
  private final Evaluation.Watch watch;
  private final Map<Object, Sides> described = new IdentityHashMap<>();
  private Optional<List<Image>> drawn = Optional.empty();
  private Optional<Image> sheet = Optional.empty();

  Comparisons(
      EvaluationConfig config,
      Reference reference,
      Sampler artist,
      Drawings drawings,
      MetricNetworks instruments,
      Device device,
      Evaluation.Watch watch) {
    this.config = config;
    this.reference = reference;
    this.artist = artist;
    this.drawings = drawings;
    this.instruments = instruments;
    this.device = device;
    this.watch = watch;
  }

  /// Drawings, each before the training pictures nearest to it, when these were looked for.
  Optional<Image> nearestSheet() {
    return sheet;
  }

  Map<String, Object> take(Measure measure) {
    var figures = new MeasureResult();
    switch (measure) {
      case FID -> frechet(figures, instruments.inception());
      case FSD -> frechet(figures, instruments.squeezeNet());
      case KID -> kernel(figures, instruments.inception());
      case KSD -> kernel(figures, instruments.squeezeNet());
      case IS -> inceptionScore(figures);
      case PR -> precisionRecall(figures);
      case R_PRECISION -> rPrecision(figures);
      case TEXT_MATCH -> textMatch(figures);
      case DIVERSITY -> diversity(figures);
      case NEAREST -> nearest(figures);
      case GEOMETRY -> geometry(figures);
      case ATTRIBUTES -> attributes(figures);
      case COLOURS -> throw new IllegalArgumentException("colours compare no pictures");
    }
    if (reference.pictures().learned()) {
      figures.put("learned", true);
    }
    return figures.done();
  }

  private List<Image> drawn() {
    if (drawn.isEmpty()) {
      drawn = Optional.of(drawings.of("drawings", reference.captions(), config::drawingSeed));
    }
    return drawn.get();
  }

  private IntFunction<Image> real() {
    return i -> reference.cache().picture(reference.chosen()[i]);
  }

  private FeatureSet described(
      Extractor extractor, String stage, int count, IntFunction<Image> pictures) {
    Progress progress = (done, total) -> watch.advanced(stage + ": described", done, total);
    return FeatureSet.of(extractor.network(), device, count, pictures, progress);
  }

  private Sides sides(Extractor extractor) {
    var known = described.get(extractor.network());
    if (known != null) {
      return known;
    }
    var images = drawn();
    var sides =
        new Sides(
            described(extractor, "held-back", reference.chosen().length, real()),
            described(extractor, "drawings", images.size(), images::get));
    described.put(extractor.network(), sides);
    return sides;
  }

  /// What every comparison depends on.
  private void numbers(MeasureResult figures, int drawings, int heldBack) {
    figures
        .put("drawings", drawings)
        .put("held-back", heldBack)
        .put("seed", config.seed())
        .put("first-seed", config.drawingSeed(0));
  }

  private void frechet(MeasureResult figures, Extractor extractor) {
    var sides = sides(extractor);
    double distance = FrechetDistance.between(sides.real().statistics(), sides.fake().statistics());
    figures.put("distance", distance);
    numbers(figures, sides.fake().count(), sides.real().count());
    figures.by(extractor);
  }

  private void kernel(MeasureResult figures, Extractor extractor) {
    var sides = sides(extractor);
    var result = KernelDistance.between(sides.real(), sides.fake(), config.seed());
    figures
        .put("distance", result.mean())
        .put("deviation", result.deviation())
        .put("subsets", result.subsets())
        .put("subset", result.subset());
    numbers(
        figures,
        Math.min(sides.fake().count(), KernelDistance.MOST),
        Math.min(sides.real().count(), KernelDistance.MOST));
    figures.by(extractor);
  }

  private void inceptionScore(MeasureResult figures) {
    boolean inception = instruments.hasInception();
    var classifier = inception ? instruments.inception() : instruments.classifier();
    var sides = sides(classifier);
    if (inception) {
      sides = new Sides(instruments.classes(sides.real()), instruments.classes(sides.fake()));
    }
    // alone in its split, any drawing would score 1
    int splits = Math.clamp(sides.fake().count() / 2, 1, InceptionScore.SPLITS);
    var score = InceptionScore.of(sides.fake(), splits);
    var real = InceptionScore.of(sides.real(), splits);
    figures
        .put("score", score.mean())
        .put("deviation", score.deviation())
        .put("splits", score.splits())
        .put("real", real.mean())
        .put("classes", sides.fake().width());
    numbers(figures, sides.fake().count(), sides.real().count());
    figures.by(classifier);
  }

  private void precisionRecall(MeasureResult figures) {
    var extractor = instruments.features();
    var sides = sides(extractor);
    var result = PrecisionRecall.of(sides.real(), sides.fake());
    figures
        .put("precision", result.precision())
        .put("recall", result.recall())
        .put("neighbour", result.neighbour());
    numbers(figures, sides.fake().count(), sides.real().count());
    figures.by(extractor);
  }

  private boolean own() {
    var some = reference.captions().stream().distinct().limit(SENTENCES).toList();
    return artist.reader().filter(r -> instruments.evaluator().isThatOf(r, some)).isPresent();
  }

  private void rPrecision(MeasureResult figures) {
    var evaluator = instruments.evaluator();
    var sides = sides(evaluator.extractor());
    var texts = evaluator.texts(reference.captions());
    var classes = Arrays.stream(reference.chosen()).mapToObj(reference.cache()::label).toList();
    var captions = reference.captions();
    var of = RPrecision.of(sides.fake(), texts, captions, classes, config.seed());
    var real = RPrecision.of(sides.real(), texts, captions, classes, config.seed());
    figures
        .put("precision", of.mean())
        .put("deviation", of.deviation())
        .put("splits", of.folds())
        .put("real", real.mean())
        .put("others", of.others())
        .put("evaluator-is-the-generators", own())
        .put("evaluator", evaluator.facts());
    numbers(figures, sides.fake().count(), sides.real().count());
    figures.by(evaluator.extractor());
  }

  private void textMatch(MeasureResult figures) {
    var evaluator = instruments.evaluator();
    var sides = sides(evaluator.extractor());
    var texts = evaluator.texts(reference.captions());
    float[] centre = evaluator.centre();
    var of = TextMatch.of(sides.fake(), centre, texts, 0);
    figures
        .put("match", of.mean())
        .put("deviation", of.deviation())
        .put("real", TextMatch.of(sides.real(), centre, texts, 0).mean())
        .put("with-captions-of-others", TextMatch.of(sides.fake(), centre, texts, 1).mean())
        .put("evaluator-is-the-generators", own())
        .put("evaluator", evaluator.facts());
    numbers(figures, sides.fake().count(), sides.real().count());
    figures.by(evaluator.extractor());
  }

  private void diversity(MeasureResult figures) {
    var extractor = instruments.squeezeNet();
    var sentences = reference.captions().stream().distinct().limit(SENTENCES).toList();
    var images = drawings.table("diversity", sentences).stream().flatMap(List::stream).toList();
    var all = described(extractor, "diversity", images.size(), images::get);
    double[] spreads =
        IntStream.range(0, sentences.size())
            .mapToDouble(i -> FeatureDistances.within(all.part(i * config.seeds(), config.seeds())))
            .toArray();
    double mean = Arrays.stream(spreads).average().orElseThrow();
    int reals = Math.min(REALS, reference.chosen().length);
    double pictures = FeatureDistances.within(described(extractor, "held-back", reals, real()));
    figures
        .put("share-of-real", mean / pictures)
        .put("mean", mean)
        .put("least", Arrays.stream(spreads).min().orElseThrow())
        .put("real", pictures)
        .put("sentences", sentences.size())
        .put("drawings-each", config.seeds())
        .put("held-back", reals)
        .put("seed", config.seed())
        .by(extractor);
  }

  private void nearest(MeasureResult figures) {
    var extractor = instruments.squeezeNet();
    var cache = reference.pictures().trainingCache();
    var crop = config.crop();
    int[] train = reference.pictures().requireTraining(Measure.NEAREST);
    var images = drawn();
    IntFunction<Image> known = i -> cache.picture(train[i]);
    var trained = described(extractor, "training", train.length, i -> crop.of(known.apply(i)));
    boolean whole = crop.equals(EvaluationConfig.Crop.WHOLE);
    var fake =
        whole
            ? sides(extractor).fake()
            : described(extractor, "drawings", images.size(), i -> crop.of(images.get(i)));
    var held =
        whole
            ? sides(extractor).real()
            : described(
                extractor, "held-back", reference.chosen().length, i -> crop.of(real().apply(i)));
    double distance = FeatureDistances.toNearest(fake, trained);
    double usual = FeatureDistances.toNearest(held, trained);
    int count = Math.min(SHOWN, images.size());
    figures
        .put("share-of-real", distance / usual)
        .put("mean-distance", distance)
        .put("real", usual)
        .put("among", train.length)
        .put("compared", crop.text());
    numbers(figures, fake.count(), held.count());
    figures.by(extractor);
    figures.put(
        "shown", shown(FeatureDistances.nearest(fake.first(count), trained, NEAREST), known));
  }

  /// Makes the sheet; the names of the nearest pictures for the report.
  private List<Object> shown(
      List<List<FeatureDistances.Neighbour>> nearest, IntFunction<Image> known) {
    var trained = reference.pictures();
    var rows = new ArrayList<List<Image>>();
    var each = new ArrayList<Object>();
    for (int i = 0; i < nearest.size(); i++) {
      var row = new ArrayList<>(List.of(drawn().get(i)));
      nearest.get(i).forEach(found -> row.add(known.apply(found.number())));
      rows.add(row);
      var first = nearest.get(i).getFirst();
      var entry = new LinkedHashMap<String, Object>();
      entry.put("caption", reference.captions().get(i));
      entry.put("seed", config.drawingSeed(i));
      entry.put("nearest", trained.trainingCache().name(trained.training()[first.number()]));
      entry.put("distance", Math.round(first.distance() * 1e4) / 1e4);
      each.add(entry);
    }
    sheet = Optional.of(Sheet.captioned(rows, reference.captions().subList(0, rows.size()), STYLE));
    return each;
  }

  private void geometry(MeasureResult figures) {
    int count = Math.min(GeometryScore.MOST_POINTS, reference.chosen().length);
    var of =
        GeometryScore.Config.forPoints(count)
            .withRepetitions(config.repetitions())
            .withSeed(config.seed());
    var images = drawn();
    watch.advanced("geometry: measured", 0, 2 * count);
    double[] real = GeometryScore.livingTimes(FeatureSet.pixels(count, real()), of);
    watch.advanced("geometry: measured", count, 2 * count);
    double[] fake = GeometryScore.livingTimes(FeatureSet.pixels(count, images::get), of);
    watch.advanced("geometry: measured", 2 * count, 2 * count);
    figures
        .put("score", GeometryScore.between(real, fake))
        .put("landmarks", of.landmarks())
        .put("gamma", of.gamma())
        .put("most-holes", of.most() - 1)
        .put("repetitions", of.repetitions())
        .put("mean-holes", GeometryScore.mean(fake))
        .put("mean-holes-of-real", GeometryScore.mean(real))
        .put("points", "all pixels of a picture, not resized");
    numbers(figures, count, count);
  }

  private void attributes(MeasureResult figures) {
    var cache = reference.pictures().trainingCache();
    int[] train = reference.pictures().requireTraining(Measure.ATTRIBUTES);
    var attributes =
        instruments.attributes().map(Attributes::read).orElseGet(() -> Attributes.of(cache));
    Progress progress = (done, total) -> watch.advanced("attributes: learnt", done, total);
    var learning =
        new AttributeClassifier.Config(
            cache.size(),
            config.attributeSteps(),
            Math.clamp(train.length, 2, BATCH),
            RATE,
            config.seed());
    List<AttributeAgreement.Row> rows;
    String sha256;
    try (var classifier =
        AttributeAgreement.classifier(attributes, cache, train, learning, device, progress)) {
      rows =
          AttributeAgreement.of(
              attributes,
              classifier,
              drawn(),
              reference.captions(),
              reference.cache(),
              reference.chosen());
      sha256 = classifier.sha256();
    }
    var each = new LinkedHashMap<String, Object>();
    for (var row : rows) {
      var entry = new LinkedHashMap<String, Object>();
      entry.put("agreement", Math.round(row.agreement() * 1e4) / 1e4);
      entry.put("named", row.named());
      entry.put("real", Math.round(row.accuracy() * 1e4) / 1e4);
      each.put(row.name(), entry);
    }
    figures
        .put("agreement", AttributeAgreement.agreement(rows))
        .put("real", AttributeAgreement.accuracy(rows))
        .put("each", each)
        .put(
            "classifier",
            String.format(
                Locale.ROOT,
                "learnt from %,d training pictures: %,d steps of %d, seed %d",
                train.length,
                learning.steps(),
                learning.batch(),
                learning.seed()))
        .put("classifier-sha256", sha256);
    numbers(figures, drawn().size(), reference.chosen().length);
  }
}
