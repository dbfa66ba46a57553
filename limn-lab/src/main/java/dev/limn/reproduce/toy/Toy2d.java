package dev.limn.reproduce.toy;

import dev.limn.image.Image;
import dev.limn.metric.ModeCoverage;
import dev.limn.model.mlp.Mixture;
import dev.limn.model.mlp.MlpConfig;
import dev.limn.model.mlp.MlpLearner;
import dev.limn.plot.Ink;
import dev.limn.plot.Plot;
import dev.limn.reproduce.Animation;
import dev.limn.reproduce.Context;
import dev.limn.reproduce.Experiment;
import dev.limn.reproduce.Report;
import dev.limn.train.TrainingListener;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Mode collapse in the plane, and its cures: three Gaussians with noise of width 1 and 2, then the
/// ring of eight with every cure over five seeds.
public final class Toy2d implements Experiment {
  private static final int SEEDS = 5;
  private static final int ENOUGH = 4;
  private static final int SAMPLES = 2000;
  private static final int TICKS = 20;
  private static final int FRAMES = 40;
  private static final double SIDE = 3;
  private static final double WIDE = 15;
  private static final Set<String> SHOWN = Set.of("plain", "wgan-gp", "unrolled");
  private static final Mixture THREE =
      new Mixture(
          List.of(List.of(-5.0, 5.0), List.of(6.0, 4.0), List.of(0.0, -7.0)),
          List.of(1.0, 0.8, 1.2));

  /// Found by the service loader.
  public Toy2d() {}

  @Override
  public Card card() {
    return new Card(
        "toy-2d",
        "Mode collapse on three Gaussians and on the ring of eight, and seven ways to train over"
            + " five seeds; animations of points, D and the generator's manifold.",
        "The plain GAN covers all eight modes in at most 1 of 5 seeds; with a gradient penalty, and"
            + " unrolled, in at least 4.",
        List.of(59, 60, 61, 65),
        8,
        2000);
  }

  @Override
  public void run(Context context, Report report) {
    three(context, report);
    ring(context, report);
  }

  // ---- three Gaussians ----

  private static void three(Context context, Report report) {
    report
        .heading("Three Gaussians, and noise that is too narrow")
        .paragraph(
            "Three clouds lie in the plane. Noise of width 1 is a line, so what the generator can"
                + " make of it is a curve, whatever it learns; noise of width 2 is a sheet, which it"
                + " can bend and spread over areas. A generator that learns faster than its"
                + " discriminator runs after one cloud at a time on the way.");
    var rows = new ArrayList<List<String>>();
    for (int noise = 1; noise <= 2; noise++) {
      String name = "three-noise-" + noise;
      int updates = context.pick(1500, 20_000);
      MlpConfig config =
          MlpConfig.plane()
              .with(
                  Map.of(
                      "noise",
                      noise,
                      "generator-width",
                      16,
                      "discriminator-width",
                      16,
                      "batch",
                      128,
                      "generator-rate",
                      4e-3,
                      "discriminator-rate",
                      1e-3));
      report.configuration(name, config);
      long total = (long) updates * config.batch();
      var scene = new Scene(Cloud.real(THREE, 300, 5), WIDE, noise);
      try (var learner = new MlpLearner(config, THREE, context.seed(), total, context.device())) {
        var frames = new ArrayList<Image>();
        var least = new int[] {3};
        context.train(
            name,
            learner,
            total,
            total / FRAMES,
            new TrainingListener() {
              @Override
              public void tick(Tick tick) {
                frames.add(scene.frame(learner, config, "update " + tick.seen() / config.batch()));
                if (tick.seen() > tick.total() / 2) {
                  least[0] =
                      Math.min(
                          least[0], Cloud.drawn(learner, SAMPLES, 3).coverage(THREE).covered());
                }
              }
            });
        ModeCoverage end = Cloud.drawn(learner, SAMPLES, 3).coverage(THREE);
        Animation.write(context.file(name), frames, 150);
        report.figure(
            name + ".gif",
            "Noise of width "
                + noise
                + ". Black: real points; green: generated; grey: the manifold; orange: where D"
                + " says real.");
        rows.add(
            List.of(
                Integer.toString(noise),
                end.covered() + " of 3",
                least[0] + " of 3",
                percent(end.highQuality())));
      }
    }
    report.table(
        "Three Gaussians",
        List.of(
            "Width of the noise",
            "Modes covered at the end",
            "Fewest in the second half",
            "High-quality share"),
        rows);
  }

  // ---- the ring ----

  /// One training of the ring.
  private record Result(ModeCoverage end, double[] covered) {}

