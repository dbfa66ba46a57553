package dev.limn.cli;

import com.sun.management.OperatingSystemMXBean;
import dev.limn.torch.Cores;
import dev.limn.torch.Device;
import dev.limn.torch.Engine;
import dev.limn.torch.Precision;
import dev.limn.torch.PrecisionChoice;
import dev.limn.torch.TorchException;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `limn doctor`: what Limn runs on, what is missing, and whether it computes correctly and how
/// fast.
@Command(
    name = "doctor",
    description = {
      "Tell what Limn runs on and what is missing, and check and time a matrix product and a"
          + " convolution.",
      ""
    })
final class Doctor implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DeviceOptions options;

  /// A product and a convolution of one precision are about as fast as each other; a convolution
  /// that lags so far behind takes a way through the engine that is meant for nobody.
  private static final double FAR = 8;

  /// A precision that takes so many times as long as the other one is tested on little.
  private static final double SLOW = 3;

  private final List<String> troubles = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    machine(out);
    if (engine(out)) {
      var device = options.prepare();
      row(out, "device", device + (options.name().equals("auto") ? " (auto)" : ""));
      row(out, "threads", Engine.threads() + " for one operation");
      var choice = PrecisionChoice.anew(device);
      row(
          out,
          "precision",
          String.format(
              Locale.ROOT, "%s: %s", Choices.dashed(choice.precision()), choice.reason()));
      for (var precision : List.of(Precision.FLOAT32, Precision.BFLOAT16)) {
        var name = Choices.dashed(precision);
        boolean slow = choice.cost(precision) > SLOW;
        var product = DeviceSelfTest.product(device, precision, slow);
        var convolution = DeviceSelfTest.convolution(device, precision, slow);
        workout(out, name, product);
        workout(out, name, convolution);
        if (slow) {
          row(
              out,
              "note",
              String.format(
                  Locale.ROOT,
                  "%s is far below %s here, and only taken where -o precision=%s asks for it",
                  name,
                  Choices.dashed(choice.precision()),
                  name));
        } else if (precision == choice.precision()) {
          compare(name, product, convolution);
        }
      }
      threads(device);
    }
    troubles.forEach(trouble -> row(out, "trouble", trouble));
    warnings.forEach(warning -> row(out, "warning", warning));
    out.println(
        !troubles.isEmpty()
            ? "Something is wrong; see above."
            : warnings.isEmpty()
                ? "All is well."
                : "It works, but slower than it could; see above.");
    out.flush();
    return troubles.isEmpty() ? ExitStatus.OK : ExitStatus.FAILED;
  }

  /// Warns where the precision that is taken is far below what the machine does otherwise.
  private void compare(String precision, DeviceSelfTest product, DeviceSelfTest convolution) {
    boolean first = product.gigaflops() < convolution.gigaflops();
    var slow = first ? product : convolution;
    var fast = first ? convolution : product;
    if (slow.gigaflops() * FAR < fast.gigaflops()) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%s in %s reaches %.0f GFLOP/s, %s %.0f: the engine has no fast way for it here%s",
              slow.name(),
              precision,
              slow.gigaflops(),
              fast.name(),
              fast.gigaflops(),
              limits()));
    }
  }

  /// Warns of what is set so that it costs time.
  private void threads(Device device) {
    if (device.isCpu() && Engine.threads() > Cores.usable()) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%d threads for %s: they wait for each other; --threads %d is faster",
              Engine.threads(),
              cores(),
              Cores.usable()));
    }
    if (!limits().isEmpty()) {
      warnings.add("the engine does not use all of the processor" + limits());
    }
  }

  private static String cores() {
    int cores = Cores.usable();
    return cores == 1 ? "1 core" : cores + " cores";
  }

  /// Variables of the environment that forbid the engine instructions, in brackets.
  private static String limits() {
    String said = PrecisionChoice.limits();
    return said.isEmpty() ? "" : " (the environment has " + said + ")";
  }

  private void machine(PrintWriter out) {
    var os = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    row(out, "limn", new Build().version());
    row(
        out,
        "java",
        String.format(
            Locale.ROOT,
            "%s, %s, %s",
            Runtime.version(),
            System.getProperty("java.vendor"),
            System.getProperty("java.home")));
    row(
        out,
        "system",
        String.format(Locale.ROOT, "%s %s, %s", os.getName(), os.getVersion(), os.getArch()));
    row(
        out,
        "processors",
        String.format(
            Locale.ROOT,
            "%d, %s to compute on",
            Runtime.getRuntime().availableProcessors(),
            cores()));
    row(
        out,
        "memory",
        String.format(
            Locale.ROOT,
            "%s, %s of it free; Java may use %s",
            gibibytes(os.getTotalMemorySize()),
            gibibytes(os.getFreeMemorySize()),
            gibibytes(Runtime.getRuntime().maxMemory())));
    row(out, "engine", "libtorch " + Engine.VERSION.replace("-", ", binding "));
    row(out, "natives", Engine.nativesDirectory().toString());
  }

  /// Loads the engine; names the libraries that keep it, or a card, from being used. Tells whether
  /// the engine can be used.
  private boolean engine(PrintWriter out) {
    var loaded = true;
    try {
      Engine.load();
    } catch (TorchException e) {
      loaded = false;
      troubles.add(e.getMessage());
    }
    try {
      var missing = SharedLibraries.missing(Engine.nativesDirectory());
      if (!missing.isEmpty()) {
        troubles.add("libraries that are not found: " + String.join(", ", missing));
      }
    } catch (IOException e) {
      troubles.add("the natives cannot be read: " + Failures.sentence(e));
    }
    if (!Engine.hasCuda()) {
      row(out, "cuda", "not in this build of the engine; LIMN_CUDA=1 takes the one that has it");
    } else if (loaded) {
      int cards = Engine.cudaDevices();
      row(out, "cuda", cards == 0 ? "no card that the engine can use" : cards + " card(s)");
      if (cards == 0) {
        troubles.add(
            "the engine sees no CUDA card"
                + (SharedLibraries.loads(SharedLibraries.DRIVER)
                    ? ""
                    : ": NVIDIA's driver, " + SharedLibraries.DRIVER + ", is not found"));
      }
    }
    return loaded;
  }

  private void workout(PrintWriter out, String precision, DeviceSelfTest workout) {
    row(
        out,
        precision,
        String.format(
            Locale.ROOT,
            "%s: %.1f ms, %.0f GFLOP/s, %s",
            workout.name(),
            workout.milliseconds(),
            workout.gigaflops(),
            workout.correct() ? "correct" : "WRONG"));
    if (!workout.correct()) {
      troubles.add(
          String.format(
              Locale.ROOT,
              "%s in %s is off by %.2g of its size; expected at most %.2g",
              workout.name(),
              precision,
              workout.error(),
              workout.tolerance()));
    }
  }

  private static void row(PrintWriter out, String name, String value) {
    out.printf(Locale.ROOT, "%-11s %s%n", name, value);
  }

  private static String gibibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
  }
}
