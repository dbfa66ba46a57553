package dev.limn.text.training;

import dev.limn.data.Batch;
import dev.limn.data.PackedCache;
import dev.limn.text.TextException;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// The captions of some samples, and which captions belong to which sample: different pictures
/// often have the same one, and a picture is no wrong match for a caption that it has itself.
public final class CaptionSets {
  private final PackedCache cache;
  private final int[] samples;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final int[][] own;

  /// @throws TextException when no sample has a caption
  public CaptionSets(PackedCache cache, int[] candidates) {
    this.cache = cache;
    samples = IntStream.of(candidates).sorted().filter(i -> !cache.captions(i).isEmpty()).toArray();
    if (samples.length == 0) {
      throw new TextException(
          cache.directory()
              + String.format(
                  Locale.ROOT,
                  ": none of %,d samples has a caption to learn from",
                  candidates.length));
    }
    own = new int[samples.length][];
    for (int place = 0; place < samples.length; place++) {
      own[place] =
          cache.captions(samples[place]).stream()
              .mapToInt(
                  caption -> {
                    int next = numbers.size();
                    return numbers.computeIfAbsent(caption, _ -> next);
                  })
              .toArray();
    }
  }

  /// The samples that have captions.
  public int[] samples() {
    return samples;
  }

  /// The class of the sample at a place, or -1.
  public int label(int place) {
    return cache.label(samples[place]);
  }

  /// How many captions the sample at a place has.
  public int count(int place) {
    return own[place].length;
  }

  /// One of the captions of the sample at a place.
  public String caption(int place, int number) {
    return cache.captions(samples[place]).get(number);
  }

  /// The places of samples that are among these.
  public int[] places(int[] indices) {
    return IntStream.of(indices).map(index -> Arrays.binarySearch(samples, index)).toArray();
  }

  /// The first picked caption of each picture of a batch.
  public List<String> texts(Batch batch) {
    int picks = batch.captions().length / batch.count();
    return IntStream.range(0, batch.count())
        .mapToObj(b -> cache.captions(batch.indices()[b]).get(batch.captions()[b * picks]))
        .toList();
  }

  /// Whether the caption is one of the sample's at that place.
  public boolean owns(int place, String caption) {
    Integer number = numbers.get(caption);
    return number != null && IntStream.of(own[place]).anyMatch(known -> known == number);
  }

  /// Which pairs of some pictures and captions are wrong: FLOAT32 `[pictures, captions]`, 1 where
  /// the caption is none of the picture's.
  public Tensor negatives(int[] places, List<String> texts) {
    float[] free = new float[places.length * places.length];
    for (int i = 0; i < places.length; i++) {
      for (int j = 0; j < places.length; j++) {
        free[i * places.length + j] = owns(places[i], texts.get(j)) ? 0 : 1;
      }
    }
    return Tensors.of(free, places.length, places.length); // [B, B]
  }

  /// Each different caption with the number of times it occurs, in order of appearance.
  public Map<String, Integer> counted() {
    var counts = new LinkedHashMap<String, Integer>();
    for (int sample : samples) {
      cache.captions(sample).forEach(caption -> counts.merge(caption, 1, Integer::sum));
    }
    return counts;
  }

  /// All captions, repeated ones as often as they occur.
  public List<String> all() {
    return IntStream.of(samples).boxed().flatMap(i -> cache.captions(i).stream()).toList();
  }
}
