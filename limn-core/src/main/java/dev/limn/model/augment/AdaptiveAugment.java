package dev.limn.model.augment;

import dev.limn.torch.DType;
import dev.limn.torch.Resampling;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;

/// The changes of adaptive discriminator augmentation (Karras et al. 2020, arXiv 2006.06676,
/// appendix B), each made with a probability: mirroring, quarter turns, whole and fractional
/// shifts, scaling, turning, stretching and, if wanted, brightness, contrast and saturation.
///
/// All geometry of a picture is one affine map, sampled bilinearly with the picture mirrored at its
/// borders; the paper resamples through a wavelet filter at twice the size instead, which at these
/// sizes costs more than it shows.
///
/// @param colour whether colours change. Not where captions name them
public record AdaptiveAugment(boolean colour) {
  private static final int GATES = 8;
  private static final int NORMALS = 4;
  private static final double SHIFT = 0.125;
  private static final double SCALE = 0.2;

  /// @param pictures `[N, 3, H, W]`
  /// @param probability of each change
  /// @return `[N, 3, H, W]`; at probability 0 the same tensor
  public Tensor apply(Tensor pictures, double probability, Rng rng) {
    if (probability == 0) {
      return pictures;
    }
    Tensor moved = move(pictures, probability, rng);
    return colour ? Colours.adaptive(moved, probability, rng) : moved;
  }

  private static Tensor move(Tensor x, double probability, Rng rng) {
    int count = Math.toIntExact(x.size(0));
    int height = Math.toIntExact(x.size(2));
    int width = Math.toIntExact(x.size(3));
    float[] gates = Tensors.rand(rng, count, GATES).toFloats(); // [N, 8]
    float[] uniform = Tensors.rand(rng, count, GATES).toFloats(); // [N, 8]
    float[] normal = Tensors.randn(rng, count, NORMALS).toFloats(); // [N, 4]
    float[] maps = new float[count * 6];
    for (int n = 0; n < count; n++) {
      var map =
          map(
              slice(gates, n, GATES),
              slice(uniform, n, GATES),
              slice(normal, n, NORMALS),
              probability,
              width);
      for (int i = 0; i < 6; i++) {
        maps[n * 6 + i] = (float) map[i];
      }
    }
    Tensor theta = Tensors.of(maps, count, 2, 3).to(x.device()); // [N, 2, 3]
    Tensor grid = Resampling.affineGrid(theta, height, width); // [N, H, W, 2]
    return Resampling.gridSample(x.to(DType.FLOAT32), grid, Resampling.Outside.REFLECTION)
        .to(x.dtype())
        .channelsLast(); // [N, 3, H, W]
  }

  private static float[] slice(float[] all, int n, int width) {
    return java.util.Arrays.copyOfRange(all, n * width, (n + 1) * width);
  }

  /// One picture's map from places in the result to places in the source, both in [−1, 1].
  private static double[] map(float[] gate, float[] u, float[] normal, double p, int side) {
    double[] map = {1, 0, 0, 0, 1, 0};
    if (gate[0] < p && u[0] < 0.5) {
      map = then(map, -1, 0, 0, 0, 1, 0);
    }
    if (gate[1] < p) {
      map = turn(map, Math.PI / 2 * (int) (u[1] * 4));
    }
    if (gate[2] < p) { // whole pixels; a pixel is 2 / side
      map = then(map, 1, 0, whole(u[2], side), 0, 1, whole(u[3], side));
    }
    if (gate[3] < p) {
      double scale = Math.pow(2, SCALE * normal[0]);
      map = then(map, 1 / scale, 0, 0, 0, 1 / scale, 0);
    }
    double turning = 1 - Math.sqrt(1 - Math.min(p, 1)); // before and after stretching
    if (gate[4] < turning) {
      map = turn(map, Math.PI * (2 * u[4] - 1));
    }
    if (gate[5] < p) {
      double stretch = Math.pow(2, SCALE * normal[1]);
      map = then(map, 1 / stretch, 0, 0, 0, stretch, 0);
    }
    if (gate[6] < turning) {
      map = turn(map, Math.PI * (2 * u[6] - 1));
    }
    if (gate[7] < p) {
      map = then(map, 1, 0, 2 * SHIFT * normal[2], 0, 1, 2 * SHIFT * normal[3]);
    }
    return map;
  }

  private static double whole(float draw, int side) {
    return Math.round((2 * draw - 1) * SHIFT * side) * 2.0 / side;
  }

  private static double[] turn(double[] map, double angle) {
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    return then(map, cos, -sin, 0, sin, cos, 0);
  }

  /// The map that first does the new step, then what was there.
  private static double[] then(
      double[] m, double a, double b, double c, double d, double e, double f) {
    return new double[] {
      m[0] * a + m[1] * d,
      m[0] * b + m[1] * e,
      m[0] * c + m[1] * f + m[2],
      m[3] * a + m[4] * d,
      m[3] * b + m[4] * e,
      m[3] * c + m[4] * f + m[5]
    };
  }
}
