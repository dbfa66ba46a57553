package dev.limn.data;

/// Hears how far a pass over a data set is. Called from several threads, one at a time, with rising
/// `done`.
@FunctionalInterface
public interface Progress {
  /// Says nothing.
  Progress SILENT = (_, _) -> {};

  /// @param done pictures looked at so far
  /// @param total pictures there are
  void advanced(int done, int total);
}
