package dev.limn.torch;

import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.TensorList;

/// The engine's own Adam kernel on four tensors of one shape: one pass over memory instead of one
/// an operation. `dev.limn.torch.optim.Adam` is the optimiser for users.
///
/// The binding has no method for this kernel; it is called by name through the dispatcher.
public final class FusedAdam implements AutoCloseable {
  private static final String KERNEL = "aten::_fused_adam_";

  private final OperatorHandle kernel;
  private final Tensor count;
  private final IValue[] lists;
  private boolean closed;

  /// Binds the tensors, which must outlive this object.
  ///
  /// @param mean the first moment
  /// @param variance the second moment
  public FusedAdam(Tensor values, Tensor grads, Tensor mean, Tensor variance) {
    try (var _ = Scope.open()) {
      for (Tensor tensor : new Tensor[] {grads, mean, variance}) {
        tensor.requireShape("Adam's tensor", values.shape().sizes());
        if (tensor.dtype() != values.dtype() || !tensor.device().equals(values.device())) {
          throw TorchException.argument("Adam on " + values + " and " + tensor);
        }
      }
      count = Tensors.zeros(DType.FLOAT32, values.device(), 1).retain();
      kernel =
          Native.call(
              KERNEL, () -> Native.lasting(Dispatcher.singleton().findSchemaOrThrow(KERNEL, "")));
      lists =
          new IValue[] {list(values), list(grads), list(mean), list(variance), list(), list(count)};
    }
  }

  private static IValue list(Tensor... tensors) {
    return Native.call(
        KERNEL,
        () -> {
          var list = new GenericList(new TensorList().elementType());
          for (Tensor tensor : tensors) {
            list.push_back(new IValue(tensor.raw()));
          }
          return Native.lasting(new IValue(list));
        });
  }

  /// One update.
  ///
  /// @param step counts from 1
  public void step(long step, double learningRate, double beta1, double beta2, double eps) {
    if (closed) {
      throw new TorchException(TorchException.Kind.CLOSED, "the optimiser was closed");
    }
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      count.fillInPlace(step);
      Native.call(
          KERNEL,
          () -> {
            var none = new IValue();
            kernel.callBoxed(
                new IValueVector(
                    lists[0], // values
                    lists[1], // gradients
                    lists[2], // first moments
                    lists[3], // second moments
                    lists[4], // maxima of second moments: AMSGrad only
                    lists[5], // steps
                    new IValue(learningRate),
                    new IValue(beta1),
                    new IValue(beta2),
                    new IValue(0.0), // weight decay
                    new IValue(eps),
                    new IValue(false), // AMSGrad
                    new IValue(false), // maximise
                    none, // gradient scale
                    none)); // flag that skips the update
            return null;
          });
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      for (IValue list : lists) {
        list.releaseReference();
      }
      kernel.releaseReference();
      count.release();
    }
  }
}
