package dev.limn.model.dfgan;

import dev.limn.torch.Functional;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Conv2d;
import dev.limn.torch.nn.Linear;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// What a [DfGanGenerator] draws, for weights that no longer change: whatever depends on weights
/// alone is computed once, all affine maps' networks in a few matrix products ([FusedAffines]), and
/// feature maps are overwritten where a graph would have to keep them. The results differ from
/// those of [DfGanGenerator#forward] in the last bits only.
final class FrozenGenerator implements AutoCloseable {
  private final DfGanConfig config;
  private final int conditionWidth;
  private final Layer start;
  private final FusedAffines steering;
  private final List<FrozenBlock> blocks = new ArrayList<>();
  private final Layer picture;

  /// A layer's weights, which belong to the network.
  private record Layer(Tensor weight, Tensor bias) {
    Layer(Linear layer) {
      this(layer.weight(), layer.named().get("bias").tensor());
    }

    Layer(Conv2d layer) {
      this(layer.weight(), layer.named().get("bias").tensor());
    }
  }

  /// An [UpBlock].
  ///
  /// @param taps `[in, out, 4, 4]`, of the enlargement and `c1` in one
  private record FrozenBlock(Tensor taps, Layer c1, Layer c2, Optional<Layer> shortcut) {
    FrozenBlock(UpBlock block) {
      this(
          UpBlock.taps(block.c1().weight()).retain(),
          new Layer(block.c1()),
          new Layer(block.c2()),
          block.shortcut().map(Layer::new));
    }

    /// Maps that are done with are given back at once, so that the next ones find their memory.
    ///
    /// @param x `[N, in, S, S]`
    /// @return `[N, out, 2·S, 2·S]`
    Tensor forward(Tensor x, Iterator<FusedAffines.Step> steps) {
      try (var scope = Scope.open()) {
        Tensor h = Scope.of(() -> fuseSmall(x, steps)); // [N, out, 2·S, 2·S]
        h = steps.next().forwardInPlace(h);
        h = steps.next().forwardInPlace(h);
        h = Functional.conv2d(h, c2.weight(), c2.bias(), 1, 1);
        Tensor skipped =
            shortcut
                .map(layer -> Functional.conv2d(x, layer.weight(), layer.bias(), 1, 0))
                .orElse(x); // [N, out, S, S]
        return scope.keep(addEnlarged(h, skipped));
      }
    }

    private Tensor fuseSmall(Tensor x, Iterator<FusedAffines.Step> steps) {
      Tensor h = steps.next().forward(x);
      h = steps.next().forwardInPlace(h);
      return Functional.convTranspose2d(h, taps, c1.bias(), 2, 1, 0); // [N, out, 2·S, 2·S]
    }

    /// Adds the nearest enlargement, which is nowhere stored.
    private static Tensor addEnlarged(Tensor h, Tensor small) {
      long count = small.size(0);
      long channels = small.size(1);
      long side = small.size(2);
      h.view(count, channels, side, 2, side, 2)
          .addInPlace(small.reshape(count, channels, side, 1, side, 1)); // [N, C, S, 2, S, 2]
      return h;
    }
  }

  /// @param generator on which this depends as long as it is used
  FrozenGenerator(DfGanGenerator generator) {
    config = generator.config();
    conditionWidth = generator.conditionWidth();
    start = new Layer(generator.start());
    picture = new Layer(generator.picture());
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      var affines = new ArrayList<Affine>();
      for (UpBlock block : generator.blocks()) {
        affines.add(block.fuse1().first());
        affines.add(block.fuse1().second());
        affines.add(block.fuse2().first());
        affines.add(block.fuse2().second());
        blocks.add(new FrozenBlock(block));
      }
      steering = new FusedAffines(affines);
    }
  }

  /// Only without a graph.
  ///
  /// @param z `[N, noise]`
  /// @param text `[N, conditionWidth]`, as [DfGanGenerator#read] has it
  /// @return pictures `[N, 3, R, R]` in [−1, 1]
  Tensor forward(Tensor z, Tensor text) {
    long count = z.size(0);
    z.requireShape("z", -1, config.noise());
    text.requireShape("the text embedding", count, conditionWidth);
    Tensor condition = config.selfModulation() ? Tensors.cat(1, z, text) : text; // [N, Z + W]
    var steps = steering.steps(condition).iterator();
    int side = DfGanGenerator.START;
    Tensor h =
        linear(z, start.weight(), start.bias())
            .reshape(count, -1, side, side)
            .channelsLast(); // [N, C, 4, 4]
    for (FrozenBlock block : blocks) {
      h = block.forward(h, steps); // [N, C', 2·S, 2·S]
    }
    h = Functional.leakyReluInPlace(h, DfGanGenerator.SLOPE);
    return Functional.conv2d(h, picture.weight(), picture.bias(), 1, 1).tanh(); // [N, 3, R, R]
  }

  /// `[N, in] → [N, out]`. A single row is multiplied as a vector: the engine's product of two
  /// matrices would first copy the whole weight, which takes eight times as long.
  static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
    return x.size(0) == 1
        ? weight.matmul(x.reshape(x.size(1))).addInPlace(bias).unsqueeze(0) // [1, out]
        : Functional.linear(x, weight, bias); // [N, out]
  }

  @Override
  public void close() {
    steering.close();
    blocks.forEach(block -> block.taps().release());
  }
}
