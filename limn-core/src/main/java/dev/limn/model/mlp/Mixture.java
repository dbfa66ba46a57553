package dev.limn.model.mlp;

import dev.limn.model.ModelException;
import dev.limn.model.VectorData;
import dev.limn.torch.DType;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.List;
import java.util.Locale;

/// A mixture of round Gaussians of equal weight, on a line or in the plane.
///
/// @param centres of the modes, each of the same width
/// @param sigmas standard deviation of each
public record Mixture(List<List<Double>> centres, List<Double> sigmas) implements VectorData {
  public Mixture {
    if (centres.isEmpty() || centres.size() != sigmas.size()) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "a mixture of %d centres and %d sigmas; expected as many, at least one",
              centres.size(),
              sigmas.size()));
    }
    int width = centres.getFirst().size();
    if (width < 1 || centres.stream().anyMatch(centre -> centre.size() != width)) {
      throw new ModelException("centres " + centres + "; expected all of one width");
    }
    if (sigmas.stream().anyMatch(sigma -> !(sigma > 0))) {
      throw new ModelException("sigmas " + sigmas + "; expected numbers above 0");
    }
    centres = centres.stream().map(List::copyOf).toList();
    sigmas = List.copyOf(sigmas);
  }

  /// N(mean, sigma²) on a line.
  public static Mixture normal(double mean, double sigma) {
    return new Mixture(List.of(List.of(mean)), List.of(sigma));
  }

  /// Modes evenly spaced on a circle, the first at angle 0; the usual test for mode collapse has 8
  /// of σ .02 at radius 2 (Metz et al. 2017).
  public static Mixture ring(int modes, double radius, double sigma) {
    var centres = new java.util.ArrayList<List<Double>>();
    for (int i = 0; i < modes; i++) {
      double angle = 2 * Math.PI * i / modes;
      centres.add(List.of(radius * Math.cos(angle), radius * Math.sin(angle)));
    }
    return new Mixture(centres, java.util.Collections.nCopies(modes, sigma));
  }

  @Override
  public int width() {
    return centres.getFirst().size();
  }

  @Override
  public long rows() {
    return Long.MAX_VALUE;
  }

  /// The centres as numbers.
  public double[][] points() {
    return centres.stream()
        .map(centre -> centre.stream().mapToDouble(Double::doubleValue).toArray())
        .toArray(double[][]::new);
  }

  /// The density at a point.
  public double density(double... x) {
    double sum = 0;
    for (int mode = 0; mode < centres.size(); mode++) {
      double sigma = sigmas.get(mode);
      double squared = 0;
      for (int i = 0; i < x.length; i++) {
        double distance = x[i] - centres.get(mode).get(i);
        squared += distance * distance;
      }
      sum +=
          Math.exp(-squared / (2 * sigma * sigma))
              / Math.pow(2 * Math.PI * sigma * sigma, x.length / 2.0);
    }
    return sum / centres.size();
  }

  @Override
  public Tensor draw(Rng rng, int count) {
    int modes = centres.size();
    int width = width();
    Tensor noise = Tensors.randn(rng, count, width);
    if (modes == 1 && width == 1) {
      return noise.timesInPlace(sigmas.getFirst()).addInPlace(centres.getFirst().getFirst());
    }
    var table = new float[modes * (width + 1)];
    for (int mode = 0; mode < modes; mode++) {
      for (int i = 0; i < width; i++) {
        table[mode * (width + 1) + i] = centres.get(mode).get(i).floatValue();
      }
      table[mode * (width + 1) + width] = sigmas.get(mode).floatValue();
    }
    // the last step before 1 may round up to it
    Tensor mode = Tensors.rand(rng, count).timesInPlace(modes).clampInPlace(0, modes - 1e-3);
    Tensor chosen =
        Tensors.of(table, modes, width + 1).indexSelect(0, mode.to(DType.INT64)); // [N, W + 1]
    return noise
        .timesInPlace(chosen.narrow(1, width, 1))
        .addInPlace(chosen.narrow(1, 0, width)); // [N, W]
  }
}
