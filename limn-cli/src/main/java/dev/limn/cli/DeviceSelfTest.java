package dev.limn.cli;

import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Functional;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Precision;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;

/// One operation on a device, timed, and its result compared with the same sum done in Java.
///
/// The inputs are small whole numbers, so every precision holds them exactly and a wrong result is
/// off by a whole number rather than by a rounding.
///
/// @param name what was computed
/// @param milliseconds the median of the timed runs
/// @param gigaflops billions of floating-point operations a second at that time
/// @param error the largest difference from Java's result, as a share of the largest value compared
/// @param tolerance the largest error that is only rounding
record DeviceSelfTest(
    String name, double milliseconds, double gigaflops, double error, double tolerance) {
  private static final int RUNS = 7;

  /// Milliseconds after which no further run is begun.
  private static final double TIME = 300;

  private static final int CHECKED = 64;

  /// Whether the engine computed what Java did.
  boolean correct() {
    return error <= tolerance; // false for NaN, too
  }

  /// The product of two square matrices.
  static DeviceSelfTest product(Device device, Precision precision, int side) {
    var random = new Random(1);
    var a = wholeNumbers(random, side * side);
    var b = wholeNumbers(random, side * side);
    try (var _ = NoGrad.on();
        var _ = Scope.open()) {
      var left = Tensors.of(a, side, side).to(device);
      var right = Tensors.of(b, side, side).to(device);
      var timed = time(device, precision, () -> left.matmul(right)); // [side, side]
      var error = new Deviation();
      for (int i = 0; i < CHECKED; i++) {
        int row = random.nextInt(side);
        int column = random.nextInt(side);
        double sum = 0;
        for (int k = 0; k < side; k++) {
          sum += a[row * side + k] * b[k * side + column];
        }
        error.compare(sum, timed.result[row * side + column]);
      }
      return timed.workout(
          String.format(Locale.ROOT, "%d×%d matrix product", side, side),
          2.0 * side * side * side,
          error,
          precision);
    }
  }

  /// A 3×3 convolution with padding 1 over a batch of square feature maps.
  static DeviceSelfTest convolution(
      Device device, Precision precision, int batch, int channels, int side) {
    var random = new Random(2);
    var x = wholeNumbers(random, batch * channels * side * side);
    var w = wholeNumbers(random, channels * channels * 9);
    try (var _ = NoGrad.on();
        var _ = Scope.open()) {
      var input = Tensors.of(x, batch, channels, side, side).to(device);
      var weight = Tensors.of(w, channels, channels, 3, 3).to(device);
      var timed =
          time(device, precision, () -> Functional.conv2d(input, weight, 1, 1)); // [N, C, H, W]
      var error = new Deviation();
      for (int i = 0; i < CHECKED; i++) {
        int picture = random.nextInt(batch);
        int channel = random.nextInt(channels);
        int row = random.nextInt(side);
        int column = random.nextInt(side);
        double sum = 0;
        for (int c = 0; c < channels; c++) {
          for (int dy = Math.max(0, 1 - row); dy < Math.min(3, side + 1 - row); dy++) {
            for (int dx = Math.max(0, 1 - column); dx < Math.min(3, side + 1 - column); dx++) {
              int at = ((picture * channels + c) * side + row + dy - 1) * side + column + dx - 1;
              sum += x[at] * w[((channel * channels + c) * 3 + dy) * 3 + dx];
            }
          }
        }
        int at = ((picture * channels + channel) * side + row) * side + column;
        error.compare(sum, timed.result[at]);
      }
      var operations = 2.0 * batch * channels * channels * 9 * side * side;
      return timed.workout(
          String.format(Locale.ROOT, "3×3 convolution, %d×%d×%d×%d", batch, channels, side, side),
          operations,
          error,
          precision);
    }
  }

  private static float[] wholeNumbers(Random random, int count) {
    var values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextInt(-3, 4);
    }
    return values;
  }

  /// A product that is over in a moment.
  ///
  /// @param slow whether the device has no fast way for the precision
  static DeviceSelfTest product(Device device, Precision precision, boolean slow) {
    return product(device, precision, slow ? 256 : 1024);
  }

  /// A convolution that is over in a moment.
  ///
  /// @param slow whether the device has no fast way for the precision
  static DeviceSelfTest convolution(Device device, Precision precision, boolean slow) {
    return slow
        ? convolution(device, precision, 2, 64, 16)
        : convolution(device, precision, 16, 64, 64);
  }

  private static Timed time(Device device, Precision precision, Supplier<Tensor> operation) {
    var milliseconds = new ArrayList<Double>();
    float[] result = {};
    long begin = System.nanoTime();
    // the first two choose kernels and fill caches
    for (int i = -2; i < RUNS && (result.length == 0 || since(begin) < TIME); i++) {
      try (var _ = Scope.open();
          var _ = precision.on(device)) {
        long start = System.nanoTime();
        var tensor = operation.get();
        tensor.reshape(tensor.elements()).select(0, 0).item(); // waits for a card to finish
        if (i >= 0 || since(begin) > TIME) {
          milliseconds.add(since(start));
          result = tensor.to(DType.FLOAT32).to(Device.CPU).toFloats();
        }
      }
    }
    Collections.sort(milliseconds);
    return new Timed(milliseconds.get(milliseconds.size() / 2), result);
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  private record Timed(double milliseconds, float[] result) {
    DeviceSelfTest workout(String name, double operations, Deviation error, Precision precision) {
      // The inputs are exact; bfloat16 rounds the result to 8 bits, float32 convolutions may go
      // through a transform that rounds.
      double tolerance = precision == Precision.BFLOAT16 ? 1.0 / 128 : 1e-4;
      return new DeviceSelfTest(
          name, milliseconds, operations / milliseconds / 1e6, error.relative(), tolerance);
    }
  }

  private static final class Deviation {
    private double largestValue = 1;
    private double largestDifference;

    void compare(double expected, double got) {
      largestValue = Math.max(largestValue, Math.abs(expected));
      largestDifference = Math.max(largestDifference, Math.abs(expected - got));
    }

    double relative() {
      return largestDifference / largestValue;
    }
  }
}
