package dev.limn.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Training steps here and in PyTorch, by turns in processes of their own, and their ratios.
///
/// Arguments: `PYTHON PEER_SCRIPT [rounds] [threads] [nets]`. Without a Python that has PyTorch
/// there is nothing to compare with, and our side alone is printed.
public final class Versus {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int BATCH = 64;
  private static final int STEPS = 12;

  private Versus() {}

  /// Prints the table.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    String python = arguments[0];
    String script = arguments[1];
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
    int threads =
        arguments.length > 3
            ? Integer.parseInt(arguments[3])
            : Runtime.getRuntime().availableProcessors();
    List<String> nets =
        List.of(
            arguments.length > 4 ? arguments[4].split(",") : new String[] {"dcgan", "reed-small"});
    System.out.printf(
        "%-11s %-6s %12s %12s %7s %10s %10s %14s%n",
        "net", "mode", "limn ms", "pytorch ms", "ratio", "limn MiB", "torch MiB", "share of peak");
    for (String net : nets) {
      List<JsonNode> defaults = new ArrayList<>();
      for (String mode : List.of("eager", "best")) {
        var ours = new ArrayList<JsonNode>();
        var theirs = new ArrayList<JsonNode>();
        for (int round = 0; round < rounds; round++) {
          ours.add(run(ours(net, mode, threads)));
          theirs.add(
              run(
                  List.of(
                      python,
                      script,
                      "--net=" + net,
                      "--mode=" + mode,
                      "--batch=" + BATCH,
                      "--steps=" + STEPS,
                      "--threads=" + threads)));
        }
        JsonNode limn = median(ours);
        JsonNode torch = median(theirs);
        if (mode.equals("eager")) {
          defaults.add(torch);
        } else {
          defaults.add(limn);
        }
        print(net, mode, limn, torch);
      }
      System.out.printf(
          Locale.ROOT,
          "%-11s our defaults against PyTorch's defaults: %.2f%n",
          net,
          ms(defaults.get(0)) / ms(defaults.get(1)));
    }
  }

  private static void print(String net, String mode, JsonNode limn, JsonNode torch) {
    System.out.printf(
        Locale.ROOT,
        "%-11s %-6s %12.1f %12.1f %7.2f %10d %10d %14.2f%s%n",
        net,
        mode,
        ms(limn),
        ms(torch),
        ms(torch) / ms(limn),
        limn.get("peak_rss_mib").asInt(),
        torch.get("peak_rss_mib").asInt(),
        limn.get("share_of_peak").asDouble(),
        torch.path("compiled").asBoolean(false) ? "  (compiled)" : "");
  }

  private static double ms(JsonNode result) {
    return result.get("ms_per_step").asDouble();
  }

  private static JsonNode median(List<JsonNode> results) {
    return results.stream()
        .sorted(Comparator.comparingDouble(Versus::ms))
        .toList()
        .get(results.size() / 2);
  }

  private static List<String> ours(String net, String mode, int threads) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-Xmx512m",
        "-cp",
        System.getProperty("java.class.path"),
        TrainStep.class.getName(),
        net,
        mode,
        Integer.toString(BATCH),
        Integer.toString(STEPS),
        Integer.toString(threads));
  }

  private static JsonNode run(List<String> command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    if (!command.getFirst().contains("python")) {
      // what the launcher sets for training
      builder.environment().putIfAbsent("MALLOC_MMAP_THRESHOLD_", "4294967296");
      builder.environment().putIfAbsent("MALLOC_TRIM_THRESHOLD_", "8589934592");
      builder.environment().putIfAbsent("MALLOC_TOP_PAD_", "268435456");
    }
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(
          String.join(" ", command.subList(0, 2))
              + " … ended with "
              + process.exitValue()
              + ": "
              + output);
    }
    return JSON.readTree(output.strip().lines().reduce((_, last) -> last).orElse("{}"));
  }
}
