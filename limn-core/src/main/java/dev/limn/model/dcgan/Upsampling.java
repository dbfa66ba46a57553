package dev.limn.model.dcgan;

/// How the generator doubles the side of its maps. Both learn the same things; the second cannot
/// draw checkerboards, because every output pixel sums equally many products (Odena et al. 2016).
public enum Upsampling {
  /// A transposed convolution of stride 2, as in the paper.
  TRANSPOSED,
  /// Every pixel four times, then a convolution.
  NEAREST
}
