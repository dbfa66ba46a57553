package dev.limn.train;

import dev.limn.torch.Tensor;

/// Single pictures with what they depend on. One whose batches are made of their position alone is
/// a [MadeExamples].
public interface PictureExamples extends Examples<PictureBatch> {
  @Override
  default Class<PictureBatch> type() {
    return PictureBatch.class;
  }

  /// A sample of the data's conditions, the same at every call: `[count, W]` in the open scope.
  Tensor sampleConditions(int count);
}
