package dev.limn.model;

import static org.assertj.core.api.Assertions.assertThat;
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
import dev.limn.train.StepMetrics;
import dev.limn.train.StepReport;
import dev.limn.train.SyntheticExamples;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GanNetworksTest {
  private static final int BATCH = 8;

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

  /// Runs out of memory at the first part of so many rows in one of the halves, after it has said
  /// its loss.
  private record Exhausted(Nets nets, String figure, int size) implements Round<Tensor, Tensor> {
    @Override
    public Tensor part(Tensor work, int start, int count) {
      return work.narrow(0, start, count); // [m, 3]
    }

    @Override
    public Tensor draw(Tensor work) {
      return nets.generator().block().forward(work); // [m, 2]
    }

    @Override
    public List<Tensor> tensors(Tensor drawn) {
      return List.of(drawn);
    }

    @Override
    public void teachDiscriminator(Tensor work, Tensor drawn, StepMetrics figures) {
      teach("loss/d", drawn.detach(), 1, figures);
    }

    @Override
    public void teachGenerator(Tensor work, Tensor drawn, StepMetrics figures) {
      teach("loss/g", drawn, -1, figures);
    }

    private void teach(String name, Tensor drawn, double goal, StepMetrics figures) {
      Tensor loss = nets.discriminator().block().forward(drawn).minus(goal).square().mean();
      double weight = (double) drawn.size(0) / BATCH;
      figures.add(name, loss.item(), weight);
      if (name.equals(figure) && drawn.size(0) == size) {
        throw new TorchException(TorchException.Kind.MEMORY, "no memory");
      }
      loss.times(weight).backward();
    }
  }

  private record Outcome(StepReport report, String sha256, float[] mean) {}

  /// One step.
  ///
  /// @param figure of the half that runs out of memory at so many rows; or another
  private static Outcome step(int microBatch, String figure, int size) {
    var rng = new Rng(3);
    var nets = Nets.of(rng);
    var adam = Adam.Config.of(1e-9, 0.5);
    try (var pair =
            new GanNetworks<>(
                nets.generator(),
                nets.discriminator(),
                Optional.empty(),
                1,
                adam,
                adam,
                rng,
                new SyntheticExamples(BATCH, 1, 4));
        var _ = Scope.open()) {
      var micro = new MicroBatches(BATCH, microBatch);
      var figures = new StepMetrics("loss/d", "loss/g");
      var report = pair.step(BATCH, micro, figures, work(), new Exhausted(nets, figure, size));
      var state = pair.state(Map.of(), micro.values());
      float[] mean = state.tensors().get("generator/norm.running_mean").toFloats();
      return new Outcome(report, Tiny.sha256(state), mean);
    }
  }

  private static Tensor work() {
    try (var rng = new Rng(9)) {
      return Tensors.randn(rng, BATCH, 3); // [8, 3]
    }
  }

  @Test
  void aHalfThatRanOutOfMemoryIsThatOfSmallerParts() {
    var small = step(4, "", 0);
    var halved = step(0, "loss/d", BATCH);
    assertThat(halved.sha256()).isEqualTo(small.sha256());
    assertThat(halved.report().figures()).isEqualTo(small.report().figures());
    assertThat(halved.report().notes()).hasSize(1);
    assertThat(halved.report().notes().getFirst()).startsWith("out of memory: going on with");
    assertThat(step(4, "loss/d", 4).sha256()).isEqualTo(step(2, "", 0).sha256());
  }

  @Test
  void theSecondHalfMayBeTheOneThatRunsOut() {
    var whole = step(0, "", 0).report().figures();
    var small = step(4, "", 0).report().figures();
    long live = Scope.live();
    var halved = step(0, "loss/g", BATCH).report();
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
        assertThat(step(4, "", 0).mean()).containsExactly(mean);
        assertThat(step(0, "", 0).mean()).isNotEqualTo(mean);
      }
    }
  }
}
