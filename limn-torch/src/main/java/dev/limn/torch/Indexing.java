package dev.limn.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// Picks, scatters, splits and rearranges elements: what is too rare for [Tensor] itself.
///
/// Indices are INT64; one that is out of range is a [TorchException].
public final class Indexing {
  private Indexing() {}

  /// A copy of `x` with `source` written where `index` points along `dimension`.
  public static Tensor scatter(Tensor x, int dimension, Tensor index, Tensor source) {
    return Native.tensor(
        "scatter", () -> torch.scatter(x.raw(), dimension, index.raw(), source.raw()));
  }

  /// A copy of `x` with `source` added where `index` points along `dimension`.
  public static Tensor scatterAdd(Tensor x, int dimension, Tensor index, Tensor source) {
    return Native.tensor(
        "scatterAdd", () -> torch.scatter_add(x.raw(), dimension, index.raw(), source.raw()));
  }

  /// The places of elements that are not 0: INT64 `[n, rank]`.
  public static Tensor nonzero(Tensor x) {
    return Native.tensor("nonzero", () -> torch.nonzero(x.raw()));
  }

  /// INT64 `[…]` to INT64 `[…, classes]` with a single 1.
  public static Tensor oneHot(Tensor index, int classes) {
    return Native.tensor("oneHot", () -> torch.one_hot(index.raw(), classes));
  }

  /// Moves elements along a dimension; those that leave enter at the other end.
  public static Tensor roll(Tensor x, long shift, int dimension) {
    return Native.tensor("roll", () -> torch.roll(x.raw(), new long[] {shift}, dimension));
  }

  /// Views of `size` elements each along a dimension; the last may be shorter.
  public static List<Tensor> split(Tensor x, long size, int dimension) {
    return parts("split", () -> x.raw().split(size, dimension));
  }

  /// Cuts a dimension into views that follow each other. Their gradient is one concatenation, where
  /// [Tensor#narrow] would fill and add a whole tensor for each.
  ///
  /// @param sizes that add up to the dimension's
  public static List<Tensor> split(Tensor x, long[] sizes, int dimension) {
    return parts("split", () -> torch.split_with_sizes(x.raw(), sizes, (long) dimension));
  }

  /// Views of each slice of a dimension, which disappears.
  public static List<Tensor> unbind(Tensor x, int dimension) {
    return parts("unbind", () -> x.raw().unbind(dimension));
  }

  /// The coordinates of a grid: for vectors of n and m elements, two `[n, m]`, the first constant
  /// along rows.
  public static List<Tensor> meshgrid(Tensor first, Tensor second) {
    return parts("meshgrid", () -> torch.meshgrid(Native.vector(first, second), "ij"));
  }

  private static List<Tensor> parts(String name, Supplier<TensorVector> call) {
    Scope.requireOpen();
    return Native.call(
        name,
        () -> {
          var parts = new ArrayList<Tensor>();
          TensorVector vector = call.get();
          for (long i = 0; i < vector.size(); i++) {
            parts.add(Native.part(vector.get(i)));
          }
          return List.copyOf(parts);
        });
  }
}
