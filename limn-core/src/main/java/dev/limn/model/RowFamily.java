package dev.limn.model;

import dev.limn.torch.Device;
import dev.limn.torch.Tensor;
import java.util.Map;

/// A family of models that draw rows of numbers, as those of a table.
public interface RowFamily<C extends Record> extends Family<C> {
  @Override
  DataNeeds.Rows needs(C config);

  /// A learner.
  ///
  /// @param rows to learn from, scaled to deviation 1
  /// @param seed of weights, noise and data
  /// @param total rows of the whole training
  RowLearner learner(C config, VectorData rows, long seed, long total, Device device);

  /// Opens stored weights.
  ///
  /// @param columns numbers in a row
  /// @throws ModelException or a typed error of the engine when they do not fit the config
  RowGenerator open(C config, int columns, Map<String, Tensor> weights, Device device);
}
