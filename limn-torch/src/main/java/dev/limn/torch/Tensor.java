package dev.limn.torch;

import java.util.function.Supplier;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.global.torch;

/// A multidimensional array on the processor or on a card.
///
/// Made by [Tensors], by the operations here and in [Functional]; owned by the [Scope] that was
/// innermost then. Its methods are named by words (`plus`, `times`, `matmul`); those that end in
/// `InPlace` change this tensor and return it. Broadcasting and type promotion are PyTorch's. Wrong
/// shapes, a closed tensor and use from another thread are [TorchException]s.
public final class Tensor {
  private final org.bytedeco.pytorch.Tensor peer;
  private Thread thread = Thread.currentThread();

  Tensor(org.bytedeco.pytorch.Tensor peer) {
    this.peer = peer;
  }

  org.bytedeco.pytorch.Tensor raw() {
    if (peer.isNull()) {
      throw new TorchException(TorchException.Kind.CLOSED, "the tensor was closed with its scope");
    }
    if (thread != null && thread != Thread.currentThread()) {
      throw new TorchException(
          TorchException.Kind.SCOPE,
          "the tensor belongs to a scope of thread '"
              + thread.getName()
              + "', used from '"
              + Thread.currentThread().getName()
              + "'");
    }
    return peer;
  }

  private Tensor op(String name, Supplier<org.bytedeco.pytorch.Tensor> call) {
    return Native.tensor(name, call);
  }

  private Tensor inPlace(String name, Supplier<org.bytedeco.pytorch.Tensor> call) {
    Scope.requireOpen();
    Native.call(name, call);
    return this;
  }

  // ---- life ----

  /// Makes this tensor outlive its scope and usable from any thread, until [#release()]. Owners of
  /// long-lived tensors (networks, optimisers) call it once in their constructor.
  public Tensor retain() {
    raw().retainReference();
    thread = null;
    return this;
  }

  /// Gives back what [#retain()] took. Using the tensor afterwards is an error.
  public void release() {
    if (!peer.isNull()) {
      peer.releaseReference();
    }
  }

  public boolean isClosed() {
    return peer.isNull();
  }

  // ---- what it is ----

  public Shape shape() {
    var raw = raw();
    long[] sizes = new long[(int) raw.dim()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = raw.size(i);
    }
    return Shape.of(sizes);
  }

  public int rank() {
    return (int) raw().dim();
  }

  /// The size of one dimension; negative ones count from the end.
  public long size(int dimension) {
    var raw = raw();
    long rank = raw.dim();
    if (dimension < -rank || dimension >= rank) {
      throw TorchException.argument("dimension " + dimension + " of a tensor of shape " + shape());
    }
    return raw.size(dimension);
  }

  public long elements() {
    return raw().numel();
  }

  public DType dtype() {
    return DType.of(raw().scalar_type());
  }

  public Device device() {
    try (var device = raw().device()) {
      return Device.of(device);
    }
  }

  /// Checks the shape; a negative expected size matches any.
  ///
  /// @param what names the tensor in the message
  /// @return this
  public Tensor requireShape(String what, long... expected) {
    boolean fits = rank() == TorchException.present(expected, "expected shape").length;
    for (int i = 0; fits && i < expected.length; i++) {
      fits = expected[i] < 0 || expected[i] == size(i);
    }
    if (!fits) {
      throw TorchException.argument(
          what
              + " has shape "
              + shape()
              + "; expected "
              + java.util.Arrays.toString(expected).replace("-1", "?"));
    }
    return this;
  }

  @Override
  public String toString() {
    return peer.isNull()
        ? "Tensor(closed)"
        : "Tensor(" + dtype() + " " + shape() + " on " + device() + ")";
  }

  // ---- gradients ----

  public boolean requiresGrad() {
    return raw().requires_grad();
  }

  /// @return this
  public Tensor requiresGrad(boolean wanted) {
    return inPlace("requiresGrad", () -> raw().set_requires_grad(wanted));
  }

  /// The same values outside the graph.
  public Tensor detach() {
    return op("detach", () -> raw().detach());
  }

  /// The accumulated gradient of a leaf. Without one, an error.
  public Tensor grad() {
    return Native.tensor(
        "grad",
        () -> {
          var grad = new org.bytedeco.pytorch.Tensor(raw().grad());
          if (!grad.defined()) {
            throw new TorchException(
                TorchException.Kind.ARGUMENT, "grad: the tensor has no gradient yet");
          }
          return grad;
        });
  }

  /// Lets `backward` accumulate into `storage`, a tensor of this one's shape.
  public void gradStorage(Tensor storage) {
    TorchException.present(storage, "gradient storage")
        .requireShape("gradient storage", shape().sizes());
    if (storage.dtype() != dtype() || !storage.device().equals(device())) {
      throw TorchException.argument("gradient storage " + storage + " for " + this);
    }
    Native.call("gradStorage", () -> raw().mutable_grad().put(storage.raw()));
  }

  /// Accumulates the gradients of this scalar into its leaves. The graph is used up.
  public void backward() {
    Native.call(
        "backward",
        () -> {
          raw().backward();
          return null;
        });
  }

  // ---- arithmetic ----

  public Tensor plus(Tensor other) {
    return op("plus", () -> raw().add(other.raw()));
  }

  public Tensor plus(double other) {
    return op("plus", () -> raw().add(Native.scalar(other)));
  }

  public Tensor minus(Tensor other) {
    return op("minus", () -> raw().sub(other.raw()));
  }

  public Tensor minus(double other) {
    return op("minus", () -> raw().sub(Native.scalar(other)));
  }

  public Tensor times(Tensor other) {
    return op("times", () -> raw().mul(other.raw()));
  }

  public Tensor times(double other) {
    return op("times", () -> raw().mul(Native.scalar(other)));
  }

