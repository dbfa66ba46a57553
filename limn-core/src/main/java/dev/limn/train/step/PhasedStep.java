package dev.limn.train.step;

import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import dev.limn.train.StepMetrics;
import dev.limn.train.StepReport;
import dev.limn.train.TrainingState;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// One training step: phases in turn, each of which updates one network.
///
/// A phase whose loss or gradients are not finite is not applied, and ends the step; all networks
/// then get back the buffers, such as running statistics, that they had before it. What earlier
/// phases have learned stays. A phase that runs out of memory is done again in smaller
/// micro-batches.
///
/// @param <W> what a step works on
public final class PhasedStep<W> {
  /// Takes `count` examples from `start` of what a step works on.
  ///
  /// @param <W> what a step works on
  @FunctionalInterface
  public interface Part<W> {
    /// That micro-batch, in the open scope.
    W of(W whole, int start, int count);
  }

  private final TrainingState state;
  private final MicroBatches micro;
  private final Part<W> parts;
  private final Optional<Drawings<W, ?>> drawings;
  private final List<Phase<W>> phases;
  private final List<Network<?>> networks;
  private final Map<Network<?>, Boolean> recording = new IdentityHashMap<>();

  /// @param state whose progress and factor of learning rates count
  /// @param parts divides a batch
  /// @param drawings that the phases share
  /// @param phases in their order
  public PhasedStep(
      TrainingState state,
      MicroBatches micro,
      Part<W> parts,
      Optional<Drawings<W, ?>> drawings,
      List<Phase<W>> phases) {
    this.state = state;
    this.micro = micro;
    this.parts = parts;
    this.drawings = drawings;
    this.phases = List.copyOf(phases);
    networks = phases.stream().<Network<?>>map(Phase::network).distinct().toList();
  }

  /// A step of one phase on a batch that cannot be divided.
  public static <W> PhasedStep<W> single(TrainingState state, int batch, Phase<W> phase) {
    return new PhasedStep<>(
        state,
        MicroBatches.indivisible(batch),
        (whole, _, _) -> whole,
        Optional.empty(),
        List.of(phase));
  }

  /// Does the step.
  ///
  /// @param figures takes what the phases say
  /// @param inputs what to work on: a batch of new examples, which it counts as seen
  public StepReport run(StepMetrics figures, Supplier<W> inputs) {
    try (var _ = Scope.open()) {
      long step = state.steps();
      long progress = state.progress();
      List<Phase<W>> due = phases.stream().filter(p -> step % p.interval() == 0).toList();
      var round = new Round(step, progress, due, Buffers.of(networks), figures, inputs);
      boolean finite = round.finite();
      drawings.ifPresent(Drawings::forget);
      if (!finite) {
        round.before.restore();
      }
      figures.put("learning-rate", phases.getLast().optimizer().learningRate());
      return new StepReport(figures.inOrder(), finite, round.notes);
    }
  }

  /// One step while it lasts.
  private final class Round {
    private final long step;
    private final long progress;
    private final List<Phase<W>> due;
    private final Buffers before;
    private final StepMetrics figures;
    private final Supplier<W> inputs;
    private final List<String> notes = new ArrayList<>();
    private Optional<W> work = Optional.empty();

    Round(
        long step,
        long progress,
        List<Phase<W>> due,
        Buffers before,
        StepMetrics figures,
        Supplier<W> inputs) {
      this.step = step;
      this.progress = progress;
      this.due = due;
      this.before = before;
      this.figures = figures;
      this.inputs = inputs;
    }

    boolean finite() {
      for (int i = 0; i < due.size(); i++) {
        Phase<W> phase = due.get(i);
        Map<String, Double> known = figures.all();
        for (int again = 1; again < phase.options().repeats(); again++) {
          try (var _ = Scope.open()) {
            if (!update(i, inputs.get(), false)) {
              return false;
            }
          }
          figures.reset(known);
        }
        if (work.isEmpty() || phase.options().repeats() > 1) {
          work = Optional.of(inputs.get());
        }
        if (!update(i, work.get(), true)) {
          return false;
        }
      }
      return true;
    }

    /// @param last whether the inputs are those of the phases to come
    /// @return whether anything was changed
    private boolean update(int index, W own, boolean last) {
      Phase<W> phase = due.get(index);
      phase.options().before().run();
      phase.optimizer().learningRate(phase.rate().at(progress) * state.rate());
      Map<String, Double> known = figures.all();
      Buffers undo = index == 0 && last ? before : Buffers.of(networks);
      micro.retrying(
          () -> {
            accumulate(index, own, last);
            return true;
          },
          () -> {
            drawings.ifPresent(Drawings::drop);
            undo.restore();
            figures.reset(known);
          },
          notes);
      Network<?> network = phase.network();
      double norm = network.gradNorm();
      figures.put(phase.gradient(), norm);
      if (!figures.finite(phase.loss()) || !Double.isFinite(norm)) {
        return false;
      }
      phase.options().clipping().clip(norm);
      phase.optimizer().step();
      phase
          .options()
          .average()
          .ifPresent(of -> of.ema().update(network, of.pictures(), state.steps() * of.pictures()));
      return true;
    }

    private void accumulate(int index, W own, boolean last) {
      Phase<W> phase = due.get(index);
      boolean whole = micro.whole();
      boolean ofDrawing = drawings.filter(of -> of.by() == phase.network()).isPresent();
      boolean later = last && whole && drawsLater(index);
      drawings.ifPresent(of -> of.expect(last && whole, ofDrawing || later));
      prepare(phase, later);
      // an own pass's statistics count, not those of a pass that only looks
      Optional<Tensor> statistics =
          last && !whole && !ofDrawing
              ? drawings.map(of -> of.by().buffers().copy())
              : Optional.empty();
      int size = micro.size();
      double weight = (double) size / micro.batch();
      for (int start = 0; start < micro.batch(); start += size) {
        try (var part = Scope.open()) {
          W piece = whole ? own : parts.of(own, start, size);
          phase.gradients().accumulate(piece, new Pass(figures, step, weight));
          drawings.ifPresent(of -> of.keepFrom(part));
        }
      }
      statistics.ifPresent(of -> drawings.orElseThrow().by().buffers().copyInPlace(of));
    }

    private boolean drawsLater(int index) {
      return drawings
          .filter(
              of ->
                  due.subList(index + 1, due.size()).stream().anyMatch(p -> p.network() == of.by()))
          .isPresent();
    }

    /// Zeroes the gradients; the network, and one whose drawings are kept with their graph, record.
    private void prepare(Phase<W> phase, boolean later) {
      if (phase.options().written()) {
        record(phase.network(), true);
        return;
      }
      for (Network<?> network : networks) {
        boolean draws = later && drawings.orElseThrow().by() == network;
        record(network, network == phase.network() || draws);
      }
      phase.network().zeroGrad();
    }
  }

  private void record(Network<?> network, boolean wanted) {
    if (!Boolean.valueOf(wanted).equals(recording.put(network, wanted))) {
      network.requiresGrad(wanted);
    }
  }

  /// Copies of the networks' buffers, in the open scope; of those that have any.
  private record Buffers(Map<Network<?>, Tensor> copies) {
    static Buffers of(List<Network<?>> networks) {
      var copies = new LinkedHashMap<Network<?>, Tensor>();
      for (Network<?> network : networks) {
        if (network.buffers().elements() > 0) {
          copies.put(network, network.buffers().copy());
        }
      }
      return new Buffers(copies);
    }

    void restore() {
      try (var _ = NoGrad.on()) {
        copies.forEach((network, copy) -> network.buffers().copyInPlace(copy));
      }
    }
  }
}
