package dev.limn.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.model.ModelException;
import dev.limn.torch.Tensor;
import dev.limn.train.MadeExamples;
import dev.limn.train.PictureBatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ModelStageTest {
  @Test
  void examplesOfALearnerThatThereIsNotAreClosed() {
    var closed = new AtomicInteger();
    var examples =
        new MadeExamples() {
          @Override
          protected PictureBatch at(long where) {
            throw new AssertionError("asked for pictures");
          }

          @Override
          public Tensor sampleConditions(int count) {
            throw new AssertionError("asked for sentences");
          }

          @Override
          public void close() {
            closed.incrementAndGet();
          }
        };
    assertThatThrownBy(
            () ->
                ModelStage.owning(
                    examples,
                    () -> {
                      throw new ModelException("micro-batch 5");
                    }))
        .isInstanceOf(ModelException.class);
    assertThat(closed).hasValue(1);
  }
}
