package dev.limn.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.model.ModelException;
import dev.limn.torch.Tensor;
import dev.limn.train.MadeExamples;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class StagesTest {
  @Test
  void examplesOfALearnerThatThereIsNotAreClosed() {
    var closed = new AtomicInteger();
    var examples =
        new MadeExamples() {
          @Override
          protected Example at(long where) {
            throw new AssertionError("asked for pictures");
          }

          @Override
          public Tensor sampleText(int count) {
            throw new AssertionError("asked for sentences");
          }

          @Override
          public void close() {
            closed.incrementAndGet();
          }
        };
    assertThatThrownBy(
            () ->
                Stages.owning(
                    examples,
                    () -> {
                      throw new ModelException("micro-batch 5");
                    }))
        .isInstanceOf(ModelException.class);
    assertThat(closed).hasValue(1);
  }
}
