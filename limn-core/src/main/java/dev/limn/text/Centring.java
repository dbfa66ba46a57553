package dev.limn.text;

import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Centres and scales the outputs of an encoder, so that generators need not know which it is: over
/// its training captions, counted as often as they occur, every number has mean 0, and their mean
/// square is 1.
final class Centring {
  private static final int MOST = 50_000;

  private Centring() {}

  /// Evenly chosen ones of many sentences, counted.
  static Map<String, Integer> some(List<String> sentences) {
    int step = 1 + (sentences.size() - 1) / MOST;
    var counted = new LinkedHashMap<String, Integer>();
    IntStream.range(0, sentences.size())
        .filter(i -> i % step == 0)
        .forEach(i -> counted.merge(sentences.get(i), 1, Integer::sum));
    return counted;
  }

  /// @param counted different captions, with how often each occurs
  static void apply(TextEncoder encoder, Map<String, Integer> counted) {
    float[] shares = new float[counted.size()];
    float total = counted.values().stream().mapToInt(Integer::intValue).sum();
    int at = 0;
    for (int count : counted.values()) {
      shares[at++] = count / total;
    }
    Tensor weight = Tensors.of(shares, shares.length, 1).to(encoder.device()); // [U, 1]
    Tensor vectors = encoder.encode(List.copyOf(counted.keySet())); // [U, width]
    Tensor centre = vectors.times(weight).sum(false, 0); // [width]
    Tensor square = vectors.minus(centre).square().mean(true, 1).times(weight).sum();
    encoder.normalise(centre, Math.max(1e-12, Math.sqrt(square.item())));
  }
}
