package dev.limn.reproduce;

import dev.limn.config.Settings;
import dev.limn.image.Png;
import dev.limn.image.Sheet;
import dev.limn.model.dcgan.DcganConfig;
import dev.limn.model.dcgan.Upsampling;
import dev.limn.plot.Bars;
import dev.limn.plot.Ink;
import dev.limn.plot.Plot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// DCGAN on small grey pictures (Radford et al. 2016): both ways of enlarging, and what each of the
/// paper's four rules is good for.
public final class Fashion implements Experiment {
  static final String DATA =
      "the folder with the four IDX files of Fashion-MNIST or MNIST, or any folder of small pictures"
          + " with a folder a class";
  private static final int SIDE = 28;
  private static final int DELAY = 250;

  /// Broken rules, by the names of their settings.
  private static final Map<String, Map<String, Object>> RULES = rules();

  /// Found by the service loader.
  public Fashion() {}

  private static Map<String, Map<String, Object>> rules() {
    var rules = new LinkedHashMap<String, Map<String, Object>>();
    rules.put("max-pooling", Map.of("pooling", true));
    rules.put("fully connected", Map.of("fully-connected", true));
    rules.put("no batch norm", Map.of("batch-norm", false));
    rules.put("ReLU in D", Map.of("discriminator-relu", true));
    return rules;
  }

  @Override
  public Card card() {
    return new Card(
        "fashion",
        "DCGAN on Fashion-MNIST with both kinds of generator, and each of the paper's four rules"
            + " broken in turn",
        "the Fréchet distance to held-back pictures falls to less than half of what it is after the"
            + " first tenth of the training, with either generator",
        List.of(45, 47, 48, 49, 53, 54),
        8,
        1200,
        Optional.of(DATA));
  }

  @Override
  public void run(Context context, Report report) {
    long pictures = context.pick(40_000L, 1_200_000L);
    long ablation = context.pick(12_000L, 300_000L);
    int measured = context.pick(500, 5000);
    var base = Settings.with(DcganConfig.fashion(), DcganConfig.class, settings(context));
    report.configuration("network", base);
    try (var data =
            PictureData.open(context.data(DATA), SIDE).requireClasses().requireBatch(base.batch());
        var classifier = PictureClassifier.train(context, data, context.pick(12_000L, 300_000L))) {
      var training = new DcganTraining(context, data, classifier, measured);
      report.paragraph(
          String.format(
              Locale.ROOT,
              "%,d pictures to learn from. Distances are Fréchet distances of %,d drawings to as many"
                  + " held-back pictures, on the last hidden layer of a small classifier that names"
                  + " %.1f %% of the held-back pictures rightly. They are comparable within this"
                  + " report alone.",
              data.train().length,
              measured,
              100 * classifier.accuracy(data, 2000)));
      Png.write(context.file("reals.png"), training.reals());
      report.figure("reals.png", "A page of what is learned from");
      var upsampled = training.train("upsampling", base, pictures, 10);
      var transposed = training.train("transposed", with(base, transposed()), pictures, 10);
      try (upsampled;
          transposed) {
        show(context, report, training, upsampled, transposed);
        ablate(context, report, training, base, ablation);
      }
    }
  }

  /// In minutes there is time for few pictures, so that many small steps are made of them.
  static Map<String, Object> settings(Context context) {
    return context.pick(
        Map.of("batch", 32, "learning-rate", 5e-4, "average-kimg", 1),
        Map.of("generator-width", 64, "discriminator-width", 64));
  }

  private static Map<String, Object> transposed() {
    return Map.of("upsampling", Upsampling.TRANSPOSED.name());
  }

  private static DcganConfig with(DcganConfig config, Map<String, Object> changes) {
    return Settings.with(config, DcganConfig.class, changes);
  }

