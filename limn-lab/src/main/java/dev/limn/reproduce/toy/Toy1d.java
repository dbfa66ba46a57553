package dev.limn.reproduce.toy;

import dev.limn.image.Image;
import dev.limn.loss.AdversarialOptions;
import dev.limn.model.mlp.Mixture;
import dev.limn.model.mlp.MlpConfig;
import dev.limn.model.mlp.MlpLearner;
import dev.limn.plot.Ink;
import dev.limn.plot.Plot;
import dev.limn.reproduce.Animation;
import dev.limn.reproduce.Context;
import dev.limn.reproduce.Experiment;
import dev.limn.reproduce.Report;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensors;
import dev.limn.train.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Uniform noise becomes N(5, 1): the first GAN of every lesson, with the discriminator's answer
/// drawn over both densities.
public final class Toy1d implements Experiment {
  private static final double MEAN = 5;
  private static final double DEVIATION = 1;
  private static final Mixture TRUE = Mixture.normal(MEAN, DEVIATION);
  private static final double FROM = -1;
  private static final double TO = 11;
  private static final int GRID = 200;
  private static final int BINS = 60;
  private static final int SAMPLES = 10_000;
  private static final int FRAMES = 40;
  private static final double CLOSE = 0.3;
  private static final double FAIR = 0.1;

  /// One of the lesson's settings.
  ///
  /// @param steps of the discriminator for one of the generator
  /// @param width of the discriminator's hidden layer
  private record Setting(int steps, int width) {
    String name() {
      return "k" + steps + "-width" + width;
    }
  }

  private static final List<Setting> SETTINGS =
      List.of(new Setting(10, 16), new Setting(50, 16), new Setting(50, 64));

  /// What came out of one.
  private record Outcome(double mean, double deviation, double real, double fake) {
    boolean holds() {
      return Math.abs(mean - MEAN) <= CLOSE
          && Math.abs(deviation - DEVIATION) <= CLOSE
          && Math.abs(real - 0.5) <= FAIR
          && Math.abs(fake - 0.5) <= FAIR;
    }
  }

  /// Found by the service loader.
  public Toy1d() {}

  @Override
  public Card card() {
    return new Card(
        "toy-1d",
        "A GAN with one hidden layer turns uniform noise into N(5, 1); an animation of the true"
            + " density, the generated one and D(x).",
        "Mean and standard deviation of the generated numbers within 0.3 of 5 and 1; the"
            + " discriminator's mean answer to real and to generated within 0.1 of 0.5.",
        List.of(6, 7, 8, 58),
        2,
        15);
  }

  @Override
  public void run(Context context, Report report) {
    report
        .heading("What happens")
        .paragraph(
            "The generator sees only noise, uniform between −1 and 1, and what the discriminator"
                + " makes of its numbers. The discriminator sees 64 real and 64 generated numbers at"
                + " a time, and learns k times before the generator may learn once. When the two"
                + " densities are the same, nobody can tell them apart, and D answers 0.5"
                + " everywhere that numbers fall.");
    var rows = new ArrayList<List<String>>();
    var last = new Outcome(0, 0, 0, 0);
    for (Setting setting : SETTINGS) {
      last = train(context, report, setting);
      rows.add(
          List.of(
              Integer.toString(setting.steps()),
              Integer.toString(setting.width()),
              number(last.mean()),
              number(last.deviation()),
              number(last.real()),
              number(last.fake()),
              last.holds() ? "yes" : "no"));
    }
    report.table(
        "The three settings at the end of training",
        List.of(
            "Steps of D (k)",
            "Width of D",
            "Mean",
            "Standard deviation",
            "D(real)",
            "D(generated)",
            "All within bounds"),
        rows);
    var best = SETTINGS.getLast();
    report.claim(
        "Mean of the generated numbers, " + best.name(),
        "5 ± 0.3",
        number(last.mean()),
        Math.abs(last.mean() - MEAN) <= CLOSE);
    report.claim(
        "Their standard deviation",
        "1 ± 0.3",
        number(last.deviation()),
        Math.abs(last.deviation() - DEVIATION) <= CLOSE);
    report.claim(
        "Mean of D on real numbers",
        "0.5 ± 0.1",
        number(last.real()),
        Math.abs(last.real() - 0.5) <= FAIR);
    report.claim(
        "Mean of D on generated numbers",
        "0.5 ± 0.1",
        number(last.fake()),
        Math.abs(last.fake() - 0.5) <= FAIR);
  }

