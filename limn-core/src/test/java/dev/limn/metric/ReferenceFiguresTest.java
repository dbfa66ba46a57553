package dev.limn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.limn.data.Progress;
import dev.limn.image.Image;
import dev.limn.text.SqueezeNetFeatures;
import dev.limn.torch.Device;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Distances that the weights' own notes give for sets of 1,500 pictures, measured there by another
/// program on other pictures of the same data: the choice of pictures moves them by some per cent.
///
/// Describing 7,500 pictures takes most of a minute on one idle core, so it is only done when the
/// environment says `LIMN_SLOW=1`.
final class ReferenceFiguresTest {
  private static final int COUNT = 1500;
  private static final double TOLERANCE = 10;

  @Test
  void distancesOfRealPicturesAreNearThoseOfTheWeightsNotes() {
    assumeTrue("1".equals(System.getenv("LIMN_SLOW")), "done with LIMN_SLOW=1 only");
    var weights = SharedFolder.of("weights/squeezenet1_1_notop.safetensors");
    var flowers = RealPictures.some("flowers", 2 * COUNT);
    var birds = RealPictures.some("birds", COUNT);
    try (var network = SqueezeNetFeatures.open(weights, Device.CPU)) {
      var base = statistics(network, flowers.subList(0, COUNT));
      var others =
          Stream.of(
                  flowers.subList(COUNT, 2 * COUNT),
                  flowers.stream().limit(COUNT).map(ReferenceFiguresTest::blurred).toList(),
                  noise(),
                  birds)
              .map(pictures -> statistics(network, pictures))
              .map(other -> FrechetDistance.between(base, other))
              .toList();
      assertThat(others.get(0)).isCloseTo(503, withinPercentage(TOLERANCE));
      assertThat(others.get(1)).isCloseTo(3_451, withinPercentage(TOLERANCE));
      assertThat(others.get(2)).isCloseTo(17_302, withinPercentage(TOLERANCE));
      assertThat(others.get(3)).isCloseTo(11_351, withinPercentage(TOLERANCE));
    }
  }

  private static FrechetDistance.Statistics statistics(
      SqueezeNetFeatures network, List<Image> pictures) {
    return FeatureSet.of(network, Device.CPU, pictures.size(), pictures::get, Progress.SILENT)
        .statistics();
  }

  private static List<Image> noise() {
    var random = new Random(1);
    return IntStream.range(0, COUNT)
        .mapToObj(
            _ -> {
              var rgb = new byte[64 * 64 * 3];
              random.nextBytes(rgb);
              return new Image(64, 64, rgb);
            })
        .toList();
  }

  /// A Gaussian of standard deviation 1, in both directions; edges are repeated.
  private static Image blurred(Image image) {
    int side = image.width();
    return new Image(side, side, along(along(image.rgb(), side, side * 3), side, 3));
  }

  private static byte[] along(byte[] rgb, int side, int step) {
    var out = new byte[rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      int place = i / step % side;
      double sum = 0;
      double weights = 0;
      for (int k = -4; k <= 4; k++) {
        double weight = Math.exp(-k * k / 2.0);
        int other = Math.clamp(place + k, 0, side - 1);
        sum += weight * (rgb[i + (other - place) * step] & 0xFF);
        weights += weight;
      }
      out[i] = (byte) Math.round(sum / weights);
    }
    return out;
  }
}
