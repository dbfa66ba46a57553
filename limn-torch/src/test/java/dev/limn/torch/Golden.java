package dev.limn.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.torch.io.Safetensors;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One case that PyTorch computed: weights, inputs, outputs, gradients. `make_goldens.py` says what
/// the names mean.
public record Golden(String name, Map<String, Tensor> tensors) {
  /// The tolerances of PyTorch's own `assert_close` for float32.
  public static final double RELATIVE = 1.3e-6;

  public static final double ABSOLUTE = 1e-5;

  /// Reads a case into the open scope.
  public static Golden read(String name) {
    URL file = Golden.class.getResource("/goldens/" + name + ".safetensors");
    assertThat(file).as("golden of " + name).isNotNull();
    try {
      return new Golden(name, Safetensors.read(Path.of(file.toURI())));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  public Tensor get(String key) {
    assertThat(tensors).as(name).containsKey(key);
    return tensors.get(key);
  }

  /// All tensors whose names start so, by the rest of the name.
  public Map<String, Tensor> part(String prefix) {
    var part = new LinkedHashMap<String, Tensor>();
    tensors.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            part.put(key.substring(prefix.length()), value);
          }
        });
    return part;
  }

  /// `in.0`, `in.1`, …; those that have a golden gradient require one.
  public List<Tensor> inputs() {
    var inputs = new ArrayList<Tensor>();
    for (int i = 0; tensors.containsKey("in." + i); i++) {
      inputs.add(get("in." + i).requiresGrad(tensors.containsKey("grad.in." + i)));
    }
    return inputs;
  }

  /// Differentiates `out · seed` and compares output and input gradients.
  public void check(Tensor out, List<Tensor> inputs) {
    compare("out", out);
    out.times(get("seed")).sum().backward();
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i).requiresGrad()) {
        compare("grad.in." + i, inputs.get(i).grad());
      }
    }
  }

  /// Compares element by element at PyTorch's tolerances.
  public void compare(String key, Tensor actual) {
    Tensor expected = get(key);
    assertThat(actual.shape()).as(name + " " + key).isEqualTo(expected.shape());
    double[] want = expected.toDoubles();
    double[] have = actual.toDoubles();
    for (int i = 0; i < want.length; i++) {
      assertThat(Math.abs(have[i] - want[i]))
          .as("%s %s[%d]: %s, PyTorch has %s", name, key, i, have[i], want[i])
          .isLessThanOrEqualTo(ABSOLUTE + RELATIVE * Math.abs(want[i]));
    }
  }
}
