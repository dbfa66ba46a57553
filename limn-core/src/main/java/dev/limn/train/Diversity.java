package dev.limn.train;

import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.BinaryOperator;

/// How much a generator's drawings differ: the mean distance of two of them, over that of two real
/// pictures. 1 is as much as real ones, 0 is all alike.
///
/// @param noise of drawings whose noise differs and nothing else; empty when noise is not to matter
/// @param condition of drawings whose sentence or class differs and nothing else; empty without any
public record Diversity(OptionalDouble noise, OptionalDouble condition) {
  /// Drawings of each kind.
  public static final int DRAWINGS = 8;

  /// Draws eight pictures of other noise and eight of other conditions, without a graph, and puts
  /// the generator's running statistics back. Its random numbers are its own: nothing that the next
  /// step depends on changes.
  ///
  /// @param generator that draws
  /// @param noise width of z; 0 when noise is not to matter
  /// @param conditions `[8 or more, W]`; of no width without any
  /// @param draw from noise `[16, Z]` and conditions `[16, W]` to pictures `[16, …]`
  /// @param real what [#distance] is among real pictures
  public static Diversity of(
      Network<?> generator,
      int noise,
      Tensor conditions,
      double real,
      Device device,
      BinaryOperator<Tensor> draw) {
    try (var rng = new Rng(DRAWINGS);
        var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor buffers = generator.buffers().copy();
      Tensor others = Tensors.randn(rng, DRAWINGS, Math.max(1, noise)); // [8, Z]
      Tensor same = repeated(others); // [8, Z]
      Tensor z = Tensors.cat(0, others, same).to(device); // [16, Z]
      Tensor several = conditions.narrow(0, 0, DRAWINGS).to(device); // [8, W]
      Tensor drawn = draw.apply(z, Tensors.cat(0, repeated(several), several)).to(DType.FLOAT32);
      double byNoise = distance(drawn.narrow(0, 0, DRAWINGS));
      double byCondition = distance(drawn.narrow(0, DRAWINGS, DRAWINGS));
      generator.buffers().copyInPlace(buffers);
      return new Diversity(
          noise > 0 ? OptionalDouble.of(byNoise / real) : OptionalDouble.empty(),
          conditions.size(1) > 0 ? OptionalDouble.of(byCondition / real) : OptionalDouble.empty());
    }
  }

  private static Tensor repeated(Tensor rows) {
    Tensor first = rows.narrow(0, 0, 1); // [1, W]
    var all = new Tensor[DRAWINGS];
    Arrays.fill(all, first);
    return Tensors.cat(0, all); // [8, W]
  }

  /// The mean absolute difference of neighbours: `[n, …]`, n at least 2.
  public static double distance(Tensor pictures) {
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      long count = pictures.size(0);
      Tensor first = pictures.narrow(0, 0, count - 1).detach();
      return first.minus(pictures.narrow(0, 1, count - 1).detach()).abs().mean().item();
    }
  }

  /// As figures, `diversity/noise` and `diversity/condition`.
  public Map<String, Double> figures() {
    var figures = new LinkedHashMap<String, Double>();
    noise.ifPresent(value -> figures.put("diversity/noise", value));
    condition.ifPresent(value -> figures.put("diversity/condition", value));
    return figures;
  }
}
