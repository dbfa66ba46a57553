package dev.limn.reproduce.toy;

import dev.limn.image.Image;
import dev.limn.model.mlp.MlpConfig;
import dev.limn.model.mlp.MlpLearner;
import dev.limn.plot.Ink;
import dev.limn.plot.Plot;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;

/// Pictures of a GAN of the plane: what the discriminator thinks of every place, the real points,
/// the generator's, and the generator's manifold, which is the net that its noise becomes.
///
/// @param real points to compare with
/// @param side of the square, from −side to side
/// @param noise width of z
record Scene(Cloud real, double side, int noise) {
  private static final int CELLS = 40;
  private static final int POINTS = 600;
  private static final int LINES = 9;
  private static final int STEPS = 40;
  private static final double REACH = 2;
  private static final int SIZE = 520;
  private static final long SEED = 77;

  /// The state of the game as it is.
  Image frame(MlpLearner learner, MlpConfig config, String title) {
    return plot(learner, config, title).image();
  }

  /// Likewise, to be written or added to.
  Plot plot(MlpLearner learner, MlpConfig config, String title) {
    boolean probabilities =
        config.adversarial().loss() != dev.limn.loss.AdversarialLoss.WASSERSTEIN;
    double[][] field = field(learner, probabilities);
    var plot = new Plot(title, "x", "y", SIZE, SIZE + 60);
    plot.field(-side, side, -side, side, field, 0, 1);
    if (noise <= 2) {
      manifold(plot, learner);
    }
    Cloud drawn = Cloud.drawn(learner, POINTS, SEED);
    return plot.points("real", Ink.BLACK, real.x(), real.y(), 3, 70)
        .points("generated", Ink.GREEN, drawn.x(), drawn.y(), 4, 170);
  }

  /// D over a grid, as probabilities; a critic's values from its lowest to its highest.
  private double[][] field(MlpLearner learner, boolean probabilities) {
    var values = new float[CELLS * CELLS * 2];
    for (int i = 0; i < CELLS * CELLS; i++) {
      values[2 * i] = (float) (-side + (i % CELLS + 0.5) * 2 * side / CELLS);
      values[2 * i + 1] = (float) (-side + (i / CELLS + 0.5) * 2 * side / CELLS);
    }
    float[] logits;
    try (var _ = Scope.open()) {
      Tensor judged = learner.logits(Tensors.of(values, CELLS * CELLS, 2)); // [C²]
      logits = (probabilities ? judged.sigmoid() : judged).toFloats();
    }
    double low = probabilities ? 0 : Double.POSITIVE_INFINITY;
    double high = probabilities ? 1 : Double.NEGATIVE_INFINITY;
    if (!probabilities) {
      for (float value : logits) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    var field = new double[CELLS][CELLS];
    for (int i = 0; i < logits.length; i++) {
      field[i / CELLS][i % CELLS] = high > low ? (logits[i] - low) / (high - low) : 0.5;
    }
    return field;
  }

  /// Lines of constant noise, in both directions when the noise has two.
  private void manifold(Plot plot, MlpLearner learner) {
    int lines = noise == 1 ? 1 : 2 * LINES;
    for (int line = 0; line < lines; line++) {
      var z = new float[STEPS * noise];
      for (int i = 0; i < STEPS; i++) {
        float along = (float) (-REACH + 2 * REACH * i / (STEPS - 1));
        z[i * noise] = along;
        if (noise == 2) {
          float across = (float) (-REACH + 2 * REACH * (line % LINES) / (LINES - 1));
          z[2 * i] = line < LINES ? along : across;
          z[2 * i + 1] = line < LINES ? across : along;
        }
      }
      Cloud path;
      try (var _ = Scope.open()) {
        path = Cloud.of(learner.generate(Tensors.of(z, STEPS, noise)));
      }
      plot.net("manifold", line, Ink.GREY, path.x(), path.y());
    }
  }
}
