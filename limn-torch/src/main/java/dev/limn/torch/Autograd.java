package dev.limn.torch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// Gradients as values, also of gradients.
public final class Autograd {
  private Autograd() {}

  /// The gradients of the sum of `outputs` with respect to each input. Leaves' accumulated
  /// gradients are untouched.
  ///
  /// @param createGraph records the computation, so that the result can be differentiated again
  ///   (gradient penalties)
  /// @throws TorchException if an input takes no part in the outputs
  public static List<Tensor> grad(List<Tensor> outputs, List<Tensor> inputs, boolean createGraph) {
    Scope.requireOpen();
    TorchException.present(outputs, "outputs");
    TorchException.present(inputs, "inputs");
    return Native.call(
        "grad",
        () -> {
          var seeds = new ArrayList<Tensor>();
          for (Tensor output : outputs) {
            seeds.add(Native.tensor("grad", () -> torch.ones_like(output.raw())));
          }
          TensorVector grads =
              torch.grad(
                  Native.vector(outputs.toArray(Tensor[]::new)),
                  Native.vector(inputs.toArray(Tensor[]::new)),
                  Native.vector(seeds.toArray(Tensor[]::new)),
                  new BoolOptional(createGraph),
                  createGraph,
                  false);
          var result = new ArrayList<Tensor>();
          for (long i = 0; i < grads.size(); i++) {
            result.add(Native.part(grads.get(i)));
          }
          return List.copyOf(result);
        });
  }

  /// The gradient of one output with respect to one input.
  public static Tensor grad(Tensor output, Tensor input, boolean createGraph) {
    TorchException.present(output, "output");
    TorchException.present(input, "input");
    return grad(List.of(output), List.of(input), createGraph).getFirst();
  }
}
