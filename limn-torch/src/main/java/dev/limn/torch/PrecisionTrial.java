package dev.limn.torch;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.LongSupplier;
import org.bytedeco.pytorch.GradMode;

/// Times a 3×3 convolution, forward and backward as in training, in float32 and in bfloat16.
///
/// On the processor it takes one thread and counts that thread's time: with several that wait for
/// each other, what else computes on the machine would be measured.
///
/// It begins so small that bfloat16 without instructions for it is over in some hundredths of a
/// second, and grows only where that is not the case.
final class PrecisionTrial {
  private static final int CHANNELS = 64;
  private static final int SIDE = 12;
  private static final int SMALLEST = 2;
  private static final int LARGEST = 256;

  /// Nanoseconds for all of it, once the device's kernels are loaded.
  private static final long TIME = 250_000_000;

  /// A pass in float32 that is long enough to be timed.
  private static final long LONG_ENOUGH = 3_000_000;

  /// Nothing that is measured longer makes up for this.
  private static final double HOPELESS = 3;

  private static final int GROWTH = 8;
  private static final int SAMPLES = 5;

  private final Device device;
  private final LongSupplier clock;

  private PrecisionTrial(Device device) {
    this.device = device;
    var threads = ManagementFactory.getThreadMXBean();
    clock =
        device.isCpu() && threads.isCurrentThreadCpuTimeSupported()
            ? threads::getCurrentThreadCpuTime
            : System::nanoTime;
  }

  /// The time in bfloat16 as a multiple of that in float32; infinite where the device refuses it.
  static double ratio(Device device) {
    boolean recording = GradMode.is_enabled();
    int threads = Engine.threads();
    GradMode.set_enabled(true);
    try {
      if (device.isCpu()) {
        Engine.threads(1);
      }
      return new PrecisionTrial(device).ratio();
    } catch (TorchException _) {
      return Double.POSITIVE_INFINITY;
    } finally {
      Engine.threads(threads);
      GradMode.set_enabled(recording);
    }
  }

  private double ratio() {
    pass(Precision.FLOAT32, SMALLEST); // loads kernels, on a card for longer than all of this takes
    long end = clock.getAsLong() + TIME;
    double full = best(Precision.FLOAT32, SMALLEST, SAMPLES, end - TIME * 3 / 4);
    double half = pass(Precision.BFLOAT16, SMALLEST);
    if (half > HOPELESS * full) { // or it only had to choose its kernels
      half = Math.min(half, pass(Precision.BFLOAT16, SMALLEST));
    }
    int batch = SMALLEST;
    if (half > HOPELESS * full) {
      // as large as there is time for: small ones flatter
      int times = (int) Math.min(GROWTH, (end - clock.getAsLong()) / (1.5 * half));
      if (times < 2) {
        return half / full;
      }
      batch = times * SMALLEST;
      full = timed(batch);
      return pass(Precision.BFLOAT16, batch) / full;
    }
    while (full < LONG_ENOUGH && batch < LARGEST && clock.getAsLong() < end) {
      batch *= 2;
      full = best(Precision.FLOAT32, batch, 2, end);
    }
    full = timed(batch);
    half = best(Precision.BFLOAT16, batch, 2, end); // of which the first chooses kernels
    while (clock.getAsLong() + full + half < end) {
      full = Math.min(full, pass(Precision.FLOAT32, batch));
      half = Math.min(half, pass(Precision.BFLOAT16, batch));
    }
    return half / full;
  }

  /// In float32, whatever time is left: that all is compared with it is worth some hundredths.
  private double timed(int batch) {
    return best(Precision.FLOAT32, batch, SAMPLES, Long.MAX_VALUE);
  }

  /// The shortest of some passes, at least one: what else computes on the machine only adds to it.
  private double best(Precision precision, int batch, int most, long end) {
    double best = pass(precision, batch);
    for (int i = 1; i < most && clock.getAsLong() < end; i++) {
      best = Math.min(best, pass(precision, batch));
    }
    return best;
  }

  /// Nanoseconds of a forward and a backward pass.
  private double pass(Precision precision, int batch) {
    try (var _ = Scope.open()) {
      Tensor x = filled(batch, CHANNELS, SIDE, SIDE).channelsLast();
      Tensor weight = filled(CHANNELS, CHANNELS, 3, 3).channelsLast();
      x.requiresGrad(true);
      weight.requiresGrad(true);
      long start = clock.getAsLong();
      Tensor y;
      try (var _ = precision.on(device)) {
        y = Functional.conv2d(x, weight, 1, 1); // [N, C, H, W]
      }
      var slopes = Autograd.grad(List.of(y), List.of(x, weight), false);
      slopes.getLast().sum().item(); // waits for a card to finish
      return clock.getAsLong() - start;
    }
  }

  private Tensor filled(int... shape) {
    int count = 1;
    var sizes = new long[shape.length];
    for (int i = 0; i < shape.length; i++) {
      sizes[i] = shape[i];
      count *= shape[i];
    }
    var values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (i % 7 - 3) / 4f;
    }
    return Tensors.of(values, sizes).to(device);
  }
}
