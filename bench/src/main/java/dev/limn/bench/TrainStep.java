package dev.limn.bench;

import dev.limn.model.reed.ReedConfig;
import dev.limn.torch.DType;
import dev.limn.torch.Engine;
import dev.limn.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/// Times training steps in this process and prints one JSON line, with the keys of
/// `bench/peer/train_step.py`.
///
/// Arguments: `dcgan|dcgan-discriminator|dcgan-fashion|reed-small|reed-paper eager|best batch steps
/// threads`. `eager` is float32; `best` bfloat16, both in Limn's own memory layout, which is
/// channels-last.
public final class TrainStep {
  private TrainStep() {}

  /// Prints the line.
  public static void main(String[] arguments) {
    String net = arguments[0];
    String mode = arguments[1];
    int batch = Integer.parseInt(arguments[2]);
    int steps = Integer.parseInt(arguments[3]);
    Engine.threads(Integer.parseInt(arguments[4]));
    Precision precision = mode.equals("best") ? Precision.BFLOAT16 : Precision.FLOAT32;
    try (Step step = step(net, batch, precision)) {
      for (int i = 0; i < 3; i++) {
        step.run();
      }
      double[] times = new double[steps];
      for (int i = 0; i < steps; i++) {
        long start = System.nanoTime();
        step.run();
        times[i] = (System.nanoTime() - start) / 1e6;
      }
      Arrays.sort(times);
      double median = times[steps / 2];
      long memory = peakMebibytes();
      double peak =
          ConvolutionPeak.measure(
              precision == Precision.BFLOAT16 ? DType.BFLOAT16 : DType.FLOAT32, batch);
      double rate = step.gigaflops() / (median / 1000);
      System.out.printf(
          Locale.ROOT,
          "{\"peer\": \"limn\", \"net\": \"%s\", \"mode\": \"%s\", \"threads\": %d, \"batch\": %d, \"ms_per_step\": %.1f, "
              + "\"ms_fastest\": %.1f, \"pictures_per_s\": %.1f, \"peak_rss_mib\": %d, \"gflops\": %.0f, "
              + "\"convolution_peak_gflops\": %.0f, \"share_of_peak\": %.2f}%n",
          net,
          mode,
          Engine.threads(),
          batch,
          median,
          times[0],
          batch * 1000 / median,
          memory,
          rate,
          peak,
          rate / peak);
    }
  }

  private static Step step(String net, int batch, Precision precision) {
    return switch (net) {
      case "dcgan" -> new Dcgan(batch, precision, true, true);
      case "dcgan-discriminator" -> new Dcgan(batch, precision, true, false);
      case "dcgan-fashion" -> new Fashion(batch, precision);
      case "reed-small" -> new Reed(ReedConfig.small(), batch, 256, precision);
      case "reed-paper" -> new Reed(ReedConfig.paper(), batch, 1024, precision);
      default ->
          throw new IllegalArgumentException(
              "net '"
                  + net
                  + "'; expected dcgan, dcgan-discriminator, dcgan-fashion, reed-small or reed-paper");
    };
  }

  /// The most memory that this process has occupied; 0 where the system does not say.
  private static long peakMebibytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
        }
      }
      return 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
