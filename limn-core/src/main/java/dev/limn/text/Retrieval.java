package dev.limn.text;

import dev.limn.data.PackedCache;
import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// How well captions find pictures that neither network has seen, as Reed et al. measure it.
///
/// With classes, a class is the mean of its encoded captions. `accuracy` is the share of pictures
/// that score best with their own class; `precision` is AP@50: of the 50 best pictures of a class
/// (or as many as it has), the share that is of the class, averaged over the classes. Without
/// classes, up to 1,000 pictures each have their first caption, `accuracy` is the share of captions
/// that find their picture first, `precision` the share that find it among the first ten.
///
/// @param accuracy 0 to 1, or NaN in [#NONE]
/// @param precision 0 to 1, or NaN in [#NONE]
public record Retrieval(double accuracy, double precision) {
  private static final int BEST = 50;
  private static final int MOST_PICTURES = 1000;
  private static final int MOST_CAPTIONS = 500;
  private static final int TEN = 10;

  /// When nothing is held back there is nothing to measure.
  public static final Retrieval NONE = new Retrieval(Double.NaN, Double.NaN);

  /// For example `accuracy 45.1 %, precision 38.0 % on held-back pictures`.
  @Override
  public String toString() {
    return Double.isNaN(accuracy)
        ? "not measured, nothing is held back"
        : String.format(
            Locale.ROOT,
            "accuracy %.1f %%, precision %.1f %% on held-back pictures",
            100 * accuracy,
            100 * precision);
  }

  /// @param pictures `[M, width]` of the samples in that order, in the joint space
  public static Retrieval measure(
      PackedCache cache, int[] samples, Tensor pictures, TextTower tower, Device device) {
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      boolean classes =
          IntStream.of(samples).map(cache::label).filter(i -> i >= 0).distinct().count() > 1;
      return classes
          ? ofClasses(cache, samples, pictures, tower, device)
          : ofPairs(cache, samples, pictures, tower, device);
    }
  }

  private static Retrieval ofClasses(
      PackedCache cache, int[] samples, Tensor pictures, TextTower tower, Device device) {
    var captions = new TreeMap<Integer, List<String>>();
    for (int sample : samples) {
      var list = captions.computeIfAbsent(cache.label(sample), _ -> new ArrayList<>());
      list.addAll(cache.captions(sample));
    }
    captions.values().removeIf(List::isEmpty);
    if (captions.isEmpty()) {
      return NONE;
    }
    var names = List.copyOf(captions.keySet());
    var means = new ArrayList<Tensor>();
    for (List<String> all : captions.values()) {
      int step = 1 + (all.size() - 1) / MOST_CAPTIONS;
      var some = IntStream.range(0, all.size()).filter(i -> i % step == 0).mapToObj(all::get);
      means.add(
          Scope.of(() -> Encoding.encode(tower, device, some.toList()).mean(false, 0))); // [width]
    }
    Tensor scores = pictures.matmul(Tensors.stack(0, means).t()); // [M, classes]
    float[] values = scores.toFloats();
    int right = 0;
    double precision = 0;
    long[] best = scores.argmax(1).toLongs();
    for (int m = 0; m < samples.length; m++) {
      right += names.get((int) best[m]) == cache.label(samples[m]) ? 1 : 0;
    }
    for (int c = 0; c < names.size(); c++) {
      int column = c;
      int label = names.get(c);
      long members = IntStream.of(samples).filter(i -> cache.label(i) == label).count();
      int wanted = (int) Math.min(BEST, members);
      long hits =
          IntStream.range(0, samples.length)
              .boxed()
              .sorted(Comparator.comparingDouble(m -> -values[m * names.size() + column]))
              .limit(wanted)
              .filter(m -> cache.label(samples[m]) == label)
              .count();
      precision += (double) hits / wanted;
    }
    return new Retrieval((double) right / samples.length, precision / names.size());
  }

  private static Retrieval ofPairs(
      PackedCache cache, int[] samples, Tensor pictures, TextTower tower, Device device) {
    int[] places =
        IntStream.range(0, samples.length)
            .filter(m -> !cache.captions(samples[m]).isEmpty())
            .limit(MOST_PICTURES)
            .toArray();
    if (places.length == 0) {
      return NONE;
    }
    var texts = IntStream.of(places).mapToObj(m -> cache.captions(samples[m]).getFirst()).toList();
    long[] index = IntStream.of(places).asLongStream().toArray();
    Tensor chosen = pictures.indexSelect(0, Tensors.of(index, index.length).to(device));
    float[] scores =
        Encoding.encode(tower, device, texts).matmul(chosen.t()).toFloats(); // [texts, pictures]
    int n = places.length;
    int first = 0;
    int ten = 0;
    for (int t = 0; t < n; t++) {
      int row = t * n;
      float own = scores[row + t];
      long better = IntStream.range(0, n).filter(m -> scores[row + m] > own).count();
      first += better == 0 ? 1 : 0;
      ten += better < TEN ? 1 : 0;
    }
    return new Retrieval((double) first / n, (double) ten / n);
  }
}
