package dev.limn.train;

import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import java.util.Locale;
import java.util.Map;

/// The tensors of networks under the names that a [LearnerState] gives them.
public final class NetworkState {
  private NetworkState() {}

  /// Adds `name/…` for every parameter and buffer.
  public static void put(Map<String, Tensor> into, String name, Network<?> network) {
    network.state().forEach((key, tensor) -> into.put(name + "/" + key, tensor));
  }

  /// Copies tensors by name, in place, after all have been checked.
  ///
  /// @throws TrainException naming the first that is missing, unknown, or of another shape or type;
  ///   nothing is changed then
  public static void copy(Map<String, Tensor> from, Map<String, Tensor> to) {
    to.forEach(
        (name, target) -> {
          Tensor source = from.get(name);
          if (source == null) {
            throw new TrainException("the checkpoint has no tensor '" + name + "'");
          }
          if (!source.shape().equals(target.shape()) || source.dtype() != target.dtype()) {
            throw new TrainException(
                String.format(
                    Locale.ROOT,
                    "tensor '%s' of the checkpoint is %s %s; expected %s %s",
                    name,
                    source.dtype(),
                    source.shape(),
                    target.dtype(),
                    target.shape()));
          }
        });
    for (String name : from.keySet()) {
      if (!to.containsKey(name)) {
        throw new TrainException("nothing here takes tensor '" + name + "' of the checkpoint");
      }
    }
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      to.forEach((name, target) -> target.copyInPlace(from.get(name)));
    }
  }
}
