package dev.limn.train.step;

/// Makes gradients smaller before an update.
@FunctionalInterface
public interface Clipping {
  /// Changes the phase's gradients in place, or leaves them.
  ///
  /// @param norm of all of them; finite
  void clip(double norm);
}
