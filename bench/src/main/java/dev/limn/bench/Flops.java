package dev.limn.bench;

import dev.limn.model.dfgan.DfGanConfig;
import dev.limn.model.reed.ReedConfig;
import dev.limn.model.stackgan.StackGanConfig;

/// What convolutions compute for one picture: two floating-point operations for every product and
/// its sum, counted as Limn computes them, forwards.
final class Flops {
  private Flops() {}

  /// A convolution of `kernel`² taps with so many outputs a channel.
  private static double convolution(double in, double out, int kernel, double side) {
    return 2 * in * out * kernel * kernel * side * side;
  }

  /// A 4×4 transposed convolution that doubles the side, of which every output sees four taps.
  private static double doubling(double in, double out, double side) {
    return convolution(in, out, 2, 2 * side);
  }

  /// 1×1, 3×3 and 3×3 convolutions.
  private static double bottleneck(double channels, double inner, double side) {
    return convolution(channels, inner, 1, side)
        + convolution(inner, inner, 3, side)
        + convolution(inner, channels, 3, side);
  }

  static double reedGenerator(ReedConfig config) {
    double g = config.generatorWidth();
    double sum =
        convolution(config.noise() + config.textFeatures(), 8 * g, 1, 4)
            + bottleneck(8 * g, 2 * g, 4)
            + doubling(8 * g, 4 * g, 4)
            + bottleneck(4 * g, g, 8)
            + doubling(4 * g, 2 * g, 8)
            + doubling(2 * g, g, 16);
    double channels = g;
    int side = 32;
    for (; side < config.resolution() / 2; side *= 2) {
      sum += doubling(channels, channels / 2, side);
      channels /= 2;
    }
    return sum + doubling(channels, 3, side);
  }

  static double reedTrunk(ReedConfig config) {
    double d = config.discriminatorWidth();
    return convolution(3, d, 4, 32)
        + convolution(d, 2 * d, 4, 16)
        + convolution(2 * d, 4 * d, 4, 8)
        + convolution(4 * d, 8 * d, 4, 4)
        + bottleneck(8 * d, 2 * d, 4);
  }

  static double reedJudge(ReedConfig config) {
    double most = 8 * config.discriminatorWidth();
    return convolution(most + config.textFeatures(), most, 1, 4) + convolution(most, 1, 4, 1);
  }

  static double stageOne(StackGanConfig config) {
    double channels = 8 * config.generatorWidth();
    double sum =
        convolution(config.conditioning() + config.noise(), channels, 1, 4)
            + bottleneck(channels, channels / 4, 4)
            + bottleneck(channels / 2, channels / 8, 8);
    for (int side = 8; side < config.lowResolution(); side *= 2) {
      sum += convolution(channels, channels / 2, 3, side);
      channels /= 2;
    }
    return sum + convolution(channels, 3, 3, config.lowResolution());
  }

  static double stageTwo(StackGanConfig config) {
    double g = config.generatorWidth();
    int low = config.lowResolution();
    double sum =
        convolution(3, g, 3, low)
            + convolution(g, 2 * g, 4, low / 2.0)
            + convolution(2 * g, 4 * g, 4, low / 4.0)
            + convolution(4 * g + config.conditioning(), 4 * g, 3, low / 4.0)
            + config.residualBlocks() * 2 * convolution(4 * g, 4 * g, 3, low / 4.0);
    double channels = 4 * g;
    for (int side = low / 2; side <= config.resolution(); side *= 2) {
      sum += convolution(channels, channels / 2, 3, side);
      channels /= 2;
    }
    return sum + convolution(channels, 3, 3, config.resolution());
  }

  static double stackGanTrunk(StackGanConfig config) {
    double width = config.discriminatorWidth();
    int side = config.side() / 2;
    double sum = convolution(3, width, 4, side);
    double channels = width;
    for (side /= 2; side >= 4; side /= 2) {
      sum += convolution(channels, 2 * channels, 4, side);
      channels *= 2;
    }
    double most = Math.min(channels, 8 * width);
    for (; channels > most; channels /= 2) {
      sum += convolution(channels, channels / 2, 1, 4);
    }
    return sum + bottleneck(most, most / 4, 4);
  }

  static double stackGanJudge(StackGanConfig config) {
    int halvings = Integer.numberOfTrailingZeros(config.side()) - 2; // to 4×4
    double most = config.discriminatorWidth() * (double) Math.min(1 << (halvings - 1), 8);
    return convolution(most + config.textFeatures(), most, 1, 4) + convolution(most, 1, 4, 1);
  }

  static double oneStageGenerator(DfGanConfig config) {
    int[] channels = config.generatorChannels();
    double sum = convolution(config.noise(), channels[0], 1, 4);
    double side = 4;
    for (int i = 1; i < channels.length; i++) {
      double in = channels[i - 1];
      double out = channels[i];
      sum += in == out ? 0 : convolution(in, out, 1, side);
      sum += doubling(in, out, side) + convolution(out, out, 3, 2 * side);
      side *= 2;
    }
    return sum + convolution(config.generatorWidth(), 3, 3, side);
  }
}
