package dev.limn.reproduce;

import dev.limn.data.Dataset;
import dev.limn.data.Sample;
import dev.limn.image.Filter;
import dev.limn.image.Image;
import dev.limn.image.Resampler;
import dev.limn.torch.Device;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.MadeExamples;
import dev.limn.train.PictureBatch;
import dev.limn.train.PictureExamples;
import dev.limn.train.Pixels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;

/// Pictures with facts about them, of which a description tells some and leaves others open.
final class Descriptions {
  static final int SIDE = 64;
  private static final int PICTURE = 3 * SIDE * SIDE;

  /// One value of one fact, such as `legs: red pants`.
  private record Thing(String fact, String value) {}

  private final Map<Thing, Integer> things = new LinkedHashMap<>();
  private final List<byte[]> pictures = new ArrayList<>();
  private final List<int[]> present = new ArrayList<>();
  private final List<Map<String, String>> facts = new ArrayList<>();

  /// @param keys facts that the description tells
  /// @throws ReproduceException when samples lack such a fact
  Descriptions(Dataset dataset, int[] which, List<String> keys) {
    for (String key : keys) {
      var values = new TreeSet<String>();
      for (Sample sample : dataset.samples()) {
        String value = sample.attributes().get(key);
        if (value == null) {
          throw new ReproduceException(
              String.format(
                  Locale.ROOT,
                  "%s: %s has no '%s' in its .json; expected %s",
                  dataset.root(),
                  sample.name(),
                  key,
                  String.join(", ", keys)));
        }
        values.add(value);
      }
      values.forEach(value -> things.put(new Thing(key, value), things.size()));
    }
    for (int i : which) {
      Sample sample = dataset.samples().get(i);
      pictures.add(picture(sample));
      facts.add(sample.attributes());
      present.add(
          keys.stream()
              .mapToInt(key -> things.get(new Thing(key, sample.attributes().get(key))))
              .toArray());
    }
  }

  private static byte[] picture(Sample sample) {
    try {
      Image image = sample.images().getFirst();
      return image.width() == SIDE && image.height() == SIDE
          ? image.rgb()
          : Resampler.resize(image, SIDE, SIDE, Filter.BICUBIC).rgb();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int count() {
    return pictures.size();
  }

  /// Numbers of a description.
  int width() {
    return things.size();
  }

  Image picture(int i) {
    return new Image(SIDE, SIDE, pictures.get(i));
  }

  /// What the description of a picture says, for people.
  String sentence(int i, List<String> keys) {
    return String.join(", ", keys.stream().map(facts.get(i)::get).toList());
  }

  /// Other pictures that the same description fits.
  List<Integer> alike(int i) {
    var alike = new ArrayList<Integer>();
    for (int other = 0; other < count(); other++) {
      if (other != i && java.util.Arrays.equals(present.get(other), present.get(i))) {
        alike.add(other);
      }
    }
    return alike;
  }

  /// Pictures as `[n, 3, 64, 64]` in [−1, 1].
  Tensor pictures(int[] which) {
    var bytes = new byte[which.length * PICTURE];
    for (int i = 0; i < which.length; i++) {
      System.arraycopy(pictures.get(which[i]), 0, bytes, i * PICTURE, PICTURE);
    }
    return Pixels.of(bytes, which.length, SIDE, SIDE, Device.CPU); // [n, 3, 64, 64]
  }

  /// Descriptions as `[n, width]`: 1 for what is said, 0 for the rest.
  Tensor text(int[] which) {
    var values = new float[which.length * width()];
    for (int i = 0; i < which.length; i++) {
      for (int thing : present.get(which[i])) {
        values[i * width() + thing] = 1;
      }
    }
    return Tensors.of(values, which.length, width()); // [n, W]
  }

  /// An endless stream of the pictures in an order that depends on seed and position alone.
  PictureExamples examples(int batch, long seed) {
    return new Stream(batch, seed);
  }

  private final class Stream extends MadeExamples {
    private final int batch;
    private final long seed;

    Stream(int batch, long seed) {
      this.batch = batch;
      this.seed = seed;
    }

    private int[] draw(int number, long at) {
      var random = new SplittableRandom(seed ^ at * 0x9E3779B97F4A7C15L);
      return random.ints(number, 0, count()).toArray();
    }

    @Override
    protected PictureBatch at(long where) {
      int[] which = draw(batch, where);
      var labels = new int[batch];
      for (int i = 0; i < batch; i++) {
        // two pictures match each other's description when the descriptions are the same
        labels[i] = Arrays.hashCode(present.get(which[i])) & Integer.MAX_VALUE;
      }
      return new PictureBatch(where, pictures(which), text(which), labels);
    }

    @Override
    public Tensor sampleConditions(int number) {
      return text(draw(number, -1));
    }
  }
}
