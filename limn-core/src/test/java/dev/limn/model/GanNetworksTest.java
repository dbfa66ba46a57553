package dev.limn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limn.model.reed.Tiny;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;
import dev.limn.torch.nn.BatchNorm1d;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Linear;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import dev.limn.torch.optim.LearningRate;
import dev.limn.train.StepMetrics;
import dev.limn.train.StepReport;
import dev.limn.train.SyntheticExamples;
import dev.limn.train.TrainException;
import dev.limn.train.step.Drawings;
import dev.limn.train.step.MicroBatches;
import dev.limn.train.step.Pass;
import dev.limn.train.step.PhasedStep;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GanNetworksTest {
  private static final int BATCH = 8;
  private static final Supplier<StepMetrics> FIGURES = () -> new StepMetrics("loss/d", "loss/g");

  /// A layer, and one whose statistics are of the rows that it sees together.
  private static final class Small extends Block {
    private final Linear linear;
    private final BatchNorm1d norm;

    Small(Rng rng, int in, int out) {
      linear = child("linear", new Linear(rng, in, out));
      norm = child("norm", new BatchNorm1d(out));
    }

    Tensor forward(Tensor rows) {
      return norm.forward(linear.forward(rows)); // [N, out]
    }
  }

  private record Nets(Network<Small> generator, Network<Linear> discriminator) {
    static Nets of(Rng rng) {
      return new Nets(
          new Network<>(new Small(rng, 3, 2), Device.CPU),
          new Network<>(new Linear(rng, 2, 1), Device.CPU));
    }
  }

  /// What goes wrong in a step.
  ///
  /// @param figure of the phase in which it does; empty for none
  /// @param size of the part at which memory runs out; 0 for a loss times `factor`
  /// @param factor of the loss that goes backward, and is said
  private record Trouble(String figure, int size, double factor) {
    static final Trouble NONE = new Trouble("", 0, 1);

    static Trouble memory(String figure, int size) {
      return new Trouble(figure, size, 1);
    }
  }

  /// Losses of the two networks.
  private record Game(Nets nets, Drawings<Tensor, Tensor> drawings, Trouble trouble) {
    void accumulateDiscriminatorGradients(Tensor work, Pass pass) {
      accumulate("loss/d", drawings.of(work).detach(), 1, pass);
    }

    void accumulateGeneratorGradients(Tensor work, Pass pass) {
      accumulate("loss/g", drawings.of(work), -1, pass);
    }

    private void accumulate(String name, Tensor drawn, double goal, Pass pass) {
      Tensor loss = nets.discriminator().block().forward(drawn).minus(goal).square().mean();
      boolean here = name.equals(trouble.figure());
      if (here) {
        loss = loss.times(trouble.factor());
      }
      pass.add(name, loss.item());
      if (here && drawn.size(0) == trouble.size()) {
        throw new TorchException(TorchException.Kind.MEMORY, "no memory");
      }
      pass.backward(loss);
    }
  }

  private record Outcome(StepReport report, String sha256, float[] mean) {}

  private static Outcome step(int microBatch, Trouble trouble) {
    return steps(new MicroBatches(BATCH, microBatch), 1e-9, List.of(trouble));
  }

  /// A step for each trouble; what the last one says.
  private static Outcome steps(MicroBatches micro, double rate, List<Trouble> troubles) {
    var rng = new Rng(3);
    var nets = Nets.of(rng);
    var adam = Adam.Config.of(rate, 0.5);
    try (var pair =
            new GanNetworks<>(
                nets.generator(),
                nets.discriminator(),
                Optional.empty(),
                1,
                adam,
                adam,
                rng,
                new SyntheticExamples(BATCH, 1, 4),
                BATCH);
        var _ = Scope.open()) {
      micro.saveIn(pair.parts());
      StepReport report = null;
      for (Trouble trouble : troubles) {
        report = phases(pair, nets, micro, rate, trouble).run(FIGURES.get(), GanNetworksTest::work);
      }
      var state = pair.parts().state();
      float[] mean = state.tensors().get("generator/norm.running_mean").toFloats();
      return new Outcome(report, Tiny.sha256(state), mean);
    }
  }

  private static PhasedStep<Tensor> phases(
      GanNetworks<Small, Linear> pair,
      Nets nets,
      MicroBatches micro,
      double rate,
      Trouble trouble) {
    var drawings =
        Drawings.<Tensor>ofPictures(
            nets.generator(), work -> nets.generator().block().forward(work));
    var game = new Game(nets, drawings, trouble);
    var constant = new LearningRate.Constant(rate);
    return new PhasedStep<>(
        pair.parts(),
        micro,
        (whole, start, count) -> whole.narrow(0, start, count), // [m, 3]
        Optional.of(drawings),
        List.of(
            pair.discriminatorPhase(constant, game::accumulateDiscriminatorGradients),
            pair.generatorPhase(constant, game::accumulateGeneratorGradients)));
  }

  private static Tensor work() {
    try (var rng = new Rng(9)) {
      return Tensors.randn(rng, BATCH, 3); // [8, 3]
    }
  }

  @Test
  void aHalfThatRanOutOfMemoryIsThatOfSmallerParts() {
    var small = step(4, Trouble.NONE);
    var halved = step(0, Trouble.memory("loss/d", BATCH));
    assertThat(halved.sha256()).isEqualTo(small.sha256());
    assertThat(halved.report().figures()).isEqualTo(small.report().figures());
    assertThat(halved.report().notes()).hasSize(1);
    assertThat(halved.report().notes().getFirst()).startsWith("out of memory: going on with");
    assertThat(step(4, Trouble.memory("loss/d", 4)).sha256())
        .isEqualTo(step(2, Trouble.NONE).sha256());
  }

  @Test
  void theSecondHalfMayBeTheOneThatRunsOut() {
    var whole = step(0, Trouble.NONE).report().figures();
    var small = step(4, Trouble.NONE).report().figures();
    long live = Scope.live();
    var halved = step(0, Trouble.memory("loss/g", BATCH)).report();
    assertThat(halved.applied()).isTrue();
    assertThat(halved.figures().get("loss/d")).isEqualTo(whole.get("loss/d"));
    assertThat(halved.figures().get("loss/g")).isCloseTo(small.get("loss/g"), within(1e-5));
    assertThat(whole.get("loss/g")).isNotCloseTo(small.get("loss/g"), within(1e-5));
    assertThat(Scope.live()).isEqualTo(live);
  }

  @Test
  void statisticsAreThoseOfTheGeneratorsOwnPass() {
    try (var rng = new Rng(3);
        var _ = Scope.open()) {
      var nets = Nets.of(rng);
      try (var generator = nets.generator();
          var _ = nets.discriminator()) {
        for (int start = 0; start < BATCH; start += 4) {
          generator.block().forward(work().narrow(0, start, 4)); // [4, 2]
        }
        float[] mean = generator.state().get("norm.running_mean").toFloats();
        assertThat(step(4, Trouble.NONE).mean()).containsExactly(mean);
        assertThat(step(0, Trouble.NONE).mean()).isNotEqualTo(mean);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void aLossOfTheDiscriminatorThatIsNotFiniteChangesNothing(double factor) {
    var micro = MicroBatches.ofWhole(BATCH);
    var before = steps(micro, 1e-2, List.of(Trouble.NONE));
    var after = steps(micro, 1e-2, List.of(Trouble.NONE, new Trouble("loss/d", 0, factor)));
    assertThat(after.report().applied()).isFalse();
    assertThat(after.sha256()).isEqualTo(before.sha256());
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void oneOfTheGeneratorLeavesItAndAllStatistics(double factor) {
    var micro = MicroBatches.ofWhole(BATCH);
    var good = steps(micro, 1e-2, List.of(Trouble.NONE));
    var bad = steps(micro, 1e-2, List.of(Trouble.NONE, new Trouble("loss/g", 0, factor)));
    assertThat(bad.report().applied()).isFalse();
    assertThat(bad.mean()).containsExactly(good.mean());
    // the next good step is finite again
    var next =
        steps(micro, 1e-2, List.of(Trouble.NONE, new Trouble("loss/g", 0, factor), Trouble.NONE));
    assertThat(next.report().applied()).isTrue();
    assertThat(next.report().figures().get("loss/g")).isFinite();
  }

  @Test
  void aBatchThatCannotBeDividedNamesOneThatMayFit() {
    var micro = MicroBatches.indivisible(BATCH);
    assertThatThrownBy(() -> steps(micro, 1e-2, List.of(Trouble.memory("loss/g", BATCH))))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining("8 of a batch of 8")
        .hasMessageContaining("--batch 4");
  }
}
