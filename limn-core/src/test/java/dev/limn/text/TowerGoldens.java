package dev.limn.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.model.Golden;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import java.util.LinkedHashMap;
import java.util.Map;

/// What the goldens of all text towers check in the same way.
public final class TowerGoldens {
  private TowerGoldens() {}

  /// The gradients of a network against those under `grad/`.
  public static void checkGradients(Network<?> network, Map<String, Tensor> golden) {
    var grads = Golden.part(golden, "grad/");
    assertThat(grads).isNotEmpty();
    grads.forEach(
        (name, grad) -> Golden.assertClose(network.state().get(name).grad(), grad, 1e-4, 2e-5));
  }

  /// The network's weights from the golden; what it has not, centre and scale, stays.
  public static void load(Network<?> network, Map<String, Tensor> golden) {
    var weights = new LinkedHashMap<String, Tensor>(Golden.part(golden, "weight/"));
    network.state().forEach((name, tensor) -> weights.putIfAbsent(name, tensor.copy()));
    network.load(weights);
    assertThat(network.state().keySet())
        .allMatch(
            name ->
                golden.containsKey("weight/" + name)
                    || name.endsWith("centre")
                    || name.endsWith("scale"));
  }
}
