package dev.limn.metric;

import dev.limn.data.PackedCache;
import dev.limn.model.Condition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/// The real pictures that drawings are held against, and the captions that are drawn.
///
/// @param pictures all of them
/// @param leftOut pictures that could not be chosen, for want of a caption or a class
/// @param chosen pictures, into the cache
/// @param captions one of each chosen picture; the name of its class where classes are drawn, and
///   nothing where pictures come of noise alone
record Reference(MeasuredPictures pictures, int leftOut, int[] chosen, List<String> captions) {
  Reference {
    captions = List.copyOf(captions);
  }

  /// The pictures that are measured with.
  PackedCache cache() {
    return pictures.cache();
  }

  /// Chooses `config.count()` pictures and one caption of each, among those that have one; where
  /// classes are drawn, among those that have a class.
  ///
  /// @throws MetricException when there are fewer
  static Reference of(MeasuredPictures pictures, EvaluationConfig config, Condition condition) {
    var cache = pictures.cache();
    int all = pictures.measured().length;
    int[] held = usable(cache, pictures.measured(), condition);
    if (held.length < config.count()) {
      throw new MetricException(
          String.format(
              Locale.ROOT,
              "%d of the %d pictures are held back%s; expected at least the %d that are to be compared",
              all,
              cache.count(),
              held.length == all
                  ? ""
                  : String.format(
                      Locale.ROOT,
                      ", and %d of these have no %s",
                      all - held.length,
                      condition == Condition.TEXT ? "caption" : "class"),
              config.count()));
    }
    var random = new Random(config.seed());
    int[] places = RandomSubset.of(held.length, config.count(), random);
    var chosen = new int[places.length];
    var captions = new ArrayList<String>();
    for (int i = 0; i < places.length; i++) {
      chosen[i] = held[places[i]];
      captions.add(
          switch (condition) {
            case TEXT -> caption(cache, chosen[i], random);
            case CLASSES -> name(cache, chosen[i]);
            case NOTHING, PICTURE -> "";
          });
    }
    return new Reference(pictures, all - held.length, chosen, captions);
  }

  /// Those of some samples that say what to draw.
  static int[] usable(PackedCache cache, int[] samples, Condition condition) {
    return Arrays.stream(samples)
        .filter(
            sample ->
                switch (condition) {
                  case TEXT -> !cache.captions(sample).isEmpty();
                  case CLASSES -> cache.label(sample) >= 0;
                  case NOTHING, PICTURE -> true;
                })
        .toArray();
  }

  private static String caption(PackedCache cache, int sample, Random random) {
    var own = cache.captions(sample);
    return own.get(random.nextInt(own.size()));
  }

  private static String name(PackedCache cache, int sample) {
    return cache.classNames().get(cache.label(sample));
  }

  /// About the data, for reports.
  Map<String, Object> facts() {
    var facts = new LinkedHashMap<String, Object>();
    facts.put("pictures", cache().count());
    if (pictures.training().length > 0) {
      facts.put("trained-on", pictures.training().length);
    }
    facts.put("held-back", pictures.measured().length);
    if (leftOut > 0) {
      facts.put("left-out", leftOut);
    }
    facts.put("split", pictures.split());
    if (pictures.learned()) {
      facts.put("learned", true);
    }
    facts.put("content", cache().contentId());
    return facts;
  }
}
