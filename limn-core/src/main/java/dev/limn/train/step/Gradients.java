package dev.limn.train.step;

/// Adds up a phase's gradients on one micro-batch.
///
/// @param <W> what a step works on
@FunctionalInterface
public interface Gradients<W> {
  /// Works out the losses, says them to the pass, and goes backward from them with [Pass#backward],
  /// as often as it likes.
  ///
  /// @param work of the micro-batch
  void accumulate(W work, Pass pass);
}