  static MlpConfig config(int steps, int width) {
    return MlpConfig.plane()
        .with(
            java.util.Map.of(
                "noise",
                1,
                "distribution",
                "uniform",
                "generator-width",
                16,
                "generator-layers",
                1,
                "discriminator-width",
                width,
                "discriminator-layers",
                1,
                "batch",
                64,
                "generator-rate",
                1e-3,
                "discriminator-rate",
                1e-3,
                "activation",
                "leaky_relu"))
        .with(AdversarialOptions.plain().withDiscriminatorSteps(steps));
  }

  private Outcome train(Context context, Report report, Setting setting) {
    var config = config(setting.steps(), setting.width());
    int updates = context.pick(1500, 15_000);
    long total = (long) updates * config.batch();
    report.configuration(setting.name(), config);
    var frames = new ArrayList<Image>();
    try (var learner = new MlpLearner(config, TRUE, context.seed(), total, context.device())) {
      frames.add(plot(learner, setting, 0).image());
      context.train(
          setting.name(),
          learner,
          total,
          total / FRAMES,
          new TrainingListener() {
            @Override
            public void tick(Tick tick) {
              frames.add(plot(learner, setting, tick.seen() / config.batch()).image());
            }
          });
      plot(learner, setting, updates).write(context.file(setting.name() + ".png"));
      Animation.write(context.file(setting.name()), frames, 150);
      report.figure(
          setting.name() + ".gif",
          "k = "
              + setting.steps()
              + ", a discriminator of width "
              + setting.width()
              + ": "
              + updates
              + " updates of the generator.");
      report.attachment(setting.name() + ".png", "The last frame");
      return outcome(learner);
    }
  }

  private static Outcome outcome(MlpLearner learner) {
    Cloud drawn = Cloud.drawn(learner, SAMPLES, 1);
    Cloud real = Cloud.real(TRUE, SAMPLES, 2);
    try (var _ = Scope.open()) {
      return new Outcome(
          drawn.mean(),
          drawn.deviation(),
          learner.logits(real.tensor()).sigmoid().mean().item(),
          learner.logits(drawn.tensor()).sigmoid().mean().item());
    }
  }

  private static Plot plot(MlpLearner learner, Setting setting, long update) {
    var x = new double[GRID];
    var density = new double[GRID];
    var grid = new float[GRID];
    for (int i = 0; i < GRID; i++) {
      x[i] = FROM + (TO - FROM) * i / (GRID - 1);
      density[i] = TRUE.density(x[i]);
      grid[i] = (float) x[i];
    }
    var answer = new double[GRID];
    try (var _ = Scope.open()) {
      float[] judged = learner.logits(Tensors.of(grid, GRID, 1)).sigmoid().toFloats();
      for (int i = 0; i < GRID; i++) {
        answer[i] = judged[i];
      }
    }
    return new Plot(
            String.format(
                Locale.ROOT,
                "k = %d, width %d, update %d",
                setting.steps(),
                setting.width(),
                update),
            "x",
            "density, D(x)")
        .histogram("generated", Ink.BLUE, Cloud.drawn(learner, SAMPLES, 1).x(), BINS, FROM, TO)
        .line("true density", Ink.ORANGE, x, density)
        .line("D(x)", Ink.GREEN, x, answer)
        .limits(FROM, TO, 0, 1);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
