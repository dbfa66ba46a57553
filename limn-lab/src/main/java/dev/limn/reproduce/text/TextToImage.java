package dev.limn.reproduce.text;

import dev.limn.data.Dataset;
import dev.limn.draw.ModelBundle;
import dev.limn.metric.ColourAgreement;
import dev.limn.metric.Evaluation;
import dev.limn.metric.EvaluationConfig;
import dev.limn.metric.Measure;
import dev.limn.metric.MetricNetworks;
import dev.limn.reproduce.Context;
import dev.limn.reproduce.Experiment;
import dev.limn.reproduce.Report;
import dev.limn.reproduce.ReproduceException;
import dev.limn.run.ModelArtist;
import dev.limn.run.TrainingRun;
import dev.limn.text.training.EncoderFamily;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// GAN, GAN-CLS, GAN-INT, GAN-INT-CLS (Reed et al. 2016, figures 3 and 4), StackGAN and the
/// one-stage generator: the same pictures, text encoder and length, the same sentences and noise.
public final class TextToImage implements Experiment {
  private static final String DATA =
      "a folder of captioned pictures, such as the flowers; and, as a second --data, SqueezeNet's"
          + " weights as safetensors";
  static final String EVALUATOR = "damsm";

  /// How much is trained.
  ///
  /// @param kimg of each system, in thousands of pictures
  /// @param saveKimg between checkpoints
  /// @param count pictures on either side of a distance, where so many are held back
  /// @param encoder settings of the text encoder that all systems read with
  /// @param evaluator settings of the encoder that judges
  record Scale(
      double kimg,
      double saveKimg,
      int count,
      Map<String, String> encoder,
      Map<String, String> evaluator) {
    static final Scale QUICK =
        new Scale(
            6,
            6,
            500,
            Map.of("classifier-steps", "200", "steps", "700"),
            Map.of("classifier-steps", "200", "steps", "300"));

    /// 600 epochs of the flowers, as in the paper.
    static final Scale FULL = new Scale(3000, 25, 1500, Map.of(), Map.of());
  }

  private final List<TextSystem> systems;
  private final Optional<Scale> scale;

  /// Found by the service loader.
  public TextToImage() {
    this(TextSystem.ALL, Optional.empty());
  }

  /// @param scale instead of both usual ones
  TextToImage(List<TextSystem> systems, Optional<Scale> scale) {
    this.systems = List.copyOf(systems);
    this.scale = scale;
  }

  @Override
  public Card card() {
    return new Card(
        "text-to-image",
        "GAN, GAN-CLS, GAN-INT, GAN-INT-CLS, StackGAN and the one-stage generator on the same"
            + " captioned pictures: what each draws for the same sentences, and a table of figures",
        "discriminators that reject real pictures with wrong sentences make generators that draw"
            + " what the sentence says; the one-stage generator is nearer to real pictures than"
            + " GAN-INT-CLS",
        List.of(22, 23, 24, 31, 34, 40),
        30,
        60_000,
        Optional.of(DATA));
  }

  /// Systems are compared when they have learned: the quick settings only show that all work.
  @Override
  public boolean usuallyFull() {
    return true;
  }

  /// A trained system and what was measured.
  private record Entry(TextSystem system, Path model, Evaluation.Outcome outcome, double minutes) {
    double figure(String measure, String key) {
      return ((Number) ((Map<?, ?>) outcome.results().get(measure)).get(key)).doubleValue();
    }
  }

