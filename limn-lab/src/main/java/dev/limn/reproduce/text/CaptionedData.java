package dev.limn.reproduce.text;

import dev.limn.data.Dataset;
import dev.limn.data.PackSettings;
import dev.limn.data.PackedCache;
import dev.limn.data.Progress;
import dev.limn.data.SplitRule;
import dev.limn.image.Image;
import dev.limn.reproduce.ReproduceException;
import dev.limn.text.token.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
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

  /// What the pictures and their captions are known by.
  String contentId() {
    return cache(64).contentId();
  }

  /// Held-back pictures.
  int held() {
    return new SplitRule(HOLD_BACK).apply(cache(64)).heldBack().length;
  }

  /// A sentence, and real pictures that it may mean: its own, and others of the same class.
  ///
  /// @param sentence a caption of the first picture, if there is one
  /// @param pictures none where no held-back picture has that caption
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
      asked.add(new Asked(own.getFirst(), pictures(cache, held, chosen, most)));
    }
    return asked;
  }

  /// Sentences that were named, each with the first held-back picture that has it as a caption,
  /// word for word, if there is one.
  ///
  /// @param most pictures of each
  List<Asked> asked(List<String> sentences, int most, int side) {
    PackedCache cache = cache(side);
    int[] held = new SplitRule(HOLD_BACK).apply(cache).heldBack();
    return sentences.stream()
        .map(
            sentence ->
                new Asked(
                    sentence,
                    Arrays.stream(held)
                        .filter(picture -> says(cache, picture, sentence))
                        .mapToObj(picture -> pictures(cache, held, picture, most))
                        .findFirst()
                        .orElse(List.of())))
        .toList();
  }

  private static boolean says(PackedCache cache, int picture, String sentence) {
    var words = Tokenizer.LATEST.words(sentence);
    return cache.captions(picture).stream().map(Tokenizer.LATEST::words).anyMatch(words::equals);
  }

  /// A picture, and others of its class.
  private static List<Image> pictures(PackedCache cache, int[] held, int chosen, int most) {
    var pictures = new ArrayList<>(List.of(cache.picture(chosen)));
    for (int other : held) {
      if (pictures.size() < most
          && other != chosen
          && cache.label(chosen) >= 0
          && cache.label(other) == cache.label(chosen)) {
        pictures.add(cache.picture(other));
      }
    }
    return pictures;
  }

  @Override
  public void close() {
    caches.values().forEach(PackedCache::close);
  }
}
