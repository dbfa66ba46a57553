package dev.limn.train;

import dev.limn.torch.Tensor;

/// A batch of pictures, each for itself.
///
/// @param position how many pictures came before it
/// @param pictures `[B, 3, S, S]`, float32 in [−1, 1], channels-last in memory
/// @param condition `[B, W]`, the text features of each picture's caption or captions; or its class
///   as a one-hot row; or rows of no width
/// @param labels class numbers, −1 where there is none
public record PictureBatch(long position, Tensor pictures, Tensor condition, int[] labels) {}
