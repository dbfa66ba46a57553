package dev.limn.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.torch.Tensor;
import dev.limn.torch.io.Safetensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Tensors that PyTorch computed, by `src/test/goldens/text/make_goldens.py`.
public final class Golden {
  private Golden() {}

  /// All tensors of a golden, in the open scope.
  public static Map<String, Tensor> read(String name) {
    try {
      var file = Golden.class.getResource("/goldens/text/" + name + ".safetensors");
      if (file == null) {
        throw new UncheckedIOException(new IOException("no golden " + name));
      }
      return Safetensors.read(Path.of(file.toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The tensors whose names start with a prefix, without it.
  public static Map<String, Tensor> part(Map<String, Tensor> all, String prefix) {
    var part = new LinkedHashMap<String, Tensor>();
    all.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            part.put(name.substring(prefix.length()), tensor);
          }
        });
    return part;
  }

  /// Asserts |actual − expected| ≤ atol + rtol · |expected| for every element.
  public static void assertClose(Tensor actual, Tensor expected, double rtol, double atol) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    double excess =
        actual.minus(expected).abs().minus(expected.abs().times(rtol)).max().item() - atol;
    assertThat(excess).as("excess over the tolerance").isLessThanOrEqualTo(0);
  }

  /// With the tolerances of float32 in PyTorch's own tests.
  public static void assertClose(Tensor actual, Tensor expected) {
    assertClose(actual, expected, 1.3e-6, 1e-5);
  }
}
