package dev.limn.model;

import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.BatchNorm2d;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Network;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/// A generator that is one network, which is only drawn with.
///
/// @param <B> the network's block
public abstract class GeneratorNetwork<B extends Block> implements Generator {
  /// The names of batch norms' running statistics.
  private static final Pattern RUNNING = Pattern.compile("(.*[.])?running_(mean|var)");

  private final Network<B> network;
  private final int resolution;
  private final int noise;
  private final int conditionWidth;

  /// Takes over the network.
  ///
  /// @param resolution as [#resolution()]
  /// @param noise as [#noise()]
  /// @param conditionWidth as [#conditionWidth()]
  protected GeneratorNetwork(Network<B> network, int resolution, int noise, int conditionWidth) {
    this.network = network;
    this.resolution = resolution;
    this.noise = noise;
    this.conditionWidth = conditionWidth;
    network.requiresGrad(false);
    network.block().training(false);
  }

  /// Pictures, by the block: `[N, C, R, R]`, of any type, on the network's device.
  ///
  /// @param z `[N, noise]`, on the network's device
  /// @param text `[N, conditionWidth]`, on the network's device
  protected abstract Tensor forward(Tensor z, Tensor text);

  protected final B block() {
    return network.block();
  }

  @Override
  public final Map<String, Tensor> state() {
    return network.state();
  }

  @Override
  public final int resolution() {
    return resolution;
  }

  @Override
  public final int noise() {
    return noise;
  }

  @Override
  public final int conditionWidth() {
    return conditionWidth;
  }

  @Override
  public Tensor draw(Tensor z, Tensor text) {
    try (var scope = Scope.open();
        var _ = NoGrad.on()) {
      Tensor pictures = forward(z.to(network.device()), text.to(network.device()));
      return scope.keep(pictures.to(DType.FLOAT32).to(Device.CPU)); // [N, C, R, R]
    }
  }

  /// Replaces the running statistics of a part of the block by those of drawings with these very
  /// weights. Texts that do not fill a batch are left out; fewer than a batch change nothing.
  ///
  /// @param text `[N, conditionWidth]`
  /// @param draw the noise of a batch, `[batch, noise]`
  protected final void measureStatistics(
      Block part, Tensor text, int batch, Function<Rng, Tensor> draw) {
    long batches = text.size(0) / batch;
    if (batches == 0) {
      return;
    }
    List<Tensor> running =
        part.named().entrySet().stream()
            .filter(named -> RUNNING.matcher(named.getKey()).matches())
            .map(named -> named.getValue().tensor())
            .toList();
    part.training(true);
    try (var rng = new Rng(0);
        var _ = Scope.open();
        var _ = NoGrad.on()) {
      // as Adam's moments: from 0, and divided by the share that is not 0 any more in the end
      running.forEach(Tensor::zeroInPlace);
      for (long start = 0; start + batch <= text.size(0); start += batch) {
        try (var _ = Scope.open()) {
          Tensor z = draw.apply(rng).to(network.device()); // [batch, noise]
          forward(z, text.narrow(0, start, batch).to(network.device()));
        }
      }
      double gathered = 1 - Math.pow(1 - BatchNorm2d.MOMENTUM, batches);
      running.forEach(tensor -> tensor.timesInPlace(1 / gathered));
    }
    part.training(false);
  }

  @Override
  public void close() {
    network.close();
  }
}
