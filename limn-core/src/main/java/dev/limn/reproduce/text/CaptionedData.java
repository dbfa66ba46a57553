package dev.limn.reproduce.text;

import dev.limn.data.Dataset;
import dev.limn.data.PackSettings;
import dev.limn.data.PackedCache;
import dev.limn.data.Progress;
import dev.limn.data.SplitRule;
import dev.limn.image.Image;
import dev.limn.reproduce.ReproduceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The captioned pictures of a comparison, as large as each system draws.
final class CaptionedData implements AutoCloseable {
  /// One picture in so many is held back from every training.
  static final int HOLD_BACK = 4;

  private final Dataset dataset;
  private final Map<Integer, PackedCache> caches = new TreeMap<>();

  CaptionedData(Dataset dataset) {
    this.dataset = dataset;
    if (!dataset.captioned()) {
      throw new ReproduceException(
          dataset.root() + ": these pictures have no captions; expected captioned ones");
    }
  }

  /// All pictures with this side.
  PackedCache cache(int side) {
    return caches.computeIfAbsent(
        side, s -> PackedCache.open(dataset, PackSettings.of(s), Progress.SILENT));
  }

  /// Held-back pictures.
  int held() {
    return new SplitRule(HOLD_BACK).apply(cache(64)).heldBack().length;
  }

  /// A sentence, and real pictures that it may mean: its own, and others of the same class.
  ///
  /// @param sentence a caption of the first picture
  /// @param pictures at least one
  record Asked(String sentence, List<Image> pictures) {}

  /// Sentences of held-back pictures far apart in the order of names.
  ///
  /// @param most pictures of each
  List<Asked> asked(int sentences, int most, int side) {
    PackedCache cache = cache(side);
    int[] held = new SplitRule(HOLD_BACK).apply(cache).heldBack();
    var asked = new ArrayList<Asked>();
    for (int i = 0; i < sentences; i++) {
      int chosen = held[(int) ((2L * i + 1) * held.length / (2L * sentences))];
      List<String> own = cache.captions(chosen);
      if (own.isEmpty()) {
        throw new ReproduceException(
            cache.name(chosen) + " has no caption; expected captioned pictures");
      }
      var pictures = new ArrayList<>(List.of(cache.picture(chosen)));
      for (int other : held) {
        if (pictures.size() < most
            && other != chosen
            && cache.label(chosen) >= 0
            && cache.label(other) == cache.label(chosen)) {
          pictures.add(cache.picture(other));
        }
      }
      asked.add(new Asked(own.getFirst(), pictures));
    }
    return asked;
  }

  @Override
  public void close() {
    caches.values().forEach(PackedCache::close);
  }
}
