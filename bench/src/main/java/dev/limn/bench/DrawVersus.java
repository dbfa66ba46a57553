package dev.limn.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// Drawing here and in PyTorch, by turns in processes of their own, and their ratios.
///
/// Arguments: `PYTHON PEER_SCRIPT TEXT_ENCODER [rounds] [threads] [nets] [counts]`.
public final class DrawVersus {
  private DrawVersus() {}

  /// Prints the table.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 1;
    int threads =
        arguments.length > 4
            ? Integer.parseInt(arguments[4])
            : Runtime.getRuntime().availableProcessors();
    String[] nets =
        arguments.length > 5 ? arguments[5].split(",") : DrawStep.NETS.toArray(String[]::new);
    String[] counts = (arguments.length > 6 ? arguments[6] : "1,64").split(",");
    System.out.printf(
        Locale.ROOT,
        "%-13s %6s %12s %12s %12s %7s %14s%n",
        "net",
        "count",
        "limn ms",
        "pictures/s",
        "pytorch ms",
        "ratio",
        "share of peak");
    for (String net : nets) {
      for (String count : counts) {
        var ours = new ArrayList<JsonNode>();
        var theirs = new ArrayList<JsonNode>();
        for (int round = 0; round < rounds; round++) {
          ours.add(Peers.run(Peers.ours(DrawStep.class, net, count, threads, arguments[2]), true));
          theirs.add(
              Peers.run(
                  List.of(
                      arguments[0],
                      arguments[1],
                      "--net=" + net,
                      "--count=" + count,
                      "--threads=" + threads),
                  false));
        }
        JsonNode limn = Peers.median(ours, "ms");
        JsonNode torch = Peers.median(theirs, "ms");
        double ms = limn.get("ms").asDouble();
        System.out.printf(
            Locale.ROOT,
            "%-13s %6s %12.2f %12.1f %12.2f %7.2f %14.2f%n",
            net,
            count,
            ms,
            limn.get("pictures_per_s").asDouble(),
            torch.get("ms").asDouble(),
            torch.get("ms").asDouble() / ms,
            limn.get("share_of_peak").asDouble());
      }
    }
  }
}
