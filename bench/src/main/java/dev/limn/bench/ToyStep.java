package dev.limn.bench;

import dev.limn.loss.AdversarialOptions;
import dev.limn.model.VectorData;
import dev.limn.model.mlp.Mixture;
import dev.limn.model.mlp.MlpConfig;
import dev.limn.model.mlp.MlpLearner;
import dev.limn.torch.Device;
import dev.limn.torch.Engine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Whole training steps of the toys, which are nearly all calls and hardly any arithmetic, here and
/// in PyTorch, by turns on one thread. What counts is the processor time of that thread, which
/// other programs on the machine hardly change. Arguments: a Python with PyTorch, the peer's script
/// and optionally the number of rounds.
public final class ToyStep {
  private static final int ROUNDS = 3;
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  private record Toy(MlpConfig config, VectorData data, int steps) {}

  private ToyStep() {}

  private static Map<String, Toy> toys() {
    MlpConfig plane =
        MlpConfig.plane()
            .with(Map.of("generator-width", 64, "discriminator-width", 64, "batch", 128));
    MlpConfig line =
        plane.with(
            Map.of(
                "noise", 1,
                "distribution", "uniform",
                "generator-width", 16,
                "generator-layers", 1,
                "discriminator-width", 16,
                "discriminator-layers", 1,
                "batch", 64));
    Mixture ring = Mixture.ring(8, 2, 0.1);
    var toys = new LinkedHashMap<String, Toy>();
    toys.put("line", new Toy(line, Mixture.normal(5, 1), 400));
    toys.put("ring", new Toy(plane, ring, 300));
    toys.put(
        "ring-wgan-gp",
        new Toy(plane.with(AdversarialOptions.wganGp(0.1).withDiscriminatorSteps(1)), ring, 200));
    toys.put("ring-unrolled", new Toy(plane.with(Map.of("unrolling", 5)), ring, 60));
    return toys;
  }

  /// Prints milliseconds (the median of a process, the least of all rounds) and their ratio, above
  /// 1 where Limn is faster.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : ROUNDS;
    System.out.printf(
        Locale.ROOT, "%-14s %10s %12s %7s%n", "toy", "limn ms", "pytorch ms", "ratio");
    for (var toy : toys().entrySet()) {
      double ours = Double.MAX_VALUE;
      double theirs = Double.MAX_VALUE;
      for (int round = 0; round < rounds; round++) {
        ours = Math.min(ours, ours(toy.getValue()));
        theirs = Math.min(theirs, theirs(arguments, toy.getKey(), toy.getValue().steps()));
      }
      System.out.printf(
          Locale.ROOT, "%-14s %10.3f %12.3f %7.2f%n", toy.getKey(), ours, theirs, theirs / ours);
    }
  }

  private static double ours(Toy toy) {
    Engine.threads(1);
    try (var learner = new MlpLearner(toy.config(), toy.data(), 0, 0, Device.CPU)) {
      var times = new double[toy.steps()];
      for (int i = -toy.steps(); i < toy.steps(); i++) { // the first half warms up
        long start = CLOCK.getCurrentThreadCpuTime();
        learner.step();
        if (i >= 0) {
          times[i] = (CLOCK.getCurrentThreadCpuTime() - start) / 1e6;
        }
      }
      Arrays.sort(times);
      return times[times.length / 2];
    }
  }

  private static double theirs(String[] command, String toy, int steps)
      throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(command[0], command[1], toy, Integer.toString(steps))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("the peer failed: " + String.join(" ", command));
    }
    return Double.parseDouble(text.strip());
  }
}
