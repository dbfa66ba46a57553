package dev.limn.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Training steps here and in PyTorch, by turns in processes of their own, and their ratios.
///
/// Arguments: `PYTHON PEER_SCRIPT [rounds] [threads] [nets] [modes]`. Our defaults are the mode
/// `best`, PyTorch's are `eager`; with both modes their ratio is printed, too.
public final class Versus {
  private static final int BATCH = 64;
  private static final Map<String, Integer> BATCHES =
      Map.of(
          "stackgan-1", 16,
          "stackgan-2", 8,
          "stackgan-1-small", 32,
          "stackgan-2-small", 32,
          "df-gan-64", 32,
          "df-gan-128", 16,
          "df-gan-256", 8);
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
    String[] nets = (arguments.length > 4 ? arguments[4] : "dcgan,reed-small").split(",");
    String[] modes = (arguments.length > 5 ? arguments[5] : "eager,best").split(",");
    System.out.printf(
        "%-17s %-6s %6s %12s %12s %7s %10s %10s %14s%n",
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
      var defaults = new HashMap<String, Double>();
      for (String mode : modes) {
        var ours = new ArrayList<JsonNode>();
        var theirs = new ArrayList<JsonNode>();
        for (int round = 0; round < rounds; round++) {
          ours.add(Peers.run(Peers.ours(TrainStep.class, net, mode, batch, STEPS, threads), true));
          theirs.add(
              Peers.run(
                  List.of(
                      python,
                      script,
                      "--net=" + net,
                      "--mode=" + mode,
                      "--batch=" + batch,
                      "--steps=" + STEPS,
                      "--threads=" + threads),
                  false));
        }
        JsonNode limn = Peers.median(ours, "ms_per_step");
        JsonNode torch = Peers.median(theirs, "ms_per_step");
        defaults.put("ours " + mode, ms(limn));
        defaults.put("theirs " + mode, ms(torch));
        print(net, mode, batch, limn, torch);
      }
      if (defaults.containsKey("ours best") && defaults.containsKey("theirs eager")) {
        System.out.printf(
            Locale.ROOT,
            "%-17s our defaults against PyTorch's defaults: %.2f%n",
            net,
            defaults.get("theirs eager") / defaults.get("ours best"));
      }
    }
  }

  private static void print(String net, String mode, int batch, JsonNode limn, JsonNode torch) {
    JsonNode share = limn.path("share_of_peak");
    System.out.printf(
        Locale.ROOT,
        "%-17s %-6s %6d %12.1f %12.1f %7.2f %10d %10d %14s%s%n",
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
