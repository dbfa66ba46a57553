package dev.limn.draw;

/// How noise goes from one vector to another.
public enum Mixing {
  /// Along the great circle (White 2016, *Sampling generative networks*): noise keeps the length
  /// that the generator knows.
  SPHERICAL,
  /// Along the straight line: noise grows shorter in between, and pictures more typical.
  LINEAR
}
