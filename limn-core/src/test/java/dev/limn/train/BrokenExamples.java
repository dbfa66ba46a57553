package dev.limn.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.torch.DType;
import dev.limn.torch.Tensor;

/// Examples of which one picture is not a number: the second of the batch at a position.
public record BrokenExamples(PictureExamples all, long at) implements PictureExamples {
  @Override
  public PictureBatch next() {
    PictureBatch example = all.next();
    assertThat(example.pictures().dtype()).isEqualTo(DType.FLOAT32);
    if (example.position() == at) {
      example.pictures().narrow(0, 1, 1).fillInPlace(Double.NaN);
    }
    return example;
  }

  @Override
  public Tensor sampleConditions(int count) {
    return all.sampleConditions(count);
  }

  @Override
  public long position() {
    return all.position();
  }

  @Override
  public void seek(long position) {
    all.seek(position);
  }

  @Override
  public void close() {
    all.close();
  }
}