  @Override
  public void run(Context context, Report report) {
    Dataset dataset = Dataset.open(context.data(DATA));
    Path weights = weights(context);
    Scale size = scale.orElse(context.pick(Scale.QUICK, Scale.FULL));
    try (var data = new CaptionedData(dataset)) {
      int count = Math.min(size.count(), data.held());
      var entries = new ArrayList<Entry>();
      var trainings = new Trainings(context, report, size, dataset.root());
      TrainingRun encoder = trainings.encoder("encoder", EncoderFamily.DEFAULT, "a");
      Sentences.warn(context, report, encoder.textEncoder());
      Path evaluator = trainings.encoder("evaluator", EVALUATOR, "b").directory().root();
      // all are trained before any is measured: what is resumed does not measure twice
      var runs = new LinkedHashMap<TextSystem, TrainingRun>();
      for (TextSystem system : systems) {
        runs.put(system, trainings.system(system, encoder));
      }
      runs.forEach(
          (system, run) ->
              entries.add(
                  new Entry(
                      system,
                      run.model(),
                      measured(context, data, weights, evaluator, run.model(), count),
                      Trainings.minutes(run.directory()))));
      write(context, report, size, data, entries, count);
    }
  }

  @Override
  public Set<Ability> abilities() {
    return EnumSet.of(Ability.RESUME, Ability.CAPTIONS);
  }

  /// The pixels and captions, and SqueezeNet's weights.
  @Override
  public Map<String, Object> inputs(Context context) {
    Dataset dataset = Dataset.open(context.data(DATA));
    Path weights = weights(context);
    Sentences.named(context);
    try (var data = new CaptionedData(dataset)) {
      var inputs = new LinkedHashMap<String, Object>();
      inputs.put("pictures", data.contentId());
      inputs.put("weights", Trainings.sha256(weights));
      return inputs;
    }
  }

  private static Path weights(Context context) {
    if (context.data().size() < 2) {
      throw new ReproduceException(
          "a second --data is missing; expected SqueezeNet's weights as safetensors");
    }
    Path file = context.data().get(1);
    if (!Files.isRegularFile(file)) {
      throw new ReproduceException(
          "--data " + file + ": no such file; expected SqueezeNet's weights as safetensors");
    }
    return file;
  }

  private static Evaluation.Outcome measured(
      Context context, CaptionedData data, Path weights, Path evaluator, Path model, int count) {
    var measures = EnumSet.of(Measure.FSD, Measure.KSD, Measure.R_PRECISION, Measure.DIVERSITY);
    try (var bundle = ModelBundle.open(model, context.device())) {
      if (namesColours(bundle)) {
        measures.add(Measure.COLOURS);
      }
      var defaults = EvaluationConfig.DEFAULT;
      var config =
          new EvaluationConfig(
              measures,
              count,
              defaults.seeds(),
              Math.floorMod(context.seed(), EvaluationConfig.MAX_SEED + 1),
              CaptionedData.HOLD_BACK,
              defaults.sentence(),
              defaults.repetitions(),
              defaults.attributeSteps(),
              defaults.crop());
      var none = MetricNetworks.Sources.NONE;
      var sources =
          new MetricNetworks.Sources(
              Optional.of(weights),
              none.inception(),
              none.input(),
              Optional.of(evaluator),
              none.attributes());
      try (var instruments = MetricNetworks.open(sources, measures, context.device())) {
        return Evaluation.of(
            config,
            ModelArtist.of(bundle, context.device()),
            Optional.of(data.cache(bundle.generator().resolution())),
            instruments,
            context.device(),
            (stage, done, total) -> {
              context.check();
              context.say("%s %d of %d", stage, done, total);
            });
      }
    }
  }

  /// Whether the data's captions know the words of [ColourAgreement#SENTENCE].
  private static boolean namesColours(ModelBundle bundle) {
    return ColourAgreement.WORDS.stream()
        .map(word -> bundle.encoder().reading(word.in(ColourAgreement.SENTENCE)))
        .allMatch(reading -> reading.unknown().isEmpty());
  }

