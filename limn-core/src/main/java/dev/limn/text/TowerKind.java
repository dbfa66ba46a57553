package dev.limn.text;

import dev.limn.torch.Rng;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;

/// Makes the towers of one architecture, so that a saved [TextEncoder] can be opened whatever it is
/// made of. Found by [ServiceLoader]: the encoder knows none of them by name.
///
/// A new one is named in the `provides` line of `module-info.java` and in
/// `META-INF/services/dev.limn.text.TowerKind` (the one counts on the module path, the other on the
/// class path).
public interface TowerKind {
  /// The name in a saved encoder, such as `word-gru`.
  String architecture();

  /// A tower with the sizes that [TextTower#sizes()] gives.
  ///
  /// @param rng draws the weights
  /// @throws TextException when a size is missing or wrong
  TextTower tower(Map<String, ?> sizes, Vocabulary vocabulary, Rng rng);

  /// All kinds there are, by name.
  static List<TowerKind> all() {
    return ServiceLoader.load(TowerKind.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(TowerKind::architecture))
        .toList();
  }

  /// The kind of an architecture.
  ///
  /// @throws TextException when there is none, with the names that there are
  static TowerKind named(String architecture) {
    List<TowerKind> all = all();
    return all.stream()
        .filter(kind -> kind.architecture().equals(architecture))
        .findFirst()
        .orElseThrow(
            () ->
                new TextException(
                    String.format(
                        Locale.ROOT,
                        "text encoder '%s'; expected one of %s",
                        architecture,
                        String.join(", ", all.stream().map(TowerKind::architecture).toList()))));
  }

  /// One of the sizes.
  ///
  /// @throws TextException when it is no whole number
  static int size(Map<String, ?> sizes, String name) {
    if (sizes.get(name) instanceof Integer value) {
      return value;
    }
    throw new TextException(
        String.format(
            Locale.ROOT,
            "%s of a text encoder is %s; expected a whole number",
            name,
            sizes.get(name)));
  }
}
