package dev.limn.torch;

import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;

/// What the engine's wrapper costs on operations so small that nothing else matters: 4×4 sums
/// through [Tensor] and [Scope], and through the binding itself, by turns on one thread. The least
/// of many short rounds counts, since a busy machine only ever adds.
///
/// It lies here because only the engine's module may name the binding; `bench/micro` runs it. Not a
/// test.
public final class SmallOperations {
  private static final int ROUNDS = 600;
  private static final int WARM = 40;

  private SmallOperations() {}

  private interface Loop {
    void run(int times);
  }

  /// Prints microseconds an operation and the ratios.
  public static void main(String[] arguments) {
    Engine.threads(1);
    try (var _ = Scope.open();
        var _ = new PointerScope()) {
      Tensor x = Tensors.zeros(4, 4);
      Tensor y = Tensors.ones(4, 4);
      var rawX = torch.zeros(4, 4);
      var rawY = torch.ones(4, 4);
      compare("a scope for one sum", 1, times -> one(times, x, y), times -> one(times, rawX, rawY));
      compare(
          "a scope for ten sums", 10, times -> ten(times, x, y), times -> ten(times, rawX, rawY));
      compare(
          "ten sums in place",
          10,
          times -> tenInPlace(times, x, y),
          times -> tenInPlace(times, rawX, rawY));
    }
  }

  private static void compare(String what, int operations, Loop limn, Loop binding) {
    double ours = Double.MAX_VALUE;
    double raw = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      int times = round < WARM ? 2000 / operations : 300 / operations;
      ours = Math.min(ours, microseconds(limn, times));
      raw = Math.min(raw, microseconds(binding, times));
    }
    System.out.printf(
        Locale.ROOT,
        "%-22s limn %.3f µs, binding %.3f µs, ratio %.2f%n",
        what,
        ours / operations,
        raw / operations,
        ours / raw);
  }

  private static double microseconds(Loop loop, int times) {
    long start = System.nanoTime();
    loop.run(times);
    return (System.nanoTime() - start) / 1e3 / times;
  }

  private static void one(int times, Tensor x, Tensor y) {
    for (int i = 0; i < times; i++) {
      try (var _ = Scope.open()) {
        x.plus(y);
      }
    }
  }

  private static void one(int times, org.bytedeco.pytorch.Tensor x, org.bytedeco.pytorch.Tensor y) {
    for (int i = 0; i < times; i++) {
      try (var _ = new PointerScope()) {
        x.add(y);
      }
    }
  }

  private static void ten(int times, Tensor x, Tensor y) {
    for (int i = 0; i < times; i++) {
      try (var _ = Scope.open()) {
        for (int k = 0; k < 10; k++) {
          x.plus(y);
        }
      }
    }
  }

  private static void ten(int times, org.bytedeco.pytorch.Tensor x, org.bytedeco.pytorch.Tensor y) {
    for (int i = 0; i < times; i++) {
      try (var _ = new PointerScope()) {
        for (int k = 0; k < 10; k++) {
          x.add(y);
        }
      }
    }
  }

  private static void tenInPlace(int times, Tensor x, Tensor y) {
    for (int i = 0; i < times; i++) {
      try (var _ = Scope.open()) {
        for (int k = 0; k < 10; k++) {
          x.addInPlace(y);
        }
      }
    }
  }

  private static void tenInPlace(
      int times, org.bytedeco.pytorch.Tensor x, org.bytedeco.pytorch.Tensor y) {
    for (int i = 0; i < times; i++) {
      try (var _ = new PointerScope()) {
        for (int k = 0; k < 10; k++) {
          x.add_(y);
        }
      }
    }
  }
}
