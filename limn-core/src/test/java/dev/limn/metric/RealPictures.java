package dev.limn.metric;

import dev.limn.data.Dataset;
import dev.limn.data.Sample;
import dev.limn.image.Filter;
import dev.limn.image.Image;
import dev.limn.image.Resampler;
import dev.limn.testkit.SharedFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Pictures of the shared data at 64×64; others are resized, bicubic.
final class RealPictures {
  private static final int SIDE = 64;

  private RealPictures() {}

  /// The first of those that are held back, in the order of their names.
  static List<Image> heldBack(String data, int count) {
    var samples = Dataset.open(SharedFolder.of("data/" + data)).samples();
    var images = new ArrayList<Image>();
    for (int i = 3; images.size() < count; i += 4) {
      images.add(image(samples.get(i)));
    }
    return images;
  }

  /// Some of all, at random.
  static List<Image> some(String data, int count) {
    var samples = new ArrayList<>(Dataset.open(SharedFolder.of("data/" + data)).samples());
    Collections.shuffle(samples, new Random(0));
    return samples.subList(0, count).stream().map(RealPictures::image).toList();
  }

  private static Image image(Sample sample) {
    try {
      var image = sample.images().getFirst();
      return image.width() == SIDE && image.height() == SIDE
          ? image
          : Resampler.resize(image, SIDE, SIDE, Filter.BICUBIC);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
