package dev.limn.bench;

import dev.limn.config.Settings;
import dev.limn.model.reed.ReedConfig;
import dev.limn.model.stackgan.StackGanConfig;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Engine;
import dev.limn.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/// Times training steps in this process and prints one JSON line, with the keys of
/// `bench/peer/train_step.py`.
///
/// Arguments: `NET eager|best|auto batch steps threads`, the net one of [#step]. `eager` is
/// float32, `best` bfloat16, `auto` what this machine takes; all in Limn's own memory layout, which
/// is channels-last.
public final class TrainStep {
  private TrainStep() {}

  /// Prints the line.
  public static void main(String[] arguments) {
    String net = arguments[0];
    String mode = arguments[1];
    int batch = Integer.parseInt(arguments[2]);
    int steps = Integer.parseInt(arguments[3]);
    Engine.threads(Integer.parseInt(arguments[4]));
    Precision precision =
        switch (mode) {
          case "eager" -> Precision.FLOAT32;
          case "best" -> Precision.BFLOAT16;
          case "auto" -> Precision.AUTO.resolved(Device.CPU);
          default ->
              throw new IllegalArgumentException("mode '" + mode + "'; expected eager, best, auto");
        };
    try (Step step = step(net, batch, precision)) {
      double milliseconds = Timing.perStep(step::run, step.period(), steps);
      long memory = peakMebibytes();
      System.out.printf(
          Locale.ROOT,
          "{\"peer\": \"limn\", \"net\": \"%s\", \"mode\": \"%s\", \"threads\": %d, \"batch\": %d, \"ms_per_step\": %.1f, "
              + "\"pictures_per_s\": %.1f, \"peak_rss_mib\": %d%s%s}%n",
          net,
          mode,
          Engine.threads(),
          batch,
          milliseconds,
          batch * 1000 / milliseconds,
          memory,
          share(step.gigaflops(), milliseconds, precision, batch),
          losses(step.first()));
    }
  }

  /// What the step reaches of the best that a convolution does in this process, where it is known.
  private static String share(
      OptionalDouble gigaflops, double milliseconds, Precision precision, int batch) {
    if (gigaflops.isEmpty()) {
      return "";
    }
    DType type = precision == Precision.BFLOAT16 ? DType.BFLOAT16 : DType.FLOAT32;
    double peak = ConvolutionPeak.measure(type, batch);
    double rate = gigaflops.getAsDouble() / (milliseconds / 1000);
    return String.format(
        Locale.ROOT,
        ", \"gflops\": %.0f, \"convolution_peak_gflops\": %.0f, \"share_of_peak\": %.2f",
        rate,
        peak,
        rate / peak);
  }

  /// What the step before all others said of its losses, to be held against the peer's.
  private static String losses(Map<String, Double> figures) {
    return figures.entrySet().stream()
        .filter(figure -> !figure.getKey().equals("learning-rate"))
        .map(
            figure ->
                String.format(Locale.ROOT, "\"%s\": %.4g", figure.getKey(), figure.getValue()))
        .collect(Collectors.joining(", ", ", \"first_step\": {", "}"));
  }

  private static Step step(String net, int batch, Precision precision) {
    return switch (net) {
      case "dcgan" -> new Dcgan(batch, precision, true, true);
      case "dcgan-discriminator" -> new Dcgan(batch, precision, true, false);
      case "dcgan-fashion" -> new Fashion(batch, precision);
      case "reed-small" -> Learned.reed(ReedConfig.small(), batch, 256, precision);
      case "reed-paper" -> Learned.reed(ReedConfig.paper(), batch, 1024, precision);
      case "stackgan-1" -> stackGan(StackGanConfig.paper(), 1, 128, batch, precision);
      case "stackgan-2" -> stackGan(StackGanConfig.paper(), 2, 128, batch, precision);
      case "stackgan-1-small" -> stackGan(StackGanConfig.small(), 1, 64, batch, precision);
      case "stackgan-2-small" -> stackGan(StackGanConfig.small(), 2, 64, batch, precision);
      case "stackgan-64" -> stackGan(StackGanConfig.paper(), 1, 256, batch, precision);
      case "stackgan-2-256" -> stackGan(StackGanConfig.paper(), 2, 256, batch, precision);
      case "df-gan-64-default" -> Learned.usual(batch, 256, precision);
      case "df-gan-64" -> Learned.oneStage(64, batch, 256, precision);
      case "df-gan-128" -> Learned.oneStage(128, batch, 256, precision);
      case "df-gan-256" -> Learned.oneStage(256, batch, 256, precision);
      default -> throw new IllegalArgumentException("net '" + net + "'; bench/run names them all");
    };
  }

  private static Step stackGan(
      StackGanConfig base, int stage, int resolution, int batch, Precision precision) {
    var config =
        Settings.with(
            base,
            StackGanConfig.class,
            Map.of("stage", stage, "resolution", resolution, "load", resolution));
    return Learned.stackGan(config, batch, 256, precision);
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