  private static void ring(Context context, Report report) {
    report
        .heading("The ring of eight, and seven ways to train")
        .paragraph(
            "Eight small Gaussians on a circle. The plain GAN's generator learns faster than its"
                + " discriminator: it puts all points where D says real at the moment, D learns"
                + " that this place is false, and the chase goes on round the ring. A mode counts"
                + " as covered when it holds at least a tenth of its fair share of "
                + SAMPLES
                + " points within three standard deviations; the high-quality share is that of all"
                + " points so near to any mode.");
    List<Cure> cures = context.pick(Cure.quick(), Cure.full());
    var results = new LinkedHashMap<Cure, List<Result>>();
    for (Cure cure : cures) {
      report.configuration(cure.name(), cure.config());
      var own = new ArrayList<Result>();
      for (int seed = 0; seed < SEEDS; seed++) {
        own.add(train(context, report, cure, seed));
      }
      results.put(cure, own);
    }
    table(report, results);
    curves(context, report, results);
    for (var entry : results.entrySet()) {
      int whole = whole(entry.getValue());
      switch (entry.getKey().name()) {
        case "plain" ->
            report.claim(
                "Seeds in which the plain GAN covers all modes",
                "at most 1 of 5",
                whole + " of 5",
                whole <= 1);
        case "wgan-gp", "unrolled" ->
            report.claim(
                "Seeds in which all modes are covered: " + entry.getKey().title(),
                "at least 4 of 5",
                whole + " of 5",
                whole >= ENOUGH);
        default -> {} // reported as it comes out
      }
    }
  }

  private static Result train(Context context, Report report, Cure cure, int seed) {
    MlpConfig config = cure.config();
    long total = (long) cure.updates() * config.batch();
    boolean shown = seed == 0 && SHOWN.contains(cure.name());
    double side = cure.data().points()[0][0] * SIDE / 2;
    var scene = new Scene(Cloud.real(cure.data(), 300, 5), side, config.noise());
    var frames = new ArrayList<Image>();
    var covered = new ArrayList<Integer>();
    try (var learner =
        new MlpLearner(
            config, cure.data(), context.seed() * SEEDS + seed, total, context.device())) {
      context.train(
          cure.name() + "-seed-" + seed,
          learner,
          total,
          total / FRAMES,
          new TrainingListener() {
            private int ticks;

            @Override
            public void tick(Tick tick) {
              if (shown) {
                frames.add(
                    scene.frame(
                        learner,
                        config,
                        cure.title() + ", update " + tick.seen() / config.batch()));
              }
              if (++ticks % (FRAMES / TICKS) == 0) {
                covered.add(Cloud.drawn(learner, SAMPLES, 3).coverage(cure.data()).covered());
              }
            }
          });
      if (seed == 0) {
        scene.plot(learner, config, cure.title()).write(context.file(cure.name() + ".png"));
        report.figure(
            cure.name() + (shown ? ".gif" : ".png"), cure.title() + ", the first of five seeds.");
      }
      if (shown) {
        Animation.write(context.file(cure.name()), frames, 150);
      }
      return new Result(
          Cloud.drawn(learner, SAMPLES, 3).coverage(cure.data()),
          covered.stream().mapToDouble(Integer::doubleValue).toArray());
    }
  }

  private static int whole(List<Result> results) {
    return (int)
        results.stream().filter(result -> result.end().covered() == result.end().modes()).count();
  }

  private static void table(Report report, Map<Cure, List<Result>> results) {
    var rows = new ArrayList<List<String>>();
    results.forEach(
        (cure, own) ->
            rows.add(
                List.of(
                    cure.title(),
                    Integer.toString(cure.updates()),
                    String.join(
                        ", ", own.stream().map(r -> Integer.toString(r.end().covered())).toList()),
                    whole(own) + " of 5",
                    String.join(
                        ", ", own.stream().map(r -> percent(r.end().highQuality())).toList()))));
    report.table(
        "Modes covered and high-quality share at the end, by seed",
        List.of("Training", "Updates of G", "Modes covered (of 8)", "All covered", "High quality"),
        rows);
  }

  private static void curves(Context context, Report report, Map<Cure, List<Result>> results) {
    var plot =
        new Plot("Modes covered, mean of five seeds", "share of the training", "modes", 760, 520);
    Ink[] inks = Ink.values();
    int next = 0;
    for (var entry : results.entrySet()) {
      int points = entry.getValue().getFirst().covered().length;
      var x = new double[points];
      var y = new double[points];
      for (int i = 0; i < points; i++) {
        x[i] = (i + 1.0) / points;
        for (Result result : entry.getValue()) {
          y[i] += result.covered()[i] / SEEDS;
        }
      }
      plot.line(entry.getKey().title(), inks[next++ % inks.length], x, y);
    }
    plot.limits(0, 1, 0, 8.2).write(context.file("modes.png"));
    report.figure("modes.png", "Modes covered over the training, mean of five seeds.");
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }
}
