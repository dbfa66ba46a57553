package dev.limn.reproduce;

import dev.limn.config.Settings;
import dev.limn.image.Png;
import dev.limn.image.Sheet;
import dev.limn.model.dcgan.DcganConfig;
import dev.limn.model.dcgan.DcganDiscriminator;
import dev.limn.model.dcgan.DcganGenerator;
import dev.limn.plot.Ink;
import dev.limn.plot.Plot;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.nn.Network;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The widespread recipe for faces at 64×64 with its exact values: PyTorch's DCGAN example, on
/// CelebA where the user has it, or on any other colour pictures.
public final class Faces implements Experiment {
  private static final String DATA =
      "the folder with CelebA's img_align_celeba and list_attr_celeba.txt, or any folder of colour"
          + " pictures";
  private static final int SIDE = 64;
  private static final int EPOCHS = 5;
  private static final int DELAY = 250;
  private static final long GENERATOR = 3_576_704;
  private static final long DISCRIMINATOR = 2_765_568;

  /// Found by the service loader.
  public Faces() {}

  @Override
  public Card card() {
    return new Card(
        "faces",
        "the DCGAN recipe for CelebA: 64×64, 100 numbers of noise, widths of 64, Adam with 2e-4 and"
            + " .5, batches of 128, five epochs",
        "the networks have the recipe's 3,576,704 and 2,765,568 parameters, and the distance to"
            + " held-back pictures falls below half",
        List.of(46, 47, 50),
        6,
        1500,
        Optional.of(DATA));
  }

  @Override
  public void run(Context context, Report report) {
    var recipe = DcganConfig.faces();
    var config =
        context.pick(
            Settings.with(
                recipe,
                DcganConfig.class,
                Map.of("generator-width", 32, "discriminator-width", 16, "batch", 32)),
            recipe);
    report.configuration("network", config).configuration("recipe", recipe);
    countParameters(report, recipe);
    try (var data = PictureData.open(context.data(DATA), SIDE).requireBatch(config.batch());
        var features = new Thumbnails()) {
      long pictures = context.pick(40_000L, (long) EPOCHS * data.train().length);
      var training = new DcganTraining(context, data, features, context.pick(500, 2000));
      report.paragraph(
          String.format(
              Locale.ROOT,
              "%,d pictures to learn from, of which squares from the middle are resized to 64×64;"
                  + " %,d are seen. %sDistances are Fréchet distances of the colours at 8×8, which"
                  + " see composition and colour, but no detail.",
              data.train().length,
              pictures,
              context.pick(
                  "The quick setting has half of the recipe's width in the generator, a quarter in"
                      + " the discriminator and of the batch; all else is the recipe's. ",
                  "")));
      Png.write(context.file("reals.png"), training.reals());
      report.figure("reals.png", "A page of what is learned from");
      try (var trained = training.train("faces", config, pictures, 10)) {
        training.plotLosses("faces", trained);
        Animation.write(context.file("training"), trained.frames(), DELAY);
        Png.write(
            context.file("real-and-drawn.png"),
            Sheet.strip(
                List.of(training.reals(), trained.frames().getLast()),
                new Sheet.Style(12, 0xFFFFFF, 1)));
        new Plot("Distance to held-back pictures", "thousand pictures", "Fréchet distance")
            .line("drawn", Ink.BLUE, trained.distanceKimg(), trained.distance())
            .write(context.file("distance.png"));
        report
            .figure("faces-losses.png", "Losses of generator and discriminator")
            .figure("faces-judgement.png", "What the discriminator says")
            .figure("training.gif", "From the same noise, through the training")
            .figure("real-and-drawn.png", "Real pictures on the left, drawn ones on the right")
            .figure("distance.png", "Fréchet distance of 8×8 thumbnails");
        double first = trained.distances().getFirst();
        report.claim(
            "The Fréchet distance falls",
            "at the end below half of that after the first tenth",
            String.format(Locale.ROOT, "%.2f after %.2f", trained.last(), first),
            trained.last() < first / 2);
      }
    }
  }

  private static void countParameters(Report report, DcganConfig recipe) {
    try (var rng = new Rng(0);
        var g = new Network<>(new DcganGenerator(recipe, 0, rng), Device.CPU);
        var d = new Network<>(new DcganDiscriminator(recipe, 0, rng), Device.CPU)) {
      report.claim(
          "The recipe's networks have its numbers of parameters",
          String.format(Locale.ROOT, "%,d and %,d", GENERATOR, DISCRIMINATOR),
          String.format(Locale.ROOT, "%,d and %,d", g.parameterCount(), d.parameterCount()),
          g.parameterCount() == GENERATOR && d.parameterCount() == DISCRIMINATOR);
    }
  }
}
