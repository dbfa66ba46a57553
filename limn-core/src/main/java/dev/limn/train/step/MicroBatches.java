package dev.limn.train.step;

import dev.limn.torch.TorchException;
import dev.limn.train.TrainException;
import dev.limn.train.TrainingState;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// How a batch is divided to need less memory: gradients of its parts add up to its own. Batch norm
/// takes its statistics of a part, as if on several cards.
///
/// When memory runs out, the parts are halved and the work is done again.
public final class MicroBatches {
  private static final String KEY = "micro-batch";

  private final int batch;
  private final boolean divisible;
  private final boolean always;
  private int size;

  private MicroBatches(int batch, int size, boolean divisible, boolean always) {
    this.batch = batch;
    this.size = size;
    this.divisible = divisible;
    this.always = always;
  }

  /// @param batch pictures of a step
  /// @param size of a part; 0 for the whole batch
  /// @throws TrainException unless it is even and divides the batch
  public MicroBatches(int batch, int size) {
    this(batch, size == 0 ? batch : size, true, true);
    if (this.size < 2 || this.size % 2 != 0 || batch % this.size != 0) {
      throw new TrainException(
          "micro-batch " + size + "; expected an even number that divides the batch of " + batch);
    }
  }

  /// The whole batch, until memory runs out.
  public static MicroBatches ofWhole(int batch) {
    return new MicroBatches(batch, batch, true, false);
  }

  /// The whole batch always, because its losses are not means over its examples.
  public static MicroBatches indivisible(int batch) {
    return new MicroBatches(batch, batch, false, false);
  }

  /// Pictures of a step.
  public int batch() {
    return batch;
  }

  /// Pictures of a part.
  public int size() {
    return size;
  }

  /// Whether the batch is one part, so that drawings can keep their graph from one phase of a step
  /// to the next.
  public boolean whole() {
    return size == batch;
  }

  /// For a learner's summary.
  public String summary() {
    return whole() ? "" : " in micro-batches of " + size;
  }

  /// Does a piece of work; out of memory, again in smaller parts.
  ///
  /// @param undo puts back what the piece may have changed
  /// @param notes what is said of it
  /// @throws TrainException when there are no smaller parts
  <T> T retrying(Supplier<T> piece, Runnable undo, List<String> notes) {
    while (true) {
      try {
        return piece.get();
      } catch (TorchException e) {
        if (e.kind() != TorchException.Kind.MEMORY) {
          throw e;
        }
        if (!divisible || size < 4 || size % 4 != 0) {
          throw new TrainException(outOfMemory(), e);
        }
        size /= 2;
        undo.run();
        notes.add(
            "out of memory: going on with micro-batches of "
                + size
                + (always
                    ? " (--micro-batch " + size + " does so from the start)"
                    : ", which fit (--batch " + size + " needs as little from the start)"));
      }
    }
  }

  private String outOfMemory() {
    return batch < 2
        ? "out of memory with a batch of 1; expected a smaller model or more memory"
        : "out of memory computing "
            + size
            + " of a batch of "
            + batch
            + " at a time, and they cannot be divided; expected a smaller batch: --batch "
            + Math.max(1, size / 2);
  }

  /// Makes its size a part of a state. Where the whole batch is the rule, only others are saved.
  public void saveIn(TrainingState state) {
    state.value(
        KEY,
        () -> always || !whole() ? Optional.of(Integer.toString(size)) : Optional.empty(),
        saved -> {
          int restored = saved.map(this::read).orElse(always ? size : batch);
          return () -> size = restored;
        });
  }

  private int read(String saved) {
    try {
      int read = Integer.parseInt(saved);
      if (read >= 1 && batch % read == 0) {
        return read;
      }
    } catch (NumberFormatException _) {
      // told below
    }
    throw new TrainException(
        String.format(
            Locale.ROOT,
            "value '%s' of the saved state is '%s'; expected a divisor of the batch of %d",
            KEY,
            saved,
            batch));
  }
}
