package dev.limn.torch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the operating system tells of the processor.
///
/// @param model its name; empty when it is not told
/// @param features its instruction sets as the system names them; empty when they are not told
record Processor(String model, Set<String> features) {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");
  private static final Path CARDS = Path.of("/proc/driver/nvidia/gpus");

  /// Any of them computes in bfloat16; `bf16` and `FEAT_BF16` are ARM's.
  private static final Set<String> BFLOAT16 = Set.of("avx512_bf16", "amx_bf16", "bf16");

  /// Settings of the environment that keep the engine from instructions which are there.
  private static final List<String> LIMITS =
      List.of("ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "ATEN_CPU_CAPABILITY");

  /// This machine's.
  static Processor here() {
    if (System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac")) {
      String bfloat16 = sysctl("hw.optional.arm.FEAT_BF16");
      Set<String> features =
          switch (bfloat16) {
            case "1" -> Set.of("bf16");
            case "0" -> Set.of("neon");
            default -> Set.of();
          };
      return new Processor(sysctl("machdep.cpu.brand_string"), features);
    }
    try {
      return parse(Files.readAllLines(CPUINFO, StandardCharsets.ISO_8859_1));
    } catch (IOException | SecurityException _) {
      return new Processor(
          String.valueOf(System.getenv().getOrDefault("PROCESSOR_IDENTIFIER", "")), Set.of());
    }
  }

  /// Reads `/proc/cpuinfo`: x86 has `model name` and `flags`, ARM `CPU part` and `Features`. Of
  /// processors that differ, as the cores of a hybrid one may, only what all have counts.
  static Processor parse(List<String> lines) {
    String model = "";
    Optional<Set<String>> common = Optional.empty();
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        continue;
      }
      String value = line.substring(colon + 1).strip();
      switch (line.substring(0, colon).strip()) {
        case "model name", "CPU part" -> model = model.isEmpty() ? value : model;
        case "flags", "Features" -> {
          var own = new TreeSet<>(List.of(value.split("\\s+")));
          common.ifPresent(own::retainAll);
          common = Optional.of(own);
        }
        default -> {}
      }
    }
    return new Processor(model, common.orElse(Set.of()));
  }

  /// Whether it has instructions for bfloat16; empty when nobody tells.
  Optional<Boolean> bfloat16() {
    return features.isEmpty()
        ? Optional.empty()
        : Optional.of(features.stream().anyMatch(BFLOAT16::contains));
  }

  /// What tells it from another one.
  String description() {
    String sets =
        features.stream()
            .filter(name -> name.matches("avx.*|amx.*|fma|bf16|i8mm|sve.*|asimd.*"))
            .sorted()
            .collect(Collectors.joining(" "));
    return (model + ", " + Runtime.getRuntime().availableProcessors() + " threads, " + sets)
        .strip();
  }

  /// What the environment takes from the engine.
  static String limits() {
    return LIMITS.stream()
        .filter(name -> System.getenv(name) != null)
        .map(name -> name + "=" + System.getenv(name))
        .collect(Collectors.joining(" "));
  }

  /// The graphics cards' names, where NVIDIA's driver tells them.
  static String cards() {
    try (Stream<Path> folders = Files.list(CARDS)) {
      var names = new TreeSet<String>();
      for (Path folder : folders.toList()) {
        for (String line : Files.readAllLines(folder.resolve("information"))) {
          if (line.startsWith("Model:")) {
            names.add(folder.getFileName() + " " + line.substring("Model:".length()).strip());
          }
        }
      }
      return String.join(", ", names);
    } catch (IOException | SecurityException _) {
      return "unknown";
    }
  }

  /// A number that macOS tells; 0 where it does not.
  static int number(String name) {
    String said = sysctl(name);
    return said.matches("[0-9]{1,6}") ? Integer.parseInt(said) : 0;
  }

  private static String sysctl(String name) {
    try {
      var process =
          new ProcessBuilder("/usr/sbin/sysctl", "-n", name).redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "";
      }
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.exitValue() == 0 ? said.strip() : "";
    } catch (IOException _) {
      return "";
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
