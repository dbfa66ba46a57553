package dev.limn.model.dfgan;

import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Linalg;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Layer;
import dev.limn.torch.nn.Parameter;

/// Gives all that sentences say the same say: moves and turns their features so that over the data
/// they vary alike in every direction, `[N, W] → [N, W]` (whitening, ZCA).
///
/// An encoder that was trained to tell pictures apart puts what tells most into nearly all of its
/// features' variance: hair and shirt of a game character have a hundred times that of the shoes,
/// and networks that see the shoes as a hundredth of a standard deviation take no notice of them.
/// Directions with less than a share of the largest variance are not enlarged any further, for
/// there is little but noise. Sentences unlike the data's may have much of it: what comes out
/// longer than twice the usual is shortened to that.
///
/// The two tensors are not trained: measured once, they are saved with the generator.
final class Whitening extends Layer {
  private static final double LONGEST = 2;

  private final int width;
  private final Parameter centre;
  private final Parameter turn;

  /// Changes nothing until it is measured, but what is too long.
  Whitening(int width) {
    this.width = width;
    try (var _ = Scope.open()) {
      centre = buffer("centre", Tensors.zeros(width));
      var same = new float[width * width];
      for (int i = 0; i < width; i++) {
        same[i * width + i] = 1;
      }
      turn = buffer("turn", Tensors.of(same, width, width));
    }
  }

  /// Takes its numbers from the data.
  ///
  /// @param text `[N, W]`, features of sentences as often as they occur
  /// @param share of the largest variance, from which on directions are made alike
  void measure(Tensor text, double share) {
    text.requireShape("the text embedding", -1, width);
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor rows = text.to(Device.CPU).to(DType.FLOAT64); // [N, W]
      Tensor mean = rows.mean(false, 0); // [W]
      Tensor apart = rows.minus(mean); // [N, W]
      Tensor covariance = apart.transpose(0, 1).matmul(apart).div(rows.size(0)); // [W, W]
      Linalg.Eigen parts = Linalg.eigh(covariance);
      double largest = Math.max(parts.values().max().item(), 1e-12);
      Tensor gains = parts.values().clampMin(share * largest).rsqrt(); // [W]
      Tensor turned = parts.vectors();
      Tensor matrix = turned.times(gains).matmul(turned.transpose(0, 1)); // [W, W]
      double square = apart.matmul(matrix).square().mean().item();
      double scale = square > 0 ? 1 / Math.sqrt(square) : 1; // their mean square stays 1
      centre.tensor().copyInPlace(mean);
      turn.tensor().copyInPlace(matrix.times(scale));
    }
  }

  @Override
  public Tensor forward(Tensor text) {
    text.requireShape("the text embedding", -1, width);
    Tensor even = text.minus(centre.tensor()).matmul(turn.tensor()); // [N, W]
    Tensor length = even.square().mean(true, 1).sqrt(); // [N, 1]
    return even.div(length.div(LONGEST).clampMin(1)); // [N, W]
  }
}
