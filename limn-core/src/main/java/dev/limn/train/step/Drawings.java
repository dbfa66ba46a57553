package dev.limn.train.step;

import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What one network draws once in a step, for all its phases.
///
/// A batch that is computed at once is drawn once, with the graph that the drawing network's own
/// phase goes back through; others detach it. In micro-batches a graph cannot be kept, so each
/// phase draws anew, and the network's running statistics are those of its own phase.
///
/// @param <W> what a step works on
/// @param <T> drawings
public final class Drawings<W, T> {
  private final Network<?> by;
  private final Function<W, T> draw;
  private final Function<T, List<Tensor>> tensors;
  private Optional<T> kept = Optional.empty();
  private boolean keep;
  private boolean fresh;
  private boolean graph;

  /// @param by the network that draws
  /// @param draw makes drawings
  /// @param tensors those that drawings consist of
  public Drawings(Network<?> by, Function<W, T> draw, Function<T, List<Tensor>> tensors) {
    this.by = by;
    this.draw = draw;
    this.tensors = tensors;
  }

  /// Drawings that are nothing but pictures, `[m, 3, R, R]`.
  public static <W> Drawings<W, Tensor> ofPictures(Network<?> by, Function<W, Tensor> draw) {
    return new Drawings<>(by, draw, List::of);
  }

  /// The drawings of a micro-batch: those that there are, or new ones.
  public T of(W work) {
    if (kept.isPresent()) {
      return kept.get();
    }
    T drawn = graph ? draw.apply(work) : drawWithoutGraph(work);
    if (keep) {
      kept = Optional.of(drawn);
      fresh = true;
    }
    return drawn;
  }

  private T drawWithoutGraph(W work) {
    try (var _ = NoGrad.on()) {
      return draw.apply(work);
    }
  }

  Network<?> by() {
    return by;
  }

  /// What the next passes are to do.
  ///
  /// @param keeping whether drawings stay for the phases to come
  /// @param recording whether they have a graph
  void expect(boolean keeping, boolean recording) {
    keep = keeping;
    graph = recording;
  }

  /// Moves what is kept out of a scope that closes.
  void keepFrom(Scope scope) {
    if (fresh) {
      kept.ifPresent(drawn -> tensors.apply(drawn).forEach(scope::keep));
      fresh = false;
    }
  }

  /// Frees what is kept, because memory ran out since it was drawn.
  void drop() {
    kept.stream()
        .flatMap(drawn -> tensors.apply(drawn).stream())
        .filter(tensor -> !tensor.isClosed())
        .forEach(Tensor::release);
    forget();
  }

  /// Keeps nothing any more; the scope that it is in frees it.
  void forget() {
    kept = Optional.empty();
    fresh = false;
  }
}
