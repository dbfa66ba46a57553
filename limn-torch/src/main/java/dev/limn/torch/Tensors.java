package dev.limn.torch;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.global.torch;

/// Makes tensors: constants, random draws, Java arrays, and several tensors joined.
public final class Tensors {
  private Tensors() {}

  public static Tensor empty(DType type, Device device, long... shape) {
    Shape checked = Shape.of(shape);
    return Native.tensor(
        "empty",
        () ->
            torch.torch_empty(
                checked.sizes(), Native.options(type, device), new MemoryFormatOptional()));
  }

  public static Tensor zeros(DType type, Device device, long... shape) {
    return empty(type, device, shape).zeroInPlace();
  }

  /// FLOAT32 zeros on the processor.
  public static Tensor zeros(long... shape) {
    return zeros(DType.FLOAT32, Device.CPU, shape);
  }

  /// FLOAT32 ones on the processor.
  public static Tensor ones(long... shape) {
    return full(1, shape);
  }

  /// A FLOAT32 constant on the processor.
  public static Tensor full(double value, long... shape) {
    return empty(DType.FLOAT32, Device.CPU, shape).fillInPlace(value);
  }

  /// FLOAT32 draws from N(0, 1) on the processor.
  public static Tensor randn(Rng rng, long... shape) {
    return empty(DType.FLOAT32, Device.CPU, shape).normalInPlace(0, 1, rng);
  }

  /// FLOAT32 draws from U(0, 1) on the processor.
  public static Tensor rand(Rng rng, long... shape) {
    return empty(DType.FLOAT32, Device.CPU, shape).uniformInPlace(0, 1, rng);
  }

  /// The INT64 numbers 0 to `end − 1`.
  public static Tensor arange(long end) {
    Shape.of(end); // not negative, and fits memory's addresses
    return Native.tensor(
        "arange",
        () -> torch.torch_arange(Native.scalar(end), Native.options(DType.INT64, Device.CPU)));
  }

  /// A scalar of FLOAT32.
  public static Tensor scalar(double value) {
    return full(value);
  }

  public static Tensor of(float[] values, long... shape) {
    return of(
        MemorySegment.ofArray(TorchException.present(values, "values")), DType.FLOAT32, shape);
  }

  public static Tensor of(double[] values, long... shape) {
    return of(
        MemorySegment.ofArray(TorchException.present(values, "values")), DType.FLOAT64, shape);
  }

  public static Tensor of(long[] values, long... shape) {
    return of(MemorySegment.ofArray(TorchException.present(values, "values")), DType.INT64, shape);
  }

  public static Tensor of(int[] values, long... shape) {
    return of(MemorySegment.ofArray(TorchException.present(values, "values")), DType.INT32, shape);
  }

  /// UINT8 elements.
  public static Tensor of(byte[] values, long... shape) {
    return of(MemorySegment.ofArray(TorchException.present(values, "values")), DType.UINT8, shape);
  }

  /// Copies the elements, row by row, from any memory.
  ///
  /// @throws TorchException if the number of bytes does not fit type and shape
  public static Tensor of(MemorySegment values, DType type, long... shape) {
    TorchException.present(values, "values");
    return TensorData.fill(empty(type, Device.CPU, shape), values);
  }

  /// Copies a tensor's elements, row by row and in its own type, into memory of exactly that size.
  public static void copyTo(Tensor tensor, MemorySegment target) {
    TensorData.copyOut(
        TorchException.present(tensor, "tensor"), TorchException.present(target, "target"));
  }

  public static Tensor cat(int dimension, Tensor... tensors) {
    return Native.tensor("cat", () -> torch.cat(Native.vector(tensors), (long) dimension));
  }

  public static Tensor cat(int dimension, List<Tensor> tensors) {
    return cat(dimension, TorchException.present(tensors, "tensors").toArray(Tensor[]::new));
  }

  public static Tensor stack(int dimension, List<Tensor> tensors) {
    return Native.tensor(
        "stack",
        () -> torch.stack(Native.vector(tensors.toArray(Tensor[]::new)), (long) dimension));
  }

  /// Elements of `first` where the BOOL `condition` holds, else of `second`.
  public static Tensor where(Tensor condition, Tensor first, Tensor second) {
    return Native.tensor("where", () -> torch.where(condition.raw(), first.raw(), second.raw()));
  }

  /// The `k` largest elements of a dimension, descending.
  public static Ranked topk(Tensor tensor, int k, int dimension) {
    return ranked("topk", () -> torch.topk(tensor.raw(), (long) k, (long) dimension, true, true));
  }

  public static Ranked sort(Tensor tensor, int dimension, boolean descending) {
    return ranked("sort", () -> torch.sort(tensor.raw(), (long) dimension, descending));
  }

  /// Sorted values and where they stood.
  ///
  /// @param values in order
  /// @param indices INT64 positions in the sorted dimension
  public record Ranked(Tensor values, Tensor indices) {}

  private static Ranked ranked(
      String name, java.util.function.Supplier<org.bytedeco.pytorch.T_TensorTensor_T> call) {
    Scope.requireOpen();
    var pair = Native.call(name, call);
    return new Ranked(Native.part(pair.get0()), Native.part(pair.get1()));
  }
}
