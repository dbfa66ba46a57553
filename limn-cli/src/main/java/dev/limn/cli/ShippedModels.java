package dev.limn.cli;

import dev.limn.draw.ModelBundle;
import dev.limn.draw.ModelShelf;
import dev.limn.model.ModelException;
import java.nio.file.Path;
import java.util.Optional;

/// The models that come with Limn: the folder `models` of the installation, which the launcher
/// names in the system property `limn.home`; or the folder that `LIMN_MODELS` names.
final class ShippedModels {
  private ShippedModels() {}

  /// Empty when neither is said, as in a program that only has Limn on its class path.
  static Optional<ModelShelf> shelf() {
    var named = System.getenv("LIMN_MODELS");
    if (named != null && !named.isBlank()) {
      return Optional.of(new ModelShelf(Path.of(named)));
    }
    return Optional.ofNullable(System.getProperty("limn.home"))
        .map(home -> new ModelShelf(Path.of(home, "models")));
  }

  /// The model that knows a sentence best.
  ///
  /// @throws ModelException when there is none to choose from
  static ModelShelf.Choice best(String sentence) {
    var shelf = shelf();
    return shelf
        .flatMap(models -> models.best(sentence))
        .orElseThrow(
            () ->
                new ModelException(
                    shelf.map(models -> models.directory() + ": no models there; ").orElse("")
                        + "--model DIR draws with one of your own, and 'limn train' makes it"));
  }

  /// What `--model` means: a folder, or else the name of a shipped model.
  static Path named(Path model) {
    if (model.toFile().exists() || model.getNameCount() != 1 || model.isAbsolute()) {
      return model;
    }
    return shelf()
        .map(models -> models.directory().resolve(model))
        .filter(ModelBundle::isModel)
        .orElse(model);
  }
}
