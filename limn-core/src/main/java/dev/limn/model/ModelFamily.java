package dev.limn.model;

import dev.limn.torch.Device;
import dev.limn.torch.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A family of models that draw pictures ([Generator]) or translate them ([Translator]): how they
/// are trained, and opened again.
///
/// What its pictures depend on besides noise follows from its [DataNeeds]. The trainer feeds it
/// accordingly, and drawing asks for a sentence, a class's name, a picture, or nothing.
public interface ModelFamily<C extends Record> extends Family<C> {
  @Override
  DataNeeds.Pictures needs(C config);

  @Override
  default Set<Input> inputs() {
    return Set.of(Input.WEIGHTS, Input.MEASURES);
  }

  /// The trainings that make a model, one after the other: for most families one.
  default List<Stage<C>> stages(C config) {
    return List.of(new Stage<>("", "", config, 1));
  }

  /// A model or run that the first of the [#stages] builds on, as the config names it.
  default Optional<Path> foundation(C config) {
    return Optional.empty();
  }

  /// A learner of one stage.
  ModelLearner learner(Training<C> training);

  /// Opens stored weights.
  ///
  /// @param conditionWidth as [Training] has it
  /// @throws ModelException or a typed error of the engine when they do not fit the config
  Model open(C config, int conditionWidth, Map<String, Tensor> weights, Device device);

  /// That of a name.
  ///
  /// @throws ModelException when it makes no model of pictures, or there is none
  static ModelFamily<?> named(String name) {
    if (Family.named(name) instanceof ModelFamily<?> family) {
      return family;
    }
    throw new ModelException("family " + name + " draws no pictures; expected one that does");
  }
}
