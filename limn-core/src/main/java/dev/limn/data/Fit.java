package dev.limn.data;

/// How a picture that is not square becomes square.
public enum Fit {
  /// Both sides are resized on their own, so the aspect changes: what Reed et al. and StackGAN do.
  /// Nothing is cut off.
  STRETCH,
  /// The square in the middle is kept: shapes stay true, the ends of the longer side are lost.
  CENTRE_CROP
}