  private static void write(
      Context context,
      Report report,
      Scale size,
      CaptionedData data,
      List<Entry> entries,
      int count) {
    report.paragraph(
        String.format(
            Locale.ROOT,
            "One picture in %d is held back. All systems see %,d of the others, share one text"
                + " encoder, and are measured on %,d held-back pictures and as many drawings of their"
                + " captions.",
            CaptionedData.HOLD_BACK,
            Math.round(size.kimg() * 1000),
            count));
    report.heading("What they draw");
    var models = new LinkedHashMap<String, Path>();
    entries.forEach(entry -> models.put(entry.system().name(), entry.model()));
    SystemSheet.write(context, data, models, "systems.png");
    report.figure(
        "systems.png",
        (context.captions().isEmpty()
                ? "For each sentence a row of real pictures, its own and others of the class, then a"
                    + " row a system"
                : "For each sentence that is the caption of a held-back picture a row of real"
                    + " pictures, its own and others of the class; then a row a system")
            + "; the same noise in every row of a system's family");
    boolean colours = entries.stream().allMatch(e -> e.outcome().results().containsKey("colours"));
    var header =
        new ArrayList<>(
            List.of("system", "FSD", "KSD", "R-precision", "diversity, of real", "minutes"));
    if (colours) {
      header.add("colour agreement");
    }
    report
        .heading("Figures")
        .table(
            "Distances of Fréchet and kernel on SqueezeNet's features, less is better; R-precision by"
                + " an encoder of another kind and seed, from the half of the pictures that the"
                + " systems' encoder never saw; "
                + String.format(
                    Locale.ROOT,
                    "of real pictures %.1f %%, by chance %.1f %%",
                    100 * entries.getFirst().figure("r-precision", "real"),
                    100 / (1 + entries.getFirst().figure("r-precision", "others")))
                + "; minutes of training steps",
            header,
            entries.stream().map(entry -> row(entry, colours)).toList());
    claims(report, entries, colours);
  }

  private static List<String> row(Entry entry, boolean colours) {
    var row =
        new ArrayList<>(
            List.of(
                entry.system().name(),
                String.format(Locale.ROOT, "%,.0f", entry.figure("fsd", "distance")),
                String.format(Locale.ROOT, "%,.0f", entry.figure("ksd", "distance")),
                percent(entry.figure("r-precision", "precision")),
                String.format(Locale.ROOT, "%.2f", entry.figure("diversity", "share-of-real")),
                String.format(Locale.ROOT, "%.1f", entry.minutes())));
    if (colours) {
      row.add(percent(entry.figure("colours", "agreement")));
    }
    return row;
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static void claims(Report report, List<Entry> entries, boolean colours) {
    double found = average(entries, true, "r-precision", "precision");
    double lost = average(entries, false, "r-precision", "precision");
    report.claim(
        "Drawings of Reed's systems whose discriminator rejects wrong sentences fit their sentences"
            + " better",
        "a larger R-precision, on average over GAN-CLS and GAN-INT-CLS, than over GAN and GAN-INT",
        percent(found) + " against " + percent(lost),
        found > lost);
    if (colours) {
      double with = average(entries, true, "colours", "agreement");
      double without = average(entries, false, "colours", "agreement");
      report.claim(
          "Reed's systems whose discriminator rejects wrong sentences draw the colour that is named"
              + " more often",
          "a larger share of drawings, on average over GAN-CLS and GAN-INT-CLS, than over GAN and"
              + " GAN-INT",
          percent(with) + " against " + percent(without),
          with > without);
    }
    double paper = named(entries, TextSystem.INT_CLS).figure("fsd", "distance");
    double one = named(entries, TextSystem.ONE_STAGE).figure("fsd", "distance");
    report.claim(
        "The one-stage generator draws nearer to real pictures than GAN-INT-CLS",
        "a smaller FSD",
        String.format(Locale.ROOT, "%,.0f against %,.0f", one, paper),
        one < paper);
  }

  /// Over Reed's systems of one kind of discriminator.
  private static double average(List<Entry> entries, boolean matching, String measure, String key) {
    return entries.stream()
        .filter(entry -> entry.system().family().equals("reed"))
        .filter(entry -> entry.system().matching() == matching)
        .mapToDouble(entry -> entry.figure(measure, key))
        .average()
        .orElseThrow();
  }

  private static Entry named(List<Entry> entries, String name) {
    return entries.stream()
        .filter(entry -> entry.system().name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
