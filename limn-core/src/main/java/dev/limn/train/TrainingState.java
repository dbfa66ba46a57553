package dev.limn.train;

import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Optimizer;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What a [Learner] is made of beside its step: networks, optimisers, examples, counters, random
/// numbers, and the factor that learning rates have after roll-backs. Each is named once, in the
/// learner's constructor; all are saved, restored and closed here.
///
/// ```java
/// parts =
///     new TrainingState()
///         .network("generator", generator)
///         .count("steps", () -> steps, value -> steps = value)
///         .optimizer("adam", adam)
///         .rng(rng);
/// ```
///
/// In a state, tensors and values stand in the order in which the parts were named, `rate` and
/// `rng` behind all counts, and other values behind these.
public final class TrainingState implements AutoCloseable {
  private static final String RATE = "rate";
  private static final String RNG = "rng";

  private record Count(LongSupplier value, LongConsumer restored) {}

  private record Value(
      Supplier<Optional<String>> value, Function<Optional<String>, Runnable> reader) {}

  private final Map<String, Supplier<Map<String, Tensor>>> tensors = new LinkedHashMap<>();
  private final Set<String> moments = new HashSet<>();
  private final Map<String, Count> counts = new LinkedHashMap<>();
  private final Map<String, Value> others = new LinkedHashMap<>();
  private final Deque<Runnable> closing = new ArrayDeque<>();
  private Optional<Rng> random = Optional.empty();
  private double rate = 1;
  private long progress;
  private long each = 1;
  private LongSupplier measured = () -> progress;

  /// Without any part yet.
  public TrainingState() {}

  /// Takes over a network; its tensors are saved as `name/…`.
  public TrainingState network(String name, Network<?> network) {
    closing.push(network::close);
    return tensors(name, network::state);
  }

  /// Takes over an optimiser; its moments are saved as `name/…`, its updates as `name/steps`.
  public TrainingState optimizer(String name, Optimizer optimizer) {
    closing.push(optimizer::close);
    moments.add(name);
    return tensors(name, optimizer::state)
        .count(name + "/steps", optimizer::steps, optimizer::steps);
  }

  /// More tensors, which somebody else closes; saved as `name/…`.
  ///
  /// @param live those of the moment
  public TrainingState tensors(String name, Supplier<Map<String, Tensor>> live) {
    tensors.put(name, live);
    return this;
  }

  /// A number that is never below 0.
  ///
  /// @param restored takes it from a saved state, after all tensors
  public TrainingState count(String name, LongSupplier value, LongConsumer restored) {
    counts.put(name, new Count(value, restored));
    return this;
  }

  /// How far training is, counted here: by it learning rates fall, and lazy regularisers come.
  ///
  /// @param each how much one step counts: its pictures, or 1
  public TrainingState progress(String name, long each) {
    this.each = each;
    return count(name, () -> progress, value -> progress = value);
  }

  /// The same, known elsewhere: a number of steps, say, that an optimiser counts.
  public TrainingState progress(LongSupplier steps) {
    measured = steps;
    return this;
  }

  /// Counts what was taken to learn from.
  public void advance(long more) {
    progress += more;
  }

  /// How far training is, in what is counted.
  public long progress() {
    return measured.getAsLong();
  }

  /// How many steps that is.
  public long steps() {
    return progress() / each;
  }

  /// Any other value, saved behind all others under its name.
  ///
  /// @param live what is to be saved, or nothing
  /// @param reader checks what was saved, or that nothing was, and throws before anything is
  ///   changed; what it returns takes it
  public TrainingState value(
      String name, Supplier<Optional<String>> live, Function<Optional<String>, Runnable> reader) {
    others.put(name, new Value(live, reader));
    return this;
  }

  /// Takes over examples, whose place is saved as `position`.
  public TrainingState examples(Examples<?> examples) {
    closing.push(examples::close);
    return count("position", examples::position, examples::seek);
  }

  /// Takes over random numbers, saved as `rng`.
  public TrainingState rng(Rng rng) {
    closing.push(rng::close);
    random = Optional.of(rng);
    return this;
  }

  /// By what learning rates are to be multiplied: 1, less after a roll-back. Saved as `rate`.
  public double rate() {
    return rate;
  }

  /// See [Learner#scaleLearningRate].
  public void scaleLearningRate(double factor) {
    rate *= factor;
  }

  /// See [Learner#state].
  public LearnerState state() {
    var live = new LinkedHashMap<String, Tensor>();
    var ofOptimizers = new HashSet<String>();
    tensors.forEach(
        (name, own) ->
            own.get()
                .forEach(
                    (key, tensor) -> {
                      live.put(name + "/" + key, tensor);
                      if (moments.contains(name)) {
                        ofOptimizers.add(name + "/" + key);
                      }
                    }));
    var values = new LinkedHashMap<String, String>();
    counts.forEach((name, count) -> values.put(name, Long.toString(count.value().getAsLong())));
    values.put(RATE, Double.toString(rate));
    random.ifPresent(rng -> values.put(RNG, Base64.getEncoder().encodeToString(rng.state())));
    others.forEach((name, other) -> other.value().get().ifPresent(v -> values.put(name, v)));
    return new LearnerState(live, values, ofOptimizers);
  }

  /// Continues where a state was taken.
  ///
  /// @throws TrainException naming the value or the tensor that is missing or wrong; nothing is
  ///   changed then
  public void restore(LearnerState saved) {
    var values = new SavedValues(saved.values());
    var numbers = new LinkedHashMap<String, Long>();
    counts.keySet().forEach(name -> numbers.put(name, values.number(name)));
    double newRate = values.real(RATE);
    Optional<byte[]> bytes = random.map(_ -> values.bytes(RNG));
    var readers =
        others.entrySet().stream()
            .map(
                own ->
                    own.getValue()
                        .reader()
                        .apply(Optional.ofNullable(saved.values().get(own.getKey()))))
            .toList();
    NetworkState.copy(saved.tensors(), state().tensors());
    counts.forEach((name, count) -> count.restored().accept(numbers.get(name)));
    rate = newRate;
    readers.forEach(Runnable::run);
    random.ifPresent(rng -> rng.state(bytes.orElseThrow()));
  }

  /// The last that was named goes first.
  @Override
  public void close() {
    closing.forEach(Runnable::run);
    closing.clear();
  }
}
