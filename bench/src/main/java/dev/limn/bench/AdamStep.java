package dev.limn.bench;

import dev.limn.torch.Device;
import dev.limn.torch.Engine;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.nn.Linear;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// One Adam update of five million parameters, here and by PyTorch's default and fused Adam, by
/// turns on one thread. Argument: a Python with PyTorch, and the peer's script.
public final class AdamStep {
  private static final int STEPS = 60;
  private static final int ROUNDS = 3;

  private AdamStep() {}

  /// Prints milliseconds (the least of many) and ratios above 1 where Limn is faster.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    double ours = Double.MAX_VALUE;
    double plain = Double.MAX_VALUE;
    double fused = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      ours = Math.min(ours, ours());
      plain = Math.min(plain, theirs(arguments, "default"));
      fused = Math.min(fused, theirs(arguments, "fused"));
    }
    System.out.printf(
        Locale.ROOT,
        "Adam, 5,000,000 parameters: limn %.2f ms; PyTorch default %.2f ms, ratio %.2f;"
            + " fused %.2f ms, ratio %.2f%n",
        ours,
        plain,
        plain / ours,
        fused,
        fused / ours);
  }

  private static double ours() {
    Engine.threads(1);
    double best = Double.MAX_VALUE;
    try (var rng = new Rng(1);
        var network = new Network<>(new Linear(rng, 5000, 1000, false), Device.CPU);
        var adam = new Adam(network, Adam.Config.of(1e-4, 0.9));
        var _ = Scope.open()) {
      network.grads().normalInPlace(0, 1, rng);
      for (int step = 0; step < STEPS; step++) {
        long start = System.nanoTime();
        adam.step();
        best = Math.min(best, (System.nanoTime() - start) / 1e6);
      }
    }
    return best;
  }

  private static double theirs(String[] command, String mode)
      throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(command[0], command[1], mode, Integer.toString(STEPS))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("the peer failed: " + String.join(" ", command));
    }
    return Double.parseDouble(text.strip());
  }
}
