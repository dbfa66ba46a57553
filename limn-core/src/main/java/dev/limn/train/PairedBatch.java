package dev.limn.train;

import dev.limn.torch.Tensor;

/// A batch of pairs, as pix2pix learns from them (Isola et al. 2017). Both pictures of a pair are
/// cut and mirrored alike.
///
/// @param position how many pairs came before it
/// @param first pictures A, `[B, 3, S, S]`, float32 in [−1, 1], channels-last in memory
/// @param second pictures B, the same
/// @param labels class numbers, −1 where there is none
public record PairedBatch(long position, Tensor first, Tensor second, int[] labels) {}
