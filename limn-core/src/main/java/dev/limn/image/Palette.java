package dev.limn.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/// At most 256 colours that stand for all colours of some pictures.
///
/// When the pictures have no more than 256, those. Otherwise the colour space is cut in boxes,
/// always the box with the largest squared error, at its mean along its widest axis (after X. Wu,
/// "Efficient statistical computations for optimal color quantization", 1991), and the boxes' means
/// are then moved by a few rounds of k-means.
final class Palette {
  private static final int MAX = 256;
  private static final int ROUNDS = 4;
  private static final int CACHE_BITS = 6;

  private final int[] colours;

  /// Nearest entry plus one of each cell of the coarse colour cube, 0 when not yet sought.
  private final short[] cache;

  private final boolean exact;

  private Palette(int[] colours, boolean exact) {
    this.colours = colours;
    this.exact = exact;
    this.cache = new short[1 << 3 * CACHE_BITS];
  }

  static Palette of(List<Image> images) {
    var few = new HashSet<Integer>();
    for (var image : images) {
      byte[] rgb = image.rgb();
      for (int i = 0; i < rgb.length && few.size() <= MAX; i += 3) {
        few.add(colour(rgb, i));
      }
    }
    if (few.size() <= MAX) {
      return new Palette(few.stream().mapToInt(Integer::intValue).sorted().toArray(), true);
    }
    var bins = bins(images);
    return new Palette(refined(cut(bins), bins), false);
  }

  /// The colours as `0xRRGGBB`.
  int[] colours() {
    return colours;
  }

  /// The position of the colour that is nearest to the given one.
  int nearest(int red, int green, int blue) {
    if (exact) {
      int found = Arrays.binarySearch(colours, red << 16 | green << 8 | blue);
      if (found >= 0) {
        return found;
      }
    }
    int shift = 8 - CACHE_BITS;
    int cell = (red >> shift) << 2 * CACHE_BITS | (green >> shift) << CACHE_BITS | blue >> shift;
    if (cache[cell] == 0) {
      cache[cell] = (short) (1 + search(colours, red, green, blue));
    }
    return cache[cell] - 1;
  }

  static int colour(byte[] rgb, int i) {
    return (rgb[i] & 0xFF) << 16 | (rgb[i + 1] & 0xFF) << 8 | rgb[i + 2] & 0xFF;
  }

  private static int search(int[] colours, int red, int green, int blue) {
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < colours.length; i++) {
      int dr = red - (colours[i] >> 16);
      int dg = green - (colours[i] >> 8 & 0xFF);
      int db = blue - (colours[i] & 0xFF);
      int distance = dr * dr + dg * dg + db * db;
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return best;
  }

  /// Pixels of one cell of a 32×32×32 cube: how many, and their mean colour.
  private record Bin(long count, double red, double green, double blue) {
    double channel(int axis) {
      return switch (axis) {
        case 0 -> red;
        case 1 -> green;
        default -> blue;
      };
    }
  }

  private static List<Bin> bins(List<Image> images) {
    long[] counts = new long[1 << 15];
    long[][] sums = new long[3][1 << 15];
    for (var image : images) {
      byte[] rgb = image.rgb();
      for (int i = 0; i < rgb.length; i += 3) {
        int colour = colour(rgb, i);
        int cell = colour >> 9 & 0x7C00 | colour >> 6 & 0x3E0 | colour >> 3 & 0x1F;
        counts[cell]++;
        sums[0][cell] += colour >> 16;
        sums[1][cell] += colour >> 8 & 0xFF;
        sums[2][cell] += colour & 0xFF;
      }
    }
    var bins = new ArrayList<Bin>();
    for (int i = 0; i < counts.length; i++) {
      double n = counts[i];
      if (counts[i] > 0) {
        bins.add(new Bin(counts[i], sums[0][i] / n, sums[1][i] / n, sums[2][i] / n));
      }
    }
    return bins;
  }

  /// A box of bins with the axis along which it varies most.
  private record Box(List<Bin> bins, int axis, double mean, double error) {
    static Box of(List<Bin> bins) {
      int widest = 0;
      double most = -1;
      double middle = 0;
      for (int axis = 0; axis < 3; axis++) {
        double n = 0;
        double sum = 0;
        double squares = 0;
        for (var bin : bins) {
          double value = bin.channel(axis);
          n += bin.count;
          sum += bin.count * value;
          squares += bin.count * value * value;
        }
        double error = squares - sum * sum / n;
        if (error > most) {
          most = error;
          widest = axis;
          middle = sum / n;
        }
      }
      return new Box(bins, widest, middle, bins.size() == 1 ? 0 : most);
    }
  }

  private static double[][] cut(List<Bin> bins) {
    var boxes = new ArrayList<Box>();
    boxes.add(Box.of(bins));
    while (boxes.size() < MAX) {
      int worst = 0;
      for (int i = 1; i < boxes.size(); i++) {
        if (boxes.get(i).error > boxes.get(worst).error) {
          worst = i;
        }
      }
      var box = boxes.get(worst);
      var low = new ArrayList<Bin>();
      var high = new ArrayList<Bin>();
      for (var bin : box.bins) {
        (bin.channel(box.axis) <= box.mean ? low : high).add(bin);
      }
      if (low.isEmpty() || high.isEmpty()) {
        break;
      }
      boxes.set(worst, Box.of(low));
      boxes.add(Box.of(high));
    }
    double[][] centres = new double[boxes.size()][];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = mean(boxes.get(i).bins);
    }
    return centres;
  }

  private static double[] mean(List<Bin> bins) {
    double n = 0;
    double[] mean = new double[3];
    for (var bin : bins) {
      n += bin.count;
      for (int axis = 0; axis < 3; axis++) {
        mean[axis] += bin.count * bin.channel(axis);
      }
    }
    for (int axis = 0; axis < 3; axis++) {
      mean[axis] /= n;
    }
    return mean;
  }

  private static int[] refined(double[][] centres, List<Bin> bins) {
    for (int round = 0; round < ROUNDS; round++) {
      int[] colours = rounded(centres);
      var groups = new ArrayList<List<Bin>>();
      for (int i = 0; i < centres.length; i++) {
        groups.add(new ArrayList<>());
      }
      for (var bin : bins) {
        int nearest =
            search(
                colours,
                (int) Math.round(bin.red),
                (int) Math.round(bin.green),
                (int) Math.round(bin.blue));
        groups.get(nearest).add(bin);
      }
      for (int i = 0; i < centres.length; i++) {
        if (!groups.get(i).isEmpty()) {
          centres[i] = mean(groups.get(i));
        }
      }
    }
    return Arrays.stream(rounded(centres)).sorted().distinct().toArray();
  }

  private static int[] rounded(double[][] centres) {
    int[] colours = new int[centres.length];
    for (int i = 0; i < colours.length; i++) {
      colours[i] =
          (int) Math.round(centres[i][0]) << 16
              | (int) Math.round(centres[i][1]) << 8
              | (int) Math.round(centres[i][2]);
    }
    return colours;
  }
}
