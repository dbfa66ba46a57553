package dev.limn.train;

import dev.limn.torch.Tensor;

/// A batch of two domains, as CycleGAN learns from them (Zhu et al. 2017): as many pictures of the
/// one as of the other, which have nothing to do with each other.
///
/// @param position how many pictures of either came before it
/// @param first pictures of domain A, `[B, 3, S, S]`, float32 in [−1, 1], channels-last in memory
/// @param second pictures of domain B, the same
public record UnpairedBatch(long position, Tensor first, Tensor second) {}
