package dev.limn.loss;

import dev.limn.torch.Functional;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How different two pictures look to a classifier (Johnson, Alahi and Fei-Fei 2016, arXiv
/// 1603.08155, §3.2): distances between its layers' activations instead of between pixels.
///
/// The feature (content) part compares activations place by place, the style part only which
/// activations occur together, wherever they are: Gram matrices. With [#relative()], both are in
/// units of the target's own, so that one set of weights serves any network; without, they are the
/// paper's.
public final class PerceptualLoss {
  private static final double TINY = 1e-8;

  /// What counts how much.
  ///
  /// @param content weight of each layer's activations
  /// @param style weight of each layer's Gram matrix
  /// @param variation weight of the total variation of what was drawn, which smoothes it; 0 for
  ///   none
  /// @param relative whether distances are divided by the target's own mean square
  public record Weights(
      List<Double> content, List<Double> style, double variation, boolean relative) {
    public Weights {
      content = List.copyOf(content);
      style = List.copyOf(style);
      if (content.isEmpty() || content.size() != style.size()) {
        throw new IllegalArgumentException(
            content.size()
                + " weights of content and "
                + style.size()
                + " of style; expected one of each for every layer");
      }
      var all = new ArrayList<>(content);
      all.addAll(style);
      all.add(variation);
      for (double weight : all) {
        if (!(weight >= 0) || Double.isInfinite(weight)) {
          throw new IllegalArgumentException(
              "weight " + weight + " of a perceptual loss; expected 0 or more");
        }
      }
      if (all.stream().allMatch(weight -> weight == 0)) {
        throw new IllegalArgumentException(
            "a perceptual loss without any weight; expected at least one above 0");
      }
    }
  }

  private final FeatureMaps network;
  private final Weights weights;

  public PerceptualLoss(FeatureMaps network, Weights weights) {
    this.network = network;
    this.weights = weights;
  }

  public Weights weights() {
    return weights;
  }

  /// The weighted sum, a scalar; its gradient goes to `drawn` alone.
  ///
  /// @param drawn `[N, 3, H, W]` in [−1, 1]
  /// @param target of the same shape
  public Tensor of(Tensor drawn, Tensor target) {
    List<Tensor> wanted;
    try (var _ = NoGrad.on()) {
      wanted = network.maps(target);
    }
    List<Tensor> have = network.maps(drawn);
    if (have.size() != weights.content().size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a network with %d layers and weights for %d; expected as many",
              have.size(),
              weights.content().size()));
    }
    var terms = new ArrayList<Tensor>();
    for (int layer = 0; layer < have.size(); layer++) {
      Tensor own = have.get(layer); // [N, C, H, W]
      Tensor other = wanted.get(layer); // [N, C, H, W]
      double content = weights.content().get(layer);
      double style = weights.style().get(layer);
      if (content > 0) {
        terms.add(content(own, other).times(content / scale(other)));
      }
      if (style > 0) {
        Tensor gram = gram(other); // [N, C, C]
        terms.add(style(own, other).times(style / (scale(gram) * elements(gram))));
      }
    }
    if (weights.variation() > 0) {
      terms.add(totalVariation(drawn).times(weights.variation()));
    }
    return terms.stream().reduce(Tensor::plus).orElseThrow();
  }

  /// Mean square of the target, or 1 where distances are absolute.
  private double scale(Tensor target) {
    return weights.relative() ? Math.max(target.detach().square().mean().item(), TINY) : 1;
  }

  /// A Gram matrix's elements, over which the paper's style loss is a sum; 1 where it stays one.
  private double elements(Tensor gram) {
    return weights.relative() ? gram.size(1) * gram.size(2) : 1;
  }

  /// `‖x − y‖² / (C·H·W)`, averaged over the batch.
  ///
  /// @param x `[N, C, H, W]`
  /// @param y of the same shape
  public static Tensor content(Tensor x, Tensor y) {
    return Functional.mse(x, y);
  }

  /// The squared Frobenius norm of the difference of Gram matrices, averaged over the batch.
  ///
  /// @param x `[N, C, H, W]`
  /// @param y `[N, C, …]`
  public static Tensor style(Tensor x, Tensor y) {
    return gram(x).minus(gram(y)).square().sum(false, 1, 2).mean();
  }

  /// Which channels are active together, divided by `C·H·W`: `[N, C, H, W] → [N, C, C]`.
  public static Tensor gram(Tensor maps) {
    maps.requireShape("maps of a Gram matrix", -1, -1, -1, -1);
    long channels = maps.size(1);
    long places = maps.size(2) * maps.size(3);
    Tensor flat = maps.reshape(maps.size(0), channels, places); // [N, C, H·W]
    return flat.matmul(flat.transpose(1, 2)).times(1.0 / (channels * places)); // [N, C, C]
  }

  /// The sum of squared differences between neighbouring pixels, averaged over the batch.
  ///
  /// @param pictures `[N, C, H, W]`
  public static Tensor totalVariation(Tensor pictures) {
    long height = pictures.size(2);
    long width = pictures.size(3);
    Tensor down =
        pictures.narrow(2, 1, height - 1).minus(pictures.narrow(2, 0, height - 1)).square().sum();
    Tensor across =
        pictures.narrow(3, 1, width - 1).minus(pictures.narrow(3, 0, width - 1)).square().sum();
    return down.plus(across).times(1.0 / pictures.size(0));
  }
}
