package dev.limn.train.step;

import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Ema;
import dev.limn.torch.optim.LearningRate;
import dev.limn.torch.optim.Optimizer;
import java.util.Locale;
import java.util.Optional;

/// One update of one network within a step.
///
/// @param name `d` for one whose loss is the figure `loss/d` and whose gradient's norm is
///   `gradient/d`; empty for `loss` and `gradient`
/// @param network that is updated; only its parameters record a graph meanwhile
/// @param rate by [dev.limn.train.TrainingState#progress]
/// @param interval steps from one such update to the next; 1 for every step
/// @param gradients adds them up on a micro-batch, and says the loss's figure
/// @param options what most phases do without
/// @param <W> what a step works on
public record Phase<W>(
    String name,
    Network<?> network,
    Optimizer optimizer,
    LearningRate rate,
    int interval,
    Gradients<W> gradients,
    Options options) {
  public Phase {
    if (interval < 1 || options.repeats() < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "phase '%s' every %d steps, %d times; expected at least 1",
              name,
              interval,
              options.repeats()));
    }
  }

  /// What most phases do without.
  ///
  /// @param repeats updates in one step, each on new inputs
  /// @param before comes before each of them
  /// @param clipping of finite gradients
  /// @param average of the weights
  /// @param written whether the gradients are written over the old ones, by a function that needs
  ///   neither zeros nor a graph
  public record Options(
      int repeats, Runnable before, Clipping clipping, Optional<Average> average, boolean written) {
    private static final Options NONE = new Options(1, () -> {}, _ -> {}, Optional.empty(), false);
  }

  /// A moving average of the network's weights.
  ///
  /// @param pictures by which it moves at an update
  public record Average(Ema ema, int pictures) {}

  /// One update in every step, and nothing else.
  public static <W> Phase<W> of(
      String name,
      Network<?> network,
      Optimizer optimizer,
      LearningRate rate,
      Gradients<W> gradients) {
    return new Phase<>(name, network, optimizer, rate, 1, gradients, Options.NONE);
  }

  /// The same once in so many steps, beginning with the first.
  public Phase<W> every(int steps) {
    return new Phase<>(name, network, optimizer, rate, steps, gradients, options);
  }

  /// So many updates in one step, each on new inputs. The phases after it get the last ones.
  public Phase<W> withRepeats(int repeats) {
    return with(
        new Options(repeats, options.before, options.clipping, options.average, options.written));
  }

  /// Does something before each update, such as clipping weights.
  public Phase<W> withBefore(Runnable before) {
    return with(
        new Options(options.repeats, before, options.clipping, options.average, options.written));
  }

  /// Clips gradients, once they are known to be finite.
  public Phase<W> withClipping(Clipping clipping) {
    return with(
        new Options(options.repeats, options.before, clipping, options.average, options.written));
  }

  /// Moves an average after each update.
  ///
  /// @param pictures of a step
  public Phase<W> withAverage(Ema ema, int pictures) {
    return with(
        new Options(
            options.repeats,
            options.before,
            options.clipping,
            Optional.of(new Average(ema, pictures)),
            options.written));
  }

  /// For gradients that are written over the old ones, by a function that needs neither zeros nor a
  /// graph.
  public Phase<W> writing() {
    return with(
        new Options(options.repeats, options.before, options.clipping, options.average, true));
  }

  private Phase<W> with(Options changed) {
    return new Phase<>(name, network, optimizer, rate, interval, gradients, changed);
  }

  /// The name of its loss among the figures.
  String loss() {
    return name.isEmpty() ? "loss" : "loss/" + name;
  }

  /// The name of its gradient's norm among the figures.
  String gradient() {
    return name.isEmpty() ? "gradient" : "gradient/" + name;
  }
}
