package dev.limn.text;

import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Centres and scales the outputs of an encoder, so that generators need not know which it is: over
/// its training captions, counted as often as they occur, every number has mean 0, and their mean
/// square is 1. Where all captions are the same text there is nothing to scale by: theirs is the
/// vector 0, and that of another text is as far from it as the tower says.
public final class EmbeddingNormalization {
  private static final int MOST = 50_000;

  /// Captions whose vectors differ by no more than this share of their size are one caption, and
  /// the difference is rounding.
  private static final double ROUNDING = 1e-5;

  private EmbeddingNormalization() {}

  /// Evenly chosen ones of many sentences, counted.
  public static Map<String, Integer> some(List<String> sentences) {
    int step = 1 + (sentences.size() - 1) / MOST;
    var counted = new LinkedHashMap<String, Integer>();
    IntStream.range(0, sentences.size())
        .filter(i -> i % step == 0)
        .forEach(i -> counted.merge(sentences.get(i), 1, Integer::sum));
    return counted;
  }

  /// A copy of a tower as it is now, centred and scaled. Close it.
  ///
  /// @param counted different captions, with how often each occurs
  public static TextEncoder copy(TextTower tower, Device device, Map<String, Integer> counted) {
    TextEncoder encoder;
    try (var unused = new Rng(0)) { // the weights are overwritten
      encoder =
          new TextEncoder(
              TextEncoder.tower(tower.architecture(), tower.sizes(), tower.vocabulary(), unused),
              device);
    }
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Map<String, Parameter> own = tower.named();
      encoder.state().forEach((name, weight) -> weight.copyInPlace(own.get(name).tensor()));
      apply(encoder, counted);
    }
    return encoder;
  }

  /// @param counted different captions, with how often each occurs
  private static void apply(TextEncoder encoder, Map<String, Integer> counted) {
    float[] shares = new float[counted.size()];
    float total = counted.values().stream().mapToInt(Integer::intValue).sum();
    int at = 0;
    for (int count : counted.values()) {
      shares[at++] = count / total;
    }
    Tensor weight = Tensors.of(shares, shares.length, 1).to(encoder.device()); // [U, 1]
    Tensor vectors = encoder.encode(List.copyOf(counted.keySet())); // [U, width]
    Tensor centre = vectors.times(weight).sum(false, 0); // [width]
    double deviation = size(vectors.minus(centre), weight);
    boolean alike = deviation <= ROUNDING * size(vectors, weight);
    encoder.normalise(centre, alike ? 1 : deviation);
  }

  /// The root of the mean square of all numbers.
  private static double size(Tensor vectors, Tensor weight) {
    return Math.sqrt(vectors.square().mean(true, 1).times(weight).sum().item());
  }
}
