package dev.limn.torch;

import org.bytedeco.pytorch.InterpolateFuncOptions;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.kBicubic;
import org.bytedeco.pytorch.kBilinear;

/// Changes of size that look at every source pixel, and sampling at arbitrary places. The plain
/// enlargements are in [Functional].
///
/// All are differentiable. Pictures are `[N, C, H, W]`; coordinates follow half-pixel centres
/// (PyTorch's `align_corners=False`).
public final class Resampling {
  private Resampling() {}

  /// What a sample outside the picture is.
  public enum Outside {
    ZEROS,
    BORDER,
    REFLECTION
  }

  /// The mean of the pixels that each new pixel covers.
  public static Tensor area(Tensor x, int height, int width) {
    return Functional.adaptiveAvgPool2d(x, height, width);
  }

  /// Bilinear, with the filter widened when shrinking as Pillow does.
  public static Tensor bilinear(Tensor x, int height, int width) {
    return antialiased("bilinear", x, height, width);
  }

  /// Bicubic (a = −.5), with the filter widened when shrinking as Pillow does.
  public static Tensor bicubic(Tensor x, int height, int width) {
    return antialiased("bicubic", x, height, width);
  }

  private static Tensor antialiased(String filter, Tensor x, int height, int width) {
    return Native.tensor(
        filter,
        () -> {
          x.requireShape("input of " + filter, -1, -1, -1, -1);
          if (height < 1 || width < 1) {
            throw TorchException.argument(filter + " to " + height + "×" + width);
          }
          var options = new InterpolateFuncOptions();
          options.size().put(new LongVector((long) height, (long) width));
          options.align_corners().put(false);
          options.antialias().put(true);
          if (filter.equals("bicubic")) {
            options.mode().put(new kBicubic());
          } else {
            options.mode().put(new kBilinear());
          }
          return torch.interpolate(x.raw(), options);
        });
  }

  /// Samples `x` bilinearly at `grid` `[N, H, W, 2]`, pairs (x, y) that are −1 at the left or upper
  /// edge and 1 at the other; `[N, C, H, W]`.
  public static Tensor gridSample(Tensor x, Tensor grid, Outside outside) {
    return Native.tensor(
        "gridSample", () -> torch.grid_sampler(x.raw(), grid.raw(), 0, outside.ordinal(), false));
  }

  /// The grid for [#gridSample] that an affine map makes.
  ///
  /// @param theta `[N, 2, 3]`, from places in the result to places in the source
  /// @return `[N, H, W, 2]`
  public static Tensor affineGrid(Tensor theta, int height, int width) {
    TorchException.present(theta, "theta").requireShape("theta of affineGrid", -1, 2, 3);
    return Native.tensor(
        "affineGrid",
        () ->
            torch.affine_grid_generator(
                theta.raw(), new long[] {theta.size(0), 1, height, width}, false));
  }
}
