package dev.limn.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.torch.Engine;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.io.Safetensors;
import dev.limn.torch.nn.Network;
import dev.limn.train.Learner;
import dev.limn.train.LearnerState;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Tensors that PyTorch computed, by the scripts in `src/test/goldens`.
///
/// As an extension of a test class it reads them anew for each test, into a scope that is open
/// until the test ends, on one thread.
@SuppressWarnings("exports") // tests share this module
public final class Golden implements BeforeEachCallback, AfterEachCallback {
  private final String name;
  private Map<String, Tensor> tensors = Map.of();
  private Scope scope;
  private int threads;

  private Golden(String name) {
    this.name = name;
  }

  /// @param name such as `reed/step`
  public static Golden of(String name) {
    return new Golden(name);
  }

  /// All tensors of a golden, in the open scope.
  public static Map<String, Tensor> read(String name) {
    var file = Golden.class.getResource("/goldens/" + name + ".safetensors");
    assertThat(file).as("golden " + name).isNotNull();
    try {
      return Safetensors.read(Path.of(file.toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    threads = Engine.threads();
    Engine.threads(1);
    scope = Scope.open();
    tensors = read(name);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    scope.close();
    Engine.threads(threads);
  }

  public Tensor get(String key) {
    assertThat(tensors).as(name).containsKey(key);
    return tensors.get(key);
  }

  public boolean has(String key) {
    return tensors.containsKey(key);
  }

  /// The tensors whose names start with a prefix, without it; at least one.
  public Map<String, Tensor> part(String prefix) {
    return part(tensors, prefix);
  }

  /// The same for any tensors.
  public static Map<String, Tensor> part(Map<String, Tensor> all, String prefix) {
    return renamed(all, prefix, "");
  }

  /// The tensors whose names start with a prefix, with another one instead; at least one.
  public static Map<String, Tensor> renamed(Map<String, Tensor> all, String prefix, String other) {
    var part = new LinkedHashMap<String, Tensor>();
    all.forEach(
        (key, tensor) -> {
          if (key.startsWith(prefix)) {
            part.put(other + key.substring(prefix.length()), tensor);
          }
        });
    assertThat(part).as(prefix).isNotEmpty();
    return part;
  }

  /// The weights of a generator and of a discriminator, by the names of a learner's state.
  ///
  /// @param prefix of both, in the golden
  public Map<String, Tensor> pair(String prefix) {
    var pair = new LinkedHashMap<String, Tensor>();
    for (String network : List.of("generator/", "discriminator/")) {
      pair.putAll(renamed(tensors, prefix + network, network));
    }
    return pair;
  }

  /// Gives a learner some weights, and the random numbers that follow.
  ///
  /// @param weights by the names of its state, which keeps the others
  public static void begin(Learner learner, Map<String, Tensor> weights, Rng rng) {
    LearnerState fresh = learner.state();
    assertThat(fresh.tensors().keySet()).containsAll(weights.keySet());
    var tensors = new LinkedHashMap<>(fresh.tensors());
    tensors.putAll(weights);
    var values = new LinkedHashMap<>(fresh.values());
    values.put("rng", Base64.getEncoder().encodeToString(rng.state()));
    learner.restore(new LearnerState(tensors, values));
  }

  /// Asserts |have − want| ≤ absolute + relative · |want| for every element.
  public static void compare(
      String what, Tensor have, Tensor want, double absolute, double relative) {
    assertThat(have.shape()).as(what).isEqualTo(want.shape());
    double[] expected = want.toDoubles();
    assertThat(expected).as(what).isNotEmpty();
    double[] actual = have.toDoubles();
    for (int i = 0; i < expected.length; i++) {
      double allowed = absolute + relative * Math.abs(expected[i]);
      if (!(Math.abs(actual[i] - expected[i]) <= allowed)) {
        throw new AssertionError(
            "%s[%d]: %s, PyTorch has %s, apart by more than %s"
                .formatted(what, i, actual[i], expected[i], allowed));
      }
    }
  }

  public static void assertClose(Tensor actual, Tensor expected, double rtol, double atol) {
    compare("tensor", actual, expected, atol, rtol);
  }

  /// With the tolerances of float32 in PyTorch's own tests.
  public static void assertClose(Tensor actual, Tensor expected) {
    assertClose(actual, expected, 1.3e-6, 1e-5);
  }

  /// What of these gradients is rounding: they are sums over many pixels, and the smallest are
  /// differences of large ones.
  public static double noise(Map<String, Tensor> grads) {
    double largest =
        grads.values().stream().mapToDouble(grad -> grad.abs().max().item()).max().orElse(0);
    assertThat(largest).isPositive();
    return 1e-5 * largest;
  }

  /// Compares a network's gradients, by its parameters' names.
  public static void compareGradients(
      Network<?> network, Map<String, Tensor> expected, double relative) {
    double noise = noise(expected);
    var named = network.block().named();
    expected.forEach(
        (key, want) ->
            compare("gradient of " + key, named.get(key).tensor().grad(), want, noise, relative));
  }
}
