package dev.limn.model;

import dev.limn.torch.TorchException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// How a batch is divided to need less memory: gradients of its parts add up to its own. Batch norm
/// takes its statistics of a part, as if on several cards.
///
/// When memory runs out, the parts are halved and the work is done again.
public final class MicroBatches {
  private static final String KEY = "micro-batch";

  private final int batch;
  private int size;

  /// @param batch pictures of a step
  /// @param size of a part; 0 for the whole batch
  /// @throws ModelException unless it is even and divides the batch
  public MicroBatches(int batch, int size) {
    this.batch = batch;
    this.size = size == 0 ? batch : size;
    if (this.size < 2 || this.size % 2 != 0 || batch % this.size != 0) {
      throw new ModelException(
          "micro-batch " + size + "; expected an even number that divides the batch of " + batch);
    }
  }

  /// Pictures of a part.
  public int size() {
    return size;
  }

  /// Whether the batch is one part, so that drawings can keep their graph from one half of a step
  /// to the other.
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
  public <T> T retrying(Supplier<T> piece, Runnable undo, List<String> notes) {
    while (true) {
      try {
        return piece.get();
      } catch (TorchException e) {
        if (e.kind() != TorchException.Kind.MEMORY || size % 4 != 0) {
          throw e;
        }
        size /= 2;
        undo.run();
        notes.add(
            "out of memory: going on with micro-batches of "
                + size
                + " (--micro-batch "
                + size
                + " does so from the start)");
      }
    }
  }

  /// What a checkpoint keeps.
  public Map<String, String> values() {
    return Map.of(KEY, Integer.toString(size));
  }

  /// Takes what a checkpoint kept, if it did.
  public void restore(Map<String, String> values) {
    size = Integer.parseInt(values.getOrDefault(KEY, Integer.toString(size)));
  }
}
