package dev.limn.torch;

import java.util.Arrays;

/// The sizes of a tensor, outermost first: `[N, C, H, W]` for pictures. A scalar has rank 0.
public final class Shape {
  private final long[] sizes;

  private Shape(long[] sizes) {
    this.sizes = sizes;
  }

  /// @throws TorchException if a size is negative or the number of elements does not fit a `long`
  public static Shape of(long... sizes) {
    long elements = 1;
    for (long size : TorchException.present(sizes, "shape")) {
      if (size < 0) {
        throw TorchException.argument("negative size in shape " + Arrays.toString(sizes));
      }
      if (size != 0 && elements > Long.MAX_VALUE / 8 / size) {
        throw TorchException.argument(
            "shape " + Arrays.toString(sizes) + " has more elements than memory can hold");
      }
      elements *= size;
    }
    return new Shape(sizes.clone());
  }

  public int rank() {
    return sizes.length;
  }

  /// The size of one dimension; negative ones count from the end.
  public long size(int dimension) {
    int index = dimension < 0 ? dimension + sizes.length : dimension;
    if (index < 0 || index >= sizes.length) {
      throw TorchException.argument("dimension " + dimension + " of shape " + this);
    }
    return sizes[index];
  }

  public long elements() {
    long elements = 1;
    for (long size : sizes) {
      elements *= size;
    }
    return elements;
  }

  public long[] sizes() {
    return sizes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(sizes, shape.sizes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  /// For example `[64, 3, 64, 64]`.
  @Override
  public String toString() {
    return Arrays.toString(sizes);
  }
}