  public Tensor div(Tensor other) {
    return op("div", () -> raw().div(other.raw()));
  }

  public Tensor div(double other) {
    return op("div", () -> raw().div(Native.scalar(other)));
  }

  public Tensor pow(double exponent) {
    return op("pow", () -> raw().pow(Native.scalar(exponent)));
  }

  public Tensor neg() {
    return op("neg", () -> raw().neg());
  }

  public Tensor abs() {
    return op("abs", () -> raw().abs());
  }

  public Tensor exp() {
    return op("exp", () -> raw().exp());
  }

  public Tensor log() {
    return op("log", () -> raw().log());
  }

  public Tensor sqrt() {
    return op("sqrt", () -> raw().sqrt());
  }

  public Tensor rsqrt() {
    return op("rsqrt", () -> raw().rsqrt());
  }

  public Tensor square() {
    return op("square", () -> raw().square());
  }

  public Tensor sin() {
    return op("sin", () -> raw().sin());
  }

  public Tensor cos() {
    return op("cos", () -> raw().cos());
  }

  public Tensor round() {
    return op("round", () -> raw().round());
  }

  public Tensor floor() {
    return op("floor", () -> raw().floor());
  }

  public Tensor sign() {
    return op("sign", () -> raw().sign());
  }

  public Tensor reciprocal() {
    return op("reciprocal", () -> raw().reciprocal());
  }

  public Tensor tanh() {
    return op("tanh", () -> raw().tanh());
  }

  public Tensor sigmoid() {
    return op("sigmoid", () -> raw().sigmoid());
  }

  public Tensor relu() {
    return op("relu", () -> raw().relu());
  }

  public Tensor clamp(double min, double max) {
    return op(
        "clamp",
        () ->
            raw()
                .clamp(
                    new ScalarOptional(Native.scalar(min)),
                    new ScalarOptional(Native.scalar(max))));
  }

  public Tensor clampMin(double min) {
    return op("clampMin", () -> raw().clamp_min(Native.scalar(min)));
  }

  /// The larger of two, element by element.
  public Tensor maximum(Tensor other) {
    return op("maximum", () -> raw().maximum(other.raw()));
  }

  /// The smaller of two, element by element.
  public Tensor minimum(Tensor other) {
    return op("minimum", () -> raw().minimum(other.raw()));
  }

  /// The matrix product, batched over leading dimensions.
  public Tensor matmul(Tensor other) {
    return op("matmul", () -> raw().matmul(other.raw()));
  }

  // ---- comparisons (BOOL) ----

  public Tensor eq(Tensor other) {
    return op("eq", () -> raw().eq(other.raw()));
  }

  public Tensor eq(double other) {
    return op("eq", () -> raw().eq(Native.scalar(other)));
  }

  public Tensor ne(double other) {
    return op("ne", () -> raw().ne(Native.scalar(other)));
  }

  public Tensor lt(Tensor other) {
    return op("lt", () -> raw().lt(other.raw()));
  }

  public Tensor lt(double other) {
    return op("lt", () -> raw().lt(Native.scalar(other)));
  }

  public Tensor le(Tensor other) {
    return op("le", () -> raw().le(other.raw()));
  }

  public Tensor gt(Tensor other) {
    return op("gt", () -> raw().gt(other.raw()));
  }

  public Tensor gt(double other) {
    return op("gt", () -> raw().gt(Native.scalar(other)));
  }

  public Tensor ge(double other) {
    return op("ge", () -> raw().ge(Native.scalar(other)));
  }

  public Tensor not() {
    return op("not", () -> raw().logical_not());
  }

  public Tensor and(Tensor other) {
    return op("and", () -> raw().logical_and(other.raw()));
  }

  public Tensor isFinite() {
    return op("isFinite", () -> raw().isfinite());
  }

  // ---- reductions ----

  public Tensor sum() {
    return op("sum", () -> raw().sum());
  }

  public Tensor sum(boolean keepDim, long... dimensions) {
    return op("sum", () -> raw().sum(dimensions, keepDim, Native.NO_TYPE));
  }

  public Tensor mean() {
    return op("mean", () -> raw().mean());
  }

  public Tensor mean(boolean keepDim, long... dimensions) {
    return op("mean", () -> raw().mean(dimensions, keepDim, Native.NO_TYPE));
  }

  /// The variance.
  ///
  /// @param unbiased divides by N−1 instead of N
  public Tensor variance(boolean unbiased, boolean keepDim, long... dimensions) {
    return op("variance", () -> raw().var(dimensions, unbiased, keepDim));
  }

  public Tensor std(boolean unbiased, boolean keepDim, long... dimensions) {
    return op("std", () -> raw().std(dimensions, unbiased, keepDim));
  }

  public Tensor max() {
    return op("max", () -> raw().max());
  }

  public Tensor min() {
    return op("min", () -> raw().min());
  }

  public Tensor max(int dimension, boolean keepDim) {
    return op("max", () -> raw().amax(new long[] {dimension}, keepDim));
  }

  public Tensor min(int dimension, boolean keepDim) {
    return op("min", () -> raw().amin(new long[] {dimension}, keepDim));
  }

  public Tensor argmax(int dimension) {
    return op(
        "argmax", () -> raw().argmax(new org.bytedeco.pytorch.LongOptional(dimension), false));
  }

  public Tensor all() {
    return op("all", () -> raw().all());
  }

  public Tensor any() {
    return op("any", () -> raw().any());
  }

  /// The Euclidean norm of all elements.
  public Tensor norm() {
    return op("norm", () -> raw().norm());
  }

  public Tensor cumsum(int dimension) {
    return op("cumsum", () -> raw().cumsum(dimension));
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

  public boolean isContiguous() {
    return raw().is_contiguous();
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
