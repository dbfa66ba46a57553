package dev.limn.model.dfgan;

import dev.limn.torch.Functional;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Linear;
import java.util.ArrayList;
import java.util.List;

/// All [Affine]s' small networks at once, for weights that no longer change. Their first layers are
/// one matrix product, and the second layers of those with equally many channels another: for
/// 64×64, five products instead of 48.
final class FusedAffines implements AutoCloseable {
  /// What an affine does to the maps.
  ///
  /// @param scale `[N, C, 1, 1]`
  /// @param shift `[N, C, 1, 1]`
  record Step(Tensor scale, Tensor shift) {
    /// Scales, shifts and activates.
    ///
    /// @param x `[N, C, H, W]`
    /// @return `[N, C, H, W]`, fresh memory
    Tensor forward(Tensor x) {
      return Functional.leakyReluInPlace(
          Functional.scaleShift(x, scale, shift), DfGanGenerator.SLOPE);
    }

    /// The same, into `x`.
    Tensor forwardInPlace(Tensor x) {
      return Functional.leakyReluInPlace(
          Functional.scaleShiftInPlace(x, scale, shift), DfGanGenerator.SLOPE);
    }
  }

  /// The second layers of affines that follow each other and have equally many channels.
  ///
  /// @param networks how many, two an affine
  /// @param weight `[networks, C, C]`
  /// @param bias `[networks, 1, C]`
  private record Group(int networks, int channels, Tensor weight, Tensor bias) {}

  private final Tensor hiddenWeight;
  private final Tensor hiddenBias;
  private final List<Group> groups = new ArrayList<>();

  /// Copies the weights, in an open scope.
  FusedAffines(List<Affine> affines) {
    List<Linear> hidden = affines.stream().map(Affine::hidden).toList();
    hiddenWeight = Tensors.cat(0, hidden.stream().map(Linear::weight).toList()).retain(); // [Σ, K]
    hiddenBias = Tensors.cat(0, hidden.stream().map(FusedAffines::bias).toList()).retain(); // [Σ]
    for (int start = 0; start < affines.size(); ) {
      int channels = affines.get(start).channels();
      var alike = new ArrayList<Linear>();
      while (start < affines.size() && affines.get(start).channels() == channels) {
        alike.add(affines.get(start).gamma());
        alike.add(affines.get(start).beta());
        start++;
      }
      int networks = alike.size();
      Tensor weight =
          Tensors.cat(0, alike.stream().map(Linear::weight).toList())
              .reshape(networks, channels, channels); // [networks, C, C]
      Tensor bias =
          Tensors.cat(0, alike.stream().map(FusedAffines::bias).toList())
              .reshape(networks, 1, channels); // [networks, 1, C]
      groups.add(new Group(networks, channels, weight.retain(), bias.retain()));
    }
  }

  private static Tensor bias(Linear layer) {
    return layer.named().get("bias").tensor();
  }

  /// What each affine does, in their order.
  ///
  /// @param condition `[N, K]`
  List<Step> steps(Tensor condition) {
    long count = condition.size(0);
    Tensor hidden =
        Functional.reluInPlace(
            FrozenGenerator.linear(condition, hiddenWeight, hiddenBias)); // [N, Σ]
    var steps = new ArrayList<Step>();
    long at = 0;
    for (Group group : groups) {
      int width = group.networks() * group.channels();
      Tensor rows =
          hidden
              .narrow(1, at, width)
              .reshape(count, group.networks(), group.channels())
              .transpose(0, 1); // [networks, N, C]
      Tensor all = count == 1 ? alone(rows, group) : together(rows, group); // [networks, N, C]
      Tensor maps =
          all.reshape(group.networks(), count, group.channels(), 1, 1); // [networks, N, C, 1, 1]
      for (int i = 0; i < group.networks(); i += 2) {
        steps.add(new Step(maps.select(0, i), maps.select(0, i + 1))); // [N, C, 1, 1]
      }
      at += width;
    }
    return steps;
  }

  private static Tensor together(Tensor rows, Group group) {
    return rows.matmul(group.weight().transpose(1, 2)).addInPlace(group.bias()); // [networks, N, C]
  }

  /// For one picture; see [FrozenGenerator#linear].
  private static Tensor alone(Tensor rows, Group group) {
    var products = new ArrayList<Tensor>();
    for (int i = 0; i < group.networks(); i++) {
      Tensor row = rows.select(0, i).reshape(group.channels()); // [C]
      products.add(group.weight().select(0, i).matmul(row)); // [C]
    }
    return Tensors.cat(0, products)
        .reshape(group.networks(), 1, group.channels())
        .addInPlace(group.bias()); // [networks, 1, C]
  }

  @Override
  public void close() {
    hiddenWeight.release();
    hiddenBias.release();
    for (Group group : groups) {
      group.weight().release();
      group.bias().release();
    }
  }
}
