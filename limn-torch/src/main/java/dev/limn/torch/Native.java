package dev.limn.torch;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;

/// What every native call shares: loading, errors, and small arguments that live for the whole
/// process.
final class Native {
  static final TensorOptional NO_TENSOR;
  static final LongOptional NO_LONG;
  static final DoubleOptional NO_DOUBLE;
  static final ScalarTypeOptional NO_TYPE;
  private static final Map<Placement, TensorOptions> OPTIONS = new ConcurrentHashMap<>();

  private record Placement(DType type, Device device) {}

  static {
    Loading.ready();
    NO_TENSOR = lasting(new TensorOptional());
    NO_LONG = lasting(new LongOptional());
    NO_DOUBLE = lasting(new DoubleOptional());
    NO_TYPE = lasting(new ScalarTypeOptional());
  }

  private Native() {}

  /// Keeps a small native argument for the life of the process, whatever scope it was made in.
  static <P extends Pointer> P lasting(P pointer) {
    pointer.retainReference();
    return pointer;
  }

  static TensorOptions options(DType type, Device device) {
    return OPTIONS.computeIfAbsent(
        new Placement(type, device),
        key -> {
          var dtype = new ScalarTypeOptional(key.type().peer());
          var place =
              new DeviceOptional(
                  key.device().isCpu()
                      ? new org.bytedeco.pytorch.Device(key.device().peerType())
                      : new org.bytedeco.pytorch.Device(
                          key.device().peerType(), (byte) key.device().index()));
          return lasting(new TensorOptions().dtype(dtype).device(place));
        });
  }

  static Scalar scalar(double value) {
    return new Scalar(value);
  }

  static Scalar scalar(long value) {
    return new Scalar(value);
  }

  static TensorOptional optional(Tensor tensor) {
    return new TensorOptional(tensor.raw());
  }

  static TensorVector vector(Tensor... tensors) {
    var vector = new TensorVector((long) tensors.length);
    for (int i = 0; i < tensors.length; i++) {
      vector.put(i, tensors[i].raw());
    }
    return vector;
  }

  /// Runs a native call that makes a tensor.
  static Tensor tensor(String operation, Supplier<org.bytedeco.pytorch.Tensor> call) {
    Scope.requireOpen();
    try {
      return new Tensor(call.get());
    } catch (RuntimeException e) {
      throw TorchException.of(operation, e);
    }
  }

  /// Runs any other native call.
  static <T> T call(String operation, Supplier<T> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      throw TorchException.of(operation, e);
    }
  }

  /// A handle of its own to a tensor inside a native tuple or list, which may die before it.
  static Tensor part(org.bytedeco.pytorch.Tensor borrowed) {
    return new Tensor(new org.bytedeco.pytorch.Tensor(borrowed));
  }
}
