package dev.limn.text.joint;

import dev.limn.text.TextException;
import dev.limn.text.training.CaptionSets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Which pairs of picture and caption a step sees: a function of the seed and the step alone, so
/// that any step can be gone to at once.
final class PairSampler {
  private static final long STEP = 0x9E3779B97F4A7C15L;
  private static final long EPOCH = 0xD1B54A32D192ED03L;

  private final CaptionSets captions;
  private final long seed;
  private final int batch;
  private final List<int[]> classes = new ArrayList<>();
  private final int[] order;
  private long epoch = -1;

  /// One step's pairs.
  ///
  /// @param places of the pictures in [CaptionSets#samples()]
  /// @param texts the caption of each
  /// @param mirrored whether the mirror images are shown
  record Pairs(int[] places, List<String> texts, boolean mirrored) {}

  /// @param distinct every pair of another class; else every picture once an epoch
  /// @throws TextException when there are fewer classes, or pictures, than a batch has pairs
  PairSampler(CaptionSets captions, int batch, boolean distinct, long seed) {
    this.captions = captions;
    this.seed = seed;
    this.batch = batch;
    order = new int[captions.samples().length];
    if (distinct) {
      var members = new TreeMap<Integer, List<Integer>>();
      for (int place = 0; place < order.length; place++) {
        members.computeIfAbsent(captions.label(place), _ -> new ArrayList<>()).add(place);
      }
      members
          .values()
          .forEach(list -> classes.add(list.stream().mapToInt(Integer::intValue).toArray()));
    }
    int most = distinct ? classes.size() : order.length;
    if (batch > most) {
      throw new TextException(
          String.format(
              Locale.ROOT,
              "batch of the joint embedding is %d; expected at most %d, the number of %s",
              batch,
              most,
              distinct ? "classes" : "captioned pictures"));
    }
  }

  /// Steps after which the learning rate of the paper falls: as many as there are classes, or an
  /// epoch.
  int period() {
    return classes.isEmpty() ? order.length / batch : classes.size();
  }

  /// The pairs of a step.
  Pairs at(long step) {
    var random = new SplittableRandom(seed * STEP + (step + 1) * EPOCH);
    int[] places = classes.isEmpty() ? epochs(step) : distinct(random);
    var texts = new ArrayList<String>();
    for (int place : places) {
      texts.add(captions.caption(place, random.nextInt(captions.count(place))));
    }
    return new Pairs(places, List.copyOf(texts), random.nextBoolean());
  }

  /// The remainder of an epoch is left out.
  private int[] epochs(long step) {
    int each = order.length / batch;
    if (step / each != epoch) {
      epoch = step / each;
      for (int i = 0; i < order.length; i++) {
        order[i] = i;
      }
      shuffle(order, order.length, new SplittableRandom(seed * EPOCH - (epoch + 1) * STEP));
    }
    int[] places = new int[batch];
    System.arraycopy(order, (int) (step % each) * batch, places, 0, batch);
    return places;
  }

  private int[] distinct(SplittableRandom random) {
    int[] chosen = new int[classes.size()];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = i;
    }
    shuffle(chosen, batch, random);
    int[] places = new int[batch];
    for (int b = 0; b < batch; b++) {
      int[] members = classes.get(chosen[b]);
      places[b] = members[random.nextInt(members.length)];
    }
    return places;
  }

  /// Fisher and Yates for the first `wanted` of them.
  private static void shuffle(int[] values, int wanted, SplittableRandom random) {
    for (int i = 0; i < Math.min(wanted, values.length - 1); i++) {
      int j = i + random.nextInt(values.length - i);
      int held = values[i];
      values[i] = values[j];
      values[j] = held;
    }
  }
}
