package dev.limn.torch;

import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.global.torch;

/// A multidimensional array on the processor or on a card.
///
/// Made by [Tensors], by the operations here and in [Functional]; owned by the [Scope] that was
/// innermost then. Its methods are named by words (`plus`, `times`, `matmul`); those that end in
/// `InPlace` change this tensor and return it. Broadcasting and type promotion are PyTorch's. Wrong
/// shapes, a closed tensor and use from another thread are [TorchException]s.
public final class Tensor extends TensorMath {
  Tensor(org.bytedeco.pytorch.Tensor peer) {
    super(peer);
  }

  @Override
  Tensor self() {
    return this;
  }

  // ---- shape ----

  public Tensor reshape(long... shape) {
    return op("reshape", () -> raw().reshape(shape));
  }

  public Tensor view(long... shape) {
    return op("view", () -> raw().view(shape));
  }

  public Tensor permute(long... order) {
    return op("permute", () -> raw().permute(order));
  }

  public Tensor transpose(int first, int second) {
    return op("transpose", () -> raw().transpose((long) first, (long) second));
  }

  /// The transposed matrix.
  public Tensor t() {
    return op("t", () -> raw().t());
  }

  public Tensor unsqueeze(int dimension) {
    return op("unsqueeze", () -> raw().unsqueeze(dimension));
  }

  public Tensor squeeze(int dimension) {
    return op("squeeze", () -> raw().squeeze((long) dimension));
  }

  public Tensor expand(long... shape) {
    return op("expand", () -> raw().expand(shape));
  }

  public Tensor repeat(long... times) {
    return op("repeat", () -> raw().repeat(times));
  }

  public Tensor flip(long... dimensions) {
    return op("flip", () -> raw().flip(dimensions));
  }

  /// Elements `start` to `start + length` of one dimension, as a view.
  public Tensor narrow(int dimension, long start, long length) {
    return op("narrow", () -> raw().narrow(dimension, start, length));
  }

  /// One slice of a dimension, which disappears; a view.
  public Tensor select(int dimension, long index) {
    return op("select", () -> raw().select((long) dimension, index));
  }

  /// The rows of a dimension that an INT64 vector names.
  public Tensor indexSelect(int dimension, Tensor index) {
    return op("indexSelect", () -> raw().index_select((long) dimension, index.raw()));
  }

  public Tensor gather(int dimension, Tensor index) {
    return op("gather", () -> raw().gather((long) dimension, index.raw()));
  }

  public Tensor maskedFill(Tensor mask, double value) {
    return op("maskedFill", () -> raw().masked_fill(mask.raw(), Native.scalar(value)));
  }

  public Tensor contiguous() {
    return op("contiguous", () -> raw().contiguous());
  }

  /// The same `[N, C, H, W]` with the channels innermost in memory, the fast layout of
  /// convolutions.
  public Tensor channelsLast() {
    return op("channelsLast", () -> raw().contiguous(torch.MemoryFormat.ChannelsLast));
  }

  /// A copy with memory of its own.
  public Tensor copy() {
    return op("copy", () -> torch.clone(raw()));
  }

  public Tensor to(DType type) {
    return op("to", () -> raw().to(type.peer()));
  }

  public Tensor to(Device device) {
    return op(
        "to",
        () ->
            raw()
                .to(
                    Native.options(dtype(), device),
                    false,
                    false,
                    new org.bytedeco.pytorch.MemoryFormatOptional()));
  }

  // ---- in place ----

  public Tensor addInPlace(Tensor other) {
    return inPlace("addInPlace", () -> raw().add_(other.raw()));
  }

  /// Adds `factor · other`.
  public Tensor addInPlace(Tensor other, double factor) {
    return inPlace("addInPlace", () -> raw().add_(other.raw(), Native.scalar(factor)));
  }

  public Tensor addInPlace(double other) {
    return inPlace("addInPlace", () -> raw().add_(Native.scalar(other)));
  }

  public Tensor timesInPlace(double factor) {
    return inPlace("timesInPlace", () -> raw().mul_(Native.scalar(factor)));
  }

  public Tensor timesInPlace(Tensor other) {
    return inPlace("timesInPlace", () -> raw().mul_(other.raw()));
  }

  public Tensor divInPlace(Tensor other) {
    return inPlace("divInPlace", () -> raw().div_(other.raw()));
  }

  public Tensor sqrtInPlace() {
    return inPlace("sqrtInPlace", () -> raw().sqrt_());
  }

  /// Adds `factor · a · b`.
  public Tensor addProductInPlace(Tensor a, Tensor b, double factor) {
    return inPlace(
        "addProductInPlace", () -> raw().addcmul_(a.raw(), b.raw(), Native.scalar(factor)));
  }

  /// Adds `factor · a / b`.
  public Tensor addQuotientInPlace(Tensor a, Tensor b, double factor) {
    return inPlace(
        "addQuotientInPlace", () -> raw().addcdiv_(a.raw(), b.raw(), Native.scalar(factor)));
  }

  /// Moves towards `target` by the share `weight`.
  public Tensor lerpInPlace(Tensor target, double weight) {
    return inPlace("lerpInPlace", () -> raw().lerp_(target.raw(), Native.scalar(weight)));
  }

  public Tensor clampInPlace(double min, double max) {
    return inPlace(
        "clampInPlace",
        () ->
            raw()
                .clamp_(
                    new ScalarOptional(Native.scalar(min)),
                    new ScalarOptional(Native.scalar(max))));
  }

  public Tensor zeroInPlace() {
    return inPlace("zeroInPlace", () -> raw().zero_());
  }

  public Tensor fillInPlace(double value) {
    return inPlace("fillInPlace", () -> raw().fill_(Native.scalar(value)));
  }

  /// Copies the values of `source`, converting type and device.
  public Tensor copyInPlace(Tensor source) {
    return inPlace("copyInPlace", () -> raw().copy_(source.raw()));
  }

  /// Fills with draws from N(mean, std²). The draw happens on the processor, so a seed means the
  /// same everywhere.
  public Tensor normalInPlace(double mean, double std, Rng rng) {
    return device().isCpu()
        ? inPlace("normalInPlace", () -> raw().normal_(mean, std, rng.optional()))
        : copyInPlace(
            Tensors.empty(dtype(), Device.CPU, shape().sizes()).normalInPlace(mean, std, rng));
  }

  /// Fills with draws from U(from, to).
  public Tensor uniformInPlace(double from, double to, Rng rng) {
    return device().isCpu()
        ? inPlace("uniformInPlace", () -> raw().uniform_(from, to, rng.optional()))
        : copyInPlace(
            Tensors.empty(dtype(), Device.CPU, shape().sizes()).uniformInPlace(from, to, rng));
  }

  // ---- values ----

  /// The only element, as a double.
  public double item() {
    if (elements() != 1) {
      throw TorchException.argument(
          "item: a tensor of shape " + shape() + "; expected one element");
    }
    return Native.call("item", () -> raw().item_double());
  }

  public float[] toFloats() {
    return TensorData.floats(this);
  }

  public double[] toDoubles() {
    return TensorData.doubles(this);
  }

  public long[] toLongs() {
    return TensorData.longs(this);
  }

  /// The elements as they lie in memory, in row-major order.
  public byte[] toBytes() {
    return TensorData.bytes(this);
  }
}
