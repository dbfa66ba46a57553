package dev.limn.metric;

import dev.limn.data.PackedCache;
import dev.limn.data.SplitRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// The real pictures that drawings are held against, and the captions that are drawn.
///
/// @param cache all pictures, as large as the drawings
/// @param parts what was trained on and what was held back
/// @param chosen held-back pictures, into the cache
/// @param captions one of each chosen picture
record Reference(PackedCache cache, SplitRule.Parts parts, int[] chosen, List<String> captions) {
  Reference {
    captions = List.copyOf(captions);
  }

  /// Chooses `config.count()` held-back pictures and one caption of each.
  ///
  /// @throws MetricException when there are fewer, or they have no captions
  static Reference of(PackedCache cache, EvaluationConfig config) {
    var parts = new SplitRule(config.holdBack()).apply(cache);
    int[] held = parts.heldBack();
    if (held.length < config.count()) {
      throw new MetricException(
          "%d of the %d pictures are held back; expected at least the %d that are to be compared"
              .formatted(held.length, cache.count(), config.count()));
    }
    var random = new Random(config.seed());
    int[] places = Choice.of(held.length, config.count(), random);
    var chosen = new int[places.length];
    var captions = new ArrayList<String>();
    for (int i = 0; i < places.length; i++) {
      chosen[i] = held[places[i]];
      var own = cache.captions(chosen[i]);
      if (own.isEmpty()) {
        throw new MetricException(
            cache.name(chosen[i]) + " has no caption; expected captioned pictures to draw from");
      }
      captions.add(own.get(random.nextInt(own.size())));
    }
    return new Reference(cache, parts, chosen, captions);
  }

  /// The split in words.
  String split(int holdBack) {
    return "one in %d held back: picture i in the order of names when i %% %d == %d"
        .formatted(holdBack, holdBack, holdBack - 1);
  }
}
