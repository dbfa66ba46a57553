package dev.limn.model;

import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.Locale;

/// The rows of a table, drawn with replacement.
public final class VectorTable implements VectorData {
  private final float[] values;
  private final int width;

  /// @param values row by row
  /// @throws ModelException if they are no whole rows, or not finite
  public VectorTable(float[] values, int width) {
    if (width < 1 || values.length == 0 || values.length % width != 0) {
      throw new ModelException(
          values.length + " values in rows of " + width + "; expected whole rows, at least one");
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new ModelException(
            String.format(
                Locale.ROOT,
                "row %d, column %d holds %s; expected a number",
                i / width,
                i % width,
                values[i]));
      }
    }
    this.values = values.clone();
    this.width = width;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public long rows() {
    return values.length / width;
  }

  @Override
  public Tensor draw(Rng rng, int count) {
    float[] places = Tensors.rand(rng, count).toFloats();
    var drawn = new float[count * width];
    for (int i = 0; i < count; i++) {
      // the last number before 1 may round up to it
      int row = (int) Math.min(rows() - 1, (long) ((double) places[i] * rows()));
      System.arraycopy(values, row * width, drawn, i * width, width);
    }
    return Tensors.of(drawn, count, width); // [N, W]
  }
}
