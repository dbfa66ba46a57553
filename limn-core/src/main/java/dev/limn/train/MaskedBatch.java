package dev.limn.train;

import dev.limn.torch.Tensor;

/// A batch of pictures with the masks that belong to them, cut and mirrored alike.
///
/// @param position how many pictures came before it
/// @param pictures `[B, 3, S, S]`, float32 in [−1, 1], channels-last in memory
/// @param masks `[B, 1, S, S]`, float32: 1 where the picture is to be changed, else 0
public record MaskedBatch(long position, Tensor pictures, Tensor masks) {}
