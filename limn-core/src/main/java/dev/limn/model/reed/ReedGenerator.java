package dev.limn.model.reed;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.BatchNorm2d;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.ConvTranspose2d;
import dev.limn.torch.nn.Linear;
import java.util.ArrayList;
import java.util.List;

/// Draws pictures from noise and text (Reed et al. 2016, §4; layers of the released code): the text
/// is projected and joined to z, then four transposed convolutions double the side from 4 to the
/// paper's 64, with residual blocks at 4×4 and 8×8. Each doubling beyond that is one more, of half
/// the width; up to there the layers keep their names and shapes, so that a larger model can start
/// from the weights of a smaller one.
public final class ReedGenerator extends Block {
  private final int noise;
  private final Linear text;
  private final ConvTranspose2d c1;
  private final BatchNorm2d n1;
  private final Residual a;
  private final ConvTranspose2d c2;
  private final BatchNorm2d n2;
  private final Residual b;
  private final ConvTranspose2d c3;
  private final BatchNorm2d n3;
  private final ConvTranspose2d c4;
  private final BatchNorm2d n4;
  private final List<ConvTranspose2d> larger = new ArrayList<>();
  private final List<BatchNorm2d> largerNorms = new ArrayList<>();
  private final ConvTranspose2d last;

  /// @param conditionWidth width of the text embedding
  public ReedGenerator(ReedConfig config, int conditionWidth, Rng rng) {
    int width = config.generatorWidth();
    noise = config.noise();
    text = child("text", new Linear(rng, conditionWidth, config.textFeatures()));
    c1 =
        child(
            "c1",
            new ConvTranspose2d(rng, noise + config.textFeatures(), 8 * width, 4, 1, 0, false));
    n1 = child("n1", new BatchNorm2d(8 * width));
    a = child("a", new Residual(rng, 8 * width, 2 * width, 0));
    c2 = child("c2", new ConvTranspose2d(rng, 8 * width, 4 * width, 4, 2, 1, false));
    n2 = child("n2", new BatchNorm2d(4 * width));
    b = child("b", new Residual(rng, 4 * width, width, 0));
    c3 = child("c3", new ConvTranspose2d(rng, 4 * width, 2 * width, 4, 2, 1, false));
    n3 = child("n3", new BatchNorm2d(2 * width));
    c4 = child("c4", new ConvTranspose2d(rng, 2 * width, width, 4, 2, 1, false));
    n4 = child("n4", new BatchNorm2d(width));
    int channels = width;
    for (int i = 0; i < config.doublings(); i++) {
      larger.add(child("up" + i, new ConvTranspose2d(rng, channels, channels / 2, 4, 2, 1, false)));
      channels /= 2;
      largerNorms.add(child("up_norm" + i, new BatchNorm2d(channels)));
    }
    last = child("c5", new ConvTranspose2d(rng, channels, 3, 4, 2, 1, false));
    ReedInit.initialise(this, rng);
  }

  /// @param z `[N, noise]`
  /// @param embedding `[N, conditionWidth]`
  /// @return pictures `[N, 3, R, R]` in [−1, 1]
  public Tensor forward(Tensor z, Tensor embedding) {
    long count = z.size(0);
    z.requireShape("z", -1, noise);
    embedding.requireShape("the text embedding", count, text.weight().size(1));
    Tensor t = Functional.leakyRelu(text.forward(embedding), 0.2); // [N, T]
    Tensor h = Tensors.cat(1, z.to(t.dtype()), t).reshape(count, -1, 1, 1); // [N, Z + T, 1, 1]
    h = a.forward(n1.forward(c1.forward(h.channelsLast()))); // [N, 8·G, 4, 4]
    h = b.forward(n2.forward(c2.forward(h))); // [N, 4·G, 8, 8]
    h = Functional.reluInPlace(n3.forward(c3.forward(h))); // [N, 2·G, 16, 16]
    h = Functional.reluInPlace(n4.forward(c4.forward(h))); // [N, G, 32, 32]
    for (int i = 0; i < larger.size(); i++) {
      h = larger.get(i).forward(h); // [N, G / 2, 64, 64], [N, G / 4, 128, 128]
      h = Functional.reluInPlace(largerNorms.get(i).forward(h));
    }
    return Functional.pictureTanh(last.forward(h)); // [N, 3, R, R]
  }
}
