package dev.limn.model.semisupervised;

import dev.limn.data.DataException;
import dev.limn.data.Dataset;
import dev.limn.data.Sample;
import dev.limn.image.Filter;
import dev.limn.image.Image;
import dev.limn.image.Resampler;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Grey pictures of one size with their classes, in memory.
///
/// @param side of the square pictures
/// @param pixels unsigned bytes, picture by picture, row by row; not copied
/// @param labels a class a picture
/// @param classNames what the labels stand for
public record PictureSet(int side, byte[] pixels, int[] labels, List<String> classNames) {
  public PictureSet {
    classNames = List.copyOf(classNames);
    if (side < 1 || (long) labels.length * side * side != pixels.length) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%d bytes for %d pictures of %d×%d",
              pixels.length,
              labels.length,
              side,
              side));
    }
    for (int label : labels) {
      if (label < 0 || label >= classNames.size()) {
        throw new DataException("class " + label + "; expected 0 to " + (classNames.size() - 1));
      }
    }
  }

  /// Decodes samples of a data set, which need a class each.
  ///
  /// @param which numbers of samples
  /// @throws DataException naming a sample without a class or with a picture that cannot be read
  public static PictureSet of(Dataset dataset, int[] which, int side) {
    if (dataset.classNames().size() < 2) {
      throw new DataException(
          dataset.root()
              + ": has "
              + dataset.classNames().size()
              + " classes; expected at least two, such as a folder a class or IDX files");
    }
    var pixels = new byte[Math.multiplyExact(which.length, side * side)];
    var labels = new int[which.length];
    for (int i = 0; i < which.length; i++) {
      Sample sample = dataset.samples().get(which[i]);
      if (sample.label() == Sample.NO_LABEL) {
        throw new DataException(
            dataset.root() + ": " + sample.name() + " has no class; expected one a picture");
      }
      labels[i] = sample.label();
      grey(image(sample, side), pixels, i * side * side);
    }
    return new PictureSet(side, pixels, labels, dataset.classNames());
  }

  private static Image image(Sample sample, int side) {
    try {
      Image image = sample.images().getFirst();
      return image.width() == side && image.height() == side
          ? image
          : Resampler.resize(image, side, side, Filter.BICUBIC);
    } catch (IOException e) {
      throw new DataException(sample.name() + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private static void grey(Image image, byte[] into, int at) {
    byte[] rgb = image.rgb();
    for (int i = 0; i < rgb.length / 3; i++) {
      int sum = (rgb[3 * i] & 255) + (rgb[3 * i + 1] & 255) + (rgb[3 * i + 2] & 255);
      into[at + i] = (byte) ((sum + 1) / 3);
    }
  }

  /// How many pictures.
  public int count() {
    return labels.length;
  }

  /// Numbers a picture.
  public int width() {
    return side * side;
  }

  /// Some pictures as rows of numbers of 0 to 1: `[n · width]`.
  public float[] rows(int[] which) {
    var rows = new float[which.length * width()];
    for (int i = 0; i < which.length; i++) {
      for (int p = 0; p < width(); p++) {
        rows[i * width() + p] = (pixels[which[i] * width() + p] & 255) / 255f;
      }
    }
    return rows;
  }

  /// As many pictures of each class, at random.
  ///
  /// @param number in all; a multiple of the number of classes
  /// @throws DataException when it is not, or a class has too few
  public int[] balanced(int number, long seed) {
    int classes = classNames.size();
    if (number < classes || number % classes != 0) {
      throw new DataException(
          number
              + " labels for "
              + classes
              + " classes; expected a multiple, at least one a class");
    }
    int each = number / classes;
    var random = new SplittableRandom(seed);
    var chosen = new int[number];
    for (int label = 0; label < classes; label++) {
      int wanted = label;
      int[] own = IntStream.range(0, count()).filter(i -> labels[i] == wanted).toArray();
      if (own.length < each) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "class '%s' has %d pictures; expected at least %d",
                classNames.get(label),
                own.length,
                each));
      }
      for (int i = 0; i < each; i++) {
        int other = i + random.nextInt(own.length - i);
        chosen[label * each + i] = own[other];
        own[other] = own[i];
      }
    }
    return chosen;
  }
}
