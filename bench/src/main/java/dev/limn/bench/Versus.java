package dev.limn.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Training steps here and in PyTorch, by turns in processes of their own, and their ratios.
///
/// Arguments: `PYTHON PEER_SCRIPT [rounds] [threads] [nets] [modes]`. The modes `eager` and `best`
/// compare like with like; `defaults` compares our default, which is the precision that this
/// machine takes, with PyTorch's, which is `eager`.
public final class Versus {
  private static final int BATCH = 64;
  private static final Map<String, Integer> BATCHES =
      Map.of(
          "stackgan-1", 16,
          "stackgan-2", 8,
          "stackgan-1-small", 32,
          "stackgan-2-small", 32,
          "stackgan-2-256", 4,
          "df-gan-64-default", 16,
          "df-gan-64", 32,
          "df-gan-128", 16,
          "df-gan-256", 8);
  private static final int STEPS = 12;

  private enum Mode {
    EAGER("eager", "eager"),
    BEST("best", "best"),
    DEFAULTS("auto", "eager");

    private final String ours;
    private final String theirs;

    Mode(String ours, String theirs) {
      this.ours = ours;
      this.theirs = theirs;
    }
  }

  private Versus() {}

  /// Prints the table.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
    int threads =
        arguments.length > 3
            ? Integer.parseInt(arguments[3])
            : Runtime.getRuntime().availableProcessors();
    String[] nets = (arguments.length > 4 ? arguments[4] : "dcgan,reed-small").split(",");
    List<Mode> modes =
        Stream.of((arguments.length > 5 ? arguments[5] : "eager,best,defaults").split(","))
            .map(name -> Mode.valueOf(name.toUpperCase(Locale.ROOT)))
            .toList();
    System.out.printf(
        Locale.ROOT,
        "%-17s %-8s %6s %12s %12s %7s %10s %10s %14s%n",
        "net",
        "mode",
        "batch",
        "limn ms",
        "pytorch ms",
        "ratio",
        "limn MiB",
        "torch MiB",
        "share of peak");
    for (String net : nets) {
      int batch = BATCHES.getOrDefault(net, BATCH);
      var runs = new LinkedHashMap<List<String>, List<JsonNode>>();
      for (Mode mode : modes) {
        runs.put(ours(net, mode, batch, threads), new ArrayList<>());
        runs.put(theirs(arguments, net, mode, batch, threads), new ArrayList<>());
      }
      for (int round = 0; round < rounds; round++) {
        for (var run : runs.entrySet()) {
          run.getValue().add(Peers.run(run.getKey(), !run.getKey().contains(arguments[1])));
        }
      }
      for (Mode mode : modes) {
        JsonNode limn = median(runs.get(ours(net, mode, batch, threads)));
        JsonNode torch = median(runs.get(theirs(arguments, net, mode, batch, threads)));
        print(net, mode.name().toLowerCase(Locale.ROOT), batch, limn, torch);
      }
    }
  }

  private static List<String> ours(String net, Mode mode, int batch, int threads) {
    return Peers.ours(TrainStep.class, net, mode.ours, batch, STEPS, threads);
  }

  private static List<String> theirs(
      String[] arguments, String net, Mode mode, int batch, int threads) {
    return List.of(
        arguments[0],
        arguments[1],
        "--net=" + net,
        "--mode=" + mode.theirs,
        "--batch=" + batch,
        "--steps=" + STEPS,
        "--threads=" + threads);
  }

  private static JsonNode median(List<JsonNode> results) {
    return Peers.median(results, "ms_per_step");
  }

  private static void print(String net, String mode, int batch, JsonNode limn, JsonNode torch) {
    JsonNode share = limn.path("share_of_peak");
    System.out.printf(
        Locale.ROOT,
        "%-17s %-8s %6d %12.1f %12.1f %7.2f %10d %10d %14s%s%n",
        net,
        mode,
        batch,
        ms(limn),
        ms(torch),
        ms(torch) / ms(limn),
        limn.get("peak_rss_mib").asInt(),
        torch.get("peak_rss_mib").asInt(),
        share.isMissingNode() ? "-" : String.format(Locale.ROOT, "%.2f", share.asDouble()),
        torch.path("compiled").asBoolean(false) ? "  (compiled)" : "");
  }

  private static double ms(JsonNode result) {
    return result.get("ms_per_step").asDouble();
  }
}
