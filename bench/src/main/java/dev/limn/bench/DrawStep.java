package dev.limn.bench;

import dev.limn.config.Settings;
import dev.limn.draw.ImageTensors;
import dev.limn.draw.Limn;
import dev.limn.draw.ModelBundle;
import dev.limn.draw.Prompt;
import dev.limn.model.Generator;
import dev.limn.model.ModelFamily;
import dev.limn.model.dfgan.DfGanConfig;
import dev.limn.model.reed.ReedConfig;
import dev.limn.model.stackgan.StackGanConfig;
import dev.limn.text.TextEncoder;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Engine;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Times drawing in this warm process and prints one JSON line, with the keys of
/// `bench/peer/draw_step.py`.
///
/// Arguments: `NET count threads TEXT_ENCODER`. One picture is drawn as [Limn] draws it, from the
/// sentence to the picture, its encoding included; many by [ImageTensors] at once. The nets have
/// the small presets' widths, the form of the models that are shipped, and random weights.
public final class DrawStep {
  static final List<String> NETS =
      List.of(
          "reed-64",
          "reed-128",
          "stackgan-64",
          "stackgan-128",
          "stackgan-256",
          "df-gan-64",
          "df-gan-128",
          "df-gan-256");
  private static final int MOST = 400;
  private static final String SENTENCE = "this flower has yellow petals and a red center";

  private DrawStep() {}

  /// Prints the line.
  public static void main(String[] arguments) throws IOException {
    String net = arguments[0];
    int count = Integer.parseInt(arguments[1]);
    Engine.threads(Integer.parseInt(arguments[2]));
    Path folder = Files.createTempDirectory("limn-draw");
    try {
      double gigaflops = count * written(net, folder, Path.of(arguments[3])) / 1e9;
      double milliseconds = count == 1 ? one(folder) : many(folder, count);
      double rate = gigaflops / (milliseconds / 1000);
      double peak = ConvolutionPeak.measure(DType.FLOAT32, count);
      System.out.printf(
          Locale.ROOT,
          "{\"peer\": \"limn\", \"net\": \"%s\", \"count\": %d, \"threads\": %d, \"ms\": %.2f, \"pictures_per_s\": %.1f, "
              + "\"gflops\": %.0f, \"convolution_peak_gflops\": %.0f, \"share_of_peak\": %.2f}%n",
          net,
          count,
          Engine.threads(),
          milliseconds,
          count * 1000 / milliseconds,
          rate,
          peak,
          rate / peak);
    } finally {
      delete(folder);
    }
  }

  private static double one(Path folder) {
    try (var limn = Limn.open(folder)) {
      var seed = new int[1];
      return Timing.perStep(() -> limn.draw(Prompt.of(SENTENCE).withSeed(seed[0]++)), 1, MOST);
    }
  }

  private static double many(Path folder, int count) {
    try (var model = ModelBundle.open(folder, Device.CPU);
        var rng = new Rng(0);
        var _ = Scope.open()) {
      Tensor z = Tensors.randn(rng, count, model.generator().noise()); // [N, Z]
      Tensor text = Tensors.randn(rng, count, model.generator().conditionWidth()); // [N, W]
      return Timing.perStep(() -> ImageTensors.draw(model.generator(), z, text), 1, MOST);
    }
  }

  /// Writes the model on a thread that ends: the engine keeps workers for each thread that calls
  /// it, and when they are more than the cores they sleep after every operation, which a program
  /// that only draws does not see.
  private static double written(String net, Path folder, Path textEncoder) {
    return CompletableFuture.supplyAsync(
            () -> {
              try (var encoder = TextEncoder.open(textEncoder, Device.CPU)) {
                return write(net, folder, encoder);
              }
            },
            work -> Thread.ofPlatform().start(work))
        .join();
  }

  /// Writes a model of random weights.
  ///
  /// @return the floating-point operations of a picture
  private static double write(String net, Path folder, TextEncoder encoder) {
    int dash = net.lastIndexOf('-');
    String family = net.substring(0, dash);
    int side = Integer.parseInt(net.substring(dash + 1));
    boolean sketch = net.equals("stackgan-64"); // the first stage of the others
    Map<String, Object> shape =
        sketch
            ? Map.of("stage", 1, "resolution", 128, "low-resolution", side)
            : Map.of("resolution", side);
    Map<String, Object> settings = settings(ModelFamily.named(family), shape);
    Optional<Generator> before =
        family.equals("stackgan") && !sketch
            ? Optional.of(Learned.sketcher(settings, encoder.width()))
            : Optional.empty();
    try (var learner = Learned.learner(family, settings, 64, side, encoder.width(), before);
        var generator = (Generator) learner.drawing()) {
      ModelBundle.write(
          folder,
          ModelBundle.description(net, family, encoder.width(), settings, Map.of(), List.of()),
          generator,
          encoder);
    } finally {
      before.ifPresent(Generator::close);
    }
    return switch (family) {
      case "reed" -> Flops.reedGenerator(Settings.of(settings, ReedConfig.class));
      case "stackgan" -> {
        var config = Settings.of(settings, StackGanConfig.class);
        yield Flops.stageOne(config) + (sketch ? 0 : Flops.stageTwo(config));
      }
      case "df-gan" -> Flops.oneStageGenerator(Settings.of(settings, DfGanConfig.class));
      default -> throw new IllegalArgumentException("net '" + net + "'; expected one of " + NETS);
    };
  }

  private static <C extends Record> Map<String, Object> settings(
      ModelFamily<C> family, Map<String, Object> shape) {
    return Settings.toMap(family.config("small", shape));
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
