package dev.limn.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.model.ModelException;
import dev.limn.torch.Tensor;
import dev.limn.train.Examples;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class StagesTest {
  /// Counts how often it was closed.
  private record Counted(AtomicInteger closed) implements Examples {
    @Override
    public Example next() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Tensor sampleText(int count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
      return 0;
    }

    @Override
    public void seek(long position) {}

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  @Test
  void examplesOfALearnerThatThereIsNotAreClosed() {
    var examples = new Counted(new AtomicInteger());
    assertThatThrownBy(
            () ->
                Stages.owning(
                    examples,
                    () -> {
                      throw new ModelException("micro-batch 5");
                    }))
        .isInstanceOf(ModelException.class);
    assertThat(examples.closed()).hasValue(1);
  }
}
