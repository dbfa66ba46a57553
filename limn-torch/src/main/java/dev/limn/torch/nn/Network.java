package dev.limn.torch.nn;

import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Indexing;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A block tree whose parameters are views into one flat tensor, and whose gradients and buffers
/// are, too.
///
/// An optimiser step, a moving average, a finite check or an all-reduce is then a handful of
/// operations on one tensor, not a handful per parameter. Four-dimensional weights lie
/// channels-last, the fast layout of convolutions; their logical shape is PyTorch's. A parameter
/// that takes no part in a step has a zero gradient, not none.
///
/// @param <B> the block
public final class Network<B extends Block> implements AutoCloseable {
  /// Views start at multiples of a cache line.
  private static final long ALIGNMENT = 16;

  private final B block;
  private final Device device;
  private final Map<String, Parameter> named;
  private final Tensor values;
  private final Tensor grads;
  private final Tensor buffers;
  private final List<Tensor> gradViews = new ArrayList<>();
  private final long count;

  /// Takes over the block: its tensors move into flat storage on the device.
  public Network(B block, Device device) {
    this.block = block;
    this.device = device;
    this.named = block.named();
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      long trainable = 0;
      long fixed = 0;
      long elements = 0;
      for (Parameter parameter : named.values()) {
        long size = padded(parameter.tensor().elements());
        if (parameter.trainable()) {
          trainable += size;
          elements += parameter.tensor().elements();
        } else {
          fixed += size;
        }
      }
      count = elements;
      values = Tensors.zeros(DType.FLOAT32, device, trainable).retain();
      grads = Tensors.zeros(DType.FLOAT32, device, trainable).retain();
      buffers = Tensors.zeros(DType.FLOAT32, device, fixed).retain();
      long at = 0;
      long bufferAt = 0;
      for (Parameter parameter : named.values()) {
        Tensor old = parameter.tensor();
        long size = old.elements();
        Tensor view;
        if (parameter.trainable()) {
          view = view(values, at, old);
          Tensor grad = view(grads, at, old).retain();
          gradViews.add(grad);
          view.copyInPlace(old);
          view.requiresGrad(true);
          view.gradStorage(grad);
          at += padded(size);
        } else {
          view = view(buffers, bufferAt, old);
          view.copyInPlace(old);
          bufferAt += padded(size);
        }
        parameter.rebind(view);
      }
    }
  }

  /// Takes over the block, and gives it stored weights.
  ///
  /// @param state as [#load] takes it
  /// @throws TorchException naming the tensor that is missing, unknown or of another shape; the
  ///   block is released then
  public static <B extends Block> Network<B> loaded(
      B block, Map<String, Tensor> state, Device device) {
    var network = new Network<>(block, device);
    try {
      network.load(state);
      return network;
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  private static long padded(long elements) {
    return (elements + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private static Tensor view(Tensor flat, long start, Tensor like) {
    Tensor part = flat.narrow(0, start, like.elements());
    if (like.rank() == 4) {
      return part.view(like.size(0), like.size(2), like.size(3), like.size(1))
          .permute(0, 3, 1, 2)
          .detach();
    }
    return part.view(like.shape().sizes()).detach();
  }

  public B block() {
    return block;
  }

  public Device device() {
    return device;
  }

  /// All trainable values, one after the other with padding; `[P]`.
  public Tensor values() {
    return values;
  }

  /// All gradients, laid out as [#values()].
  public Tensor grads() {
    return grads;
  }

  /// The trainable parameters, in the order of [Block#named()]; live.
  public List<Tensor> parameters() {
    return named.values().stream().filter(Parameter::trainable).map(Parameter::tensor).toList();
  }

  /// The gradients of the trainable parameters, in the order of [Block#named()]: views of
  /// [#grads()], for those who work gradients out themselves.
  public List<Tensor> gradients() {
    return List.copyOf(gradViews);
  }

  /// All buffers.
  public Tensor buffers() {
    return buffers;
  }

  /// The number of trainable parameters, padding not counted.
  public long parameterCount() {
    return count;
  }

  public void zeroGrad() {
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      grads.zeroInPlace();
    }
  }

  /// Whether forward passes record a graph for these parameters. Off, a pass still carries
  /// gradients to its input and costs a third less.
  public void requiresGrad(boolean wanted) {
    try (var _ = Scope.open()) {
      for (Parameter parameter : named.values()) {
        if (parameter.trainable()) {
          parameter.tensor().requiresGrad(wanted);
        }
      }
    }
  }

  /// The state dictionary: live views by PyTorch's names. Valid as long as the network.
  public Map<String, Tensor> state() {
    var state = new LinkedHashMap<String, Tensor>();
    named.forEach((name, parameter) -> state.put(name, parameter.tensor()));
    return state;
  }

  /// Copies a state dictionary in.
  ///
  /// @throws TorchException naming the tensor that is missing, unknown or of another shape; nothing
  ///   is changed then
  public void load(Map<String, Tensor> state) {
    for (String name : state.keySet()) {
      if (!named.containsKey(name) && !name.endsWith("num_batches_tracked")) {
        throw TorchException.argument("tensor '" + name + "' does not belong to this network");
      }
    }
    named.forEach(
        (name, parameter) -> {
          Tensor source = state.get(name);
          if (source == null) {
            throw TorchException.argument("tensor '" + name + "' is missing");
          }
          source.requireShape("tensor '" + name + "'", parameter.tensor().shape().sizes());
        });
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      named.forEach((name, parameter) -> parameter.tensor().copyInPlace(state.get(name)));
    }
  }

  /// Copies parameters and buffers of a network of the same architecture.
  public void copyFrom(Network<?> other) {
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      values.copyInPlace(other.values);
      buffers.copyInPlace(other.buffers);
    }
  }

  /// The trainable parameters, in the order of [Block#named()], as views of another flat tensor
  /// that is laid out as [#values()]. Gradients flow through them, so a network can be computed
  /// with weights that are themselves results.
  ///
  /// @param flat `[P]`
  public List<Tensor> views(Tensor flat) {
    flat.requireShape("flat parameters", values.elements());
    var sizes = new ArrayList<Long>();
    for (Tensor like : parameters()) {
      long size = like.elements();
      sizes.add(size);
      sizes.add(padded(size) - size);
    }
    List<Tensor> parts =
        Indexing.split(flat, sizes.stream().mapToLong(Long::longValue).toArray(), 0);
    var views = new ArrayList<Tensor>();
    for (Tensor like : parameters()) {
      Tensor part = parts.get(2 * views.size());
      views.add(
          like.rank() == 4
              ? part.view(like.size(0), like.size(2), like.size(3), like.size(1))
                  .permute(0, 3, 1, 2) // [O, I, H, W]
              : part.view(like.shape().sizes()));
    }
    return List.copyOf(views);
  }

  /// The opposite of [#views]: tensors of the parameters' shapes, one after the other as
  /// [#values()], with zeros between. Gradients flow through it. Not for channels-last weights.
  ///
  /// @param parts in the order of [Block#named()]
  /// @return `[P]`
  public Tensor flat(List<Tensor> parts) {
    var pieces = new ArrayList<Tensor>();
    long elements = 0;
    for (Tensor part : parts) {
      if (part.rank() == 4) {
        throw TorchException.argument("a part of shape " + part.shape() + "; expected rank 1 to 3");
      }
      long size = part.elements();
      pieces.add(part.reshape(size)); // [size]
      if (padded(size) > size) {
        pieces.add(Tensors.zeros(DType.FLOAT32, device, padded(size) - size));
      }
      elements += padded(size);
    }
    if (elements != values.elements()) {
      throw TorchException.argument(
          String.format(
              Locale.ROOT, "parts of %d values; expected %d", elements, values.elements()));
    }
    return Tensors.cat(0, pieces); // [P]
  }

  /// Whether every gradient is finite; one reduction.
  public boolean gradsAreFinite() {
    return Double.isFinite(gradNorm());
  }

  /// The Euclidean norm of all gradients; one reduction.
  public double gradNorm() {
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      return grads.norm().item();
    }
  }

  /// Scales the gradients down, all by the same factor, where their Euclidean norm is larger than
  /// `max`.
  ///
  /// @param max above 0
  /// @return the norm before
  public double clipGradNorm(double max) {
    if (!(max > 0)) {
      throw TorchException.argument("gradient norm clipped to " + max + "; expected above 0");
    }
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      double norm = grads.norm().item();
      if (norm > max) {
        grads.timesInPlace(max / (norm + 1e-6));
      }
      return norm;
    }
  }

  @Override
  public void close() {
    named.values().forEach(Parameter::release);
    gradViews.forEach(Tensor::release);
    values.release();
    grads.release();
    buffers.release();
  }
}
