package dev.limn.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/// Everything that is random about the data, as a function of (seed, position): which picture,
/// where the crop lies, whether it is mirrored, which captions.
///
/// Nothing is remembered from one position to the next but the order of the current epoch, which
/// follows from the seed and the epoch's number. So any position can be gone to at once, and the
/// number of threads cannot matter. Not for several threads at once.
final class IndexSampler {
  // What a random number is for; each use has its own stream.
  private static final int SHUFFLE = 1;
  private static final int CLASS = 2;
  private static final int MEMBER = 3;
  private static final int CROP_X = 4;
  private static final int CROP_Y = 5;
  private static final int FLIP = 6;
  private static final int CAPTION = 1_000;

  private final int[] indices;
  private final int[] labels;
  private final int[][] classes;
  private final LoaderConfig config;
  private final int[] order;
  private long epoch = -1;

  /// @param indices samples to draw from
  /// @param labels by place in `indices`
  IndexSampler(int[] indices, int[] labels, LoaderConfig config) {
    this.indices = indices;
    this.labels = labels;
    this.config = config;
    this.order = new int[indices.length];
    var members = new TreeMap<Integer, List<Integer>>();
    for (int i = 0; i < labels.length; i++) {
      members.computeIfAbsent(labels[i], _ -> new ArrayList<>()).add(i);
    }
    classes =
        members.values().stream()
            .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
  }

  /// The place in `indices` of the picture at a position.
  int place(long position) {
    return switch (config.order()) {
      case SEQUENTIAL -> (int) (position % indices.length);
      case EPOCHS -> {
        long wanted = position / indices.length;
        if (wanted != epoch) {
          shuffle(wanted);
        }
        yield order[(int) (position % indices.length)];
      }
      case CLASS_UNIFORM -> {
        var members = classes[CounterRng.below(classes.length, bits(position, CLASS))];
        yield members[CounterRng.below(members.length, bits(position, MEMBER))];
      }
    };
  }

  /// Fisher and Yates, from the sorted order each time so that no epoch depends on those before.
  private void shuffle(long wanted) {
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    // Apart from the streams of the positions, which are never negative.
    long stream = -1 - wanted;
    for (int i = order.length - 1; i > 0; i--) {
      int j =
          CounterRng.below(
              i + 1, CounterRng.bits(config.seed() ^ i * 0x632BE59BD9B4E019L, stream, SHUFFLE));
      int held = order[i];
      order[i] = order[j];
      order[j] = held;
    }
    epoch = wanted;
  }

  int index(int place) {
    return indices[place];
  }

  int label(int place) {
    return labels[place];
  }

  /// Left edge of the crop, of `spare + 1` possible ones.
  int cropX(long position, int spare) {
    return crop(position, spare, CROP_X);
  }

  /// Upper edge of the crop, of `spare + 1` possible ones.
  int cropY(long position, int spare) {
    return crop(position, spare, CROP_Y);
  }

  private int crop(long position, int spare, int use) {
    return switch (config.crop()) {
      case RANDOM -> CounterRng.below(spare + 1, bits(position, use));
      case CENTRE -> spare / 2;
    };
  }

  boolean flipped(long position) {
    return config.flip() && bits(position, FLIP) < 0;
  }

  /// Picks captions without putting back; when there are fewer than picks, begins anew.
  void captions(long position, int available, int[] picks, int from) {
    int count = config.captions();
    if (available == 0) {
      Arrays.fill(picks, from, from + count, -1);
      return;
    }
    var bag = new int[available];
    for (int k = 0; k < count; k++) {
      int drawn = k % available;
      if (drawn == 0) {
        for (int i = 0; i < available; i++) {
          bag[i] = i;
        }
      }
      int j = drawn + CounterRng.below(available - drawn, bits(position, CAPTION + k));
      picks[from + k] = bag[j];
      bag[j] = bag[drawn];
    }
  }

  private long bits(long position, int use) {
    return CounterRng.bits(config.seed(), position, use);
  }
}