  private static void show(
      Context context,
      Report report,
      DcganTraining training,
      DcganTraining.Trained upsampled,
      DcganTraining.Trained transposed) {
    training.plotLosses("fashion", upsampled);
    Animation.write(context.file("training"), upsampled.frames(), DELAY);
    Png.write(context.file("transposed.png"), transposed.frames().getLast());
    Png.write(
        context.file("real-and-drawn.png"),
        Sheet.strip(
            List.of(training.reals(), upsampled.frames().getLast()),
            new Sheet.Style(12, 0xFFFFFF, 1)));
    new Plot("Distance to held-back pictures", "thousand pictures", "Fréchet distance")
        .line(
            "enlarging, then convolving", Ink.BLUE, upsampled.distanceKimg(), upsampled.distance())
        .line("transposed", Ink.ORANGE, transposed.distanceKimg(), transposed.distance())
        .write(context.file("distance.png"));
    report
        .heading("What is drawn")
        .figure("training.gif", "From the same noise, from the untrained generator to the last")
        .figure("real-and-drawn.png", "Real pictures on the left, drawn ones on the right")
        .heading("How it learned")
        .figure("fashion-losses.png", "Neither loss says whether the pictures are good")
        .figure("fashion-judgement.png", "Both at 0.5 would be the theory's end of the game")
        .figure("distance.png", "The distance does say it")
        .heading("Transposed convolution")
        .paragraph(
            "The other way to double the side of a map: each input pixel paints a patch, and the"
                + " patches overlap. It learns the same pictures.")
        .figure("transposed.png", "Drawn with transposed convolutions, from the same noise");
    claim(report, "Enlarging and convolving learns", upsampled);
    claim(report, "Transposed convolution learns", transposed);
  }

  private static void claim(Report report, String text, DcganTraining.Trained trained) {
    double first = trained.distances().getFirst();
    double last = trained.last();
    report.claim(
        text + ": the Fréchet distance falls",
        "at the end below half of that after the first tenth",
        String.format(Locale.ROOT, "%.1f after %.1f", last, first),
        last < first / 2);
  }

  private static void ablate(
      Context context, Report report, DcganTraining training, DcganConfig base, long pictures) {
    var rows = new ArrayList<List<String>>();
    var names = new ArrayList<String>();
    var distances = new ArrayList<Double>();
    var all = new LinkedHashMap<String, Map<String, Object>>();
    all.put("all rules", Map.of());
    all.putAll(RULES);
    int number = 0;
    for (var rule : all.entrySet()) {
      var config = with(with(base, transposed()), rule.getValue());
      try (var trained = training.train("rule-" + number, config, pictures, 4)) {
        Png.write(context.file("rule-" + number + ".png"), trained.frames().getLast());
        var last = trained.figures().getLast();
        rows.add(
            List.of(
                rule.getKey(),
                shown(trained.last()),
                shown(last.get("loss/d")),
                shown(last.get("loss/g"))));
        names.add(rule.getKey());
        distances.add(trained.last());
      }
      number++;
    }
    new Bars("Each rule broken", "", "Fréchet distance")
        .series("distance", Ink.BLUE, names, distances)
        .write(context.file("rules.png"));
    report
        .heading("The four rules, each broken")
        .paragraph(
            String.format(
                Locale.ROOT,
                "The same training of %,d pictures with transposed convolutions, as the paper has it,"
                    + " and with one rule broken at a time: max-pooling instead of strides, a fully"
                    + " connected hidden layer in both networks, no batch norm, ReLU instead of leaky"
                    + " ReLU in the discriminator. The rules were made for larger networks; the"
                    + " figures are reported as they come out.",
                pictures))
        .table(
            "After " + pictures + " pictures",
            List.of("broken rule", "Fréchet distance", "loss of D", "loss of G"),
            rows)
        .figure("rules.png", "Less is better");
    for (int i = 0; i < names.size(); i++) {
      report.figure("rule-" + i + ".png", "Drawn with " + names.get(i));
    }
  }

  private static String shown(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
