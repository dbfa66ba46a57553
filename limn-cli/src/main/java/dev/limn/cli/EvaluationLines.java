package dev.limn.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/// The figures of an evaluation for people: a line a measure, with what it depends on.
final class EvaluationLines {
  private EvaluationLines() {}

  static void print(PrintWriter out, String measure, Map<String, Object> results) {
    var figures = EvaluationReport.section(results, measure);
    EvaluationReport.row(
        out,
        name(measure),
        line(measure, figures) + learned(figures) + extractor(figures) + took(figures));
    if (measure.equals("colours")) {
      EvaluationReport.section(figures, "agreed")
          .forEach(
              (word, number) ->
                  EvaluationReport.row(
                      out,
                      "",
                      text("%-10s %2d of %d", word, number, get(figures, "drawings-each"))));
    }
    if (measure.equals("attributes")) {
      var each = EvaluationReport.section(figures, "each");
      each.keySet().forEach(name -> attribute(out, name, EvaluationReport.section(each, name)));
    }
  }

  private static void attribute(PrintWriter out, String name, Map<String, Object> figures) {
    EvaluationReport.row(
        out,
        "",
        text(
            "%-12s %.1f %% of %,d; real pictures %.1f %%",
            name, percent(figures, "agreement"), get(figures, "named"), percent(figures, "real")));
  }

  private static String name(String measure) {
    return switch (measure) {
      case "fid", "kid", "is", "fsd", "ksd" -> measure.toUpperCase(Locale.ROOT);
      case "pr" -> "precision";
      default -> measure;
    };
  }

  private static String line(String measure, Map<String, Object> figures) {
    return switch (measure) {
      case "fid", "fsd" -> text("%,.1f (%s)", get(figures, "distance"), sets(figures));
      case "kid", "ksd" -> {
        // subsets that are all alike have no deviation
        if ((int) get(figures, "subset")
            >= Math.max((int) get(figures, "drawings"), (int) get(figures, "held-back"))) {
          yield text(
              measure.equals("kid")
                  ? "%.5f, no ± of one subset (%s)"
                  : "%,.1f, no ± of one subset (%s)",
              get(figures, "distance"),
              sets(figures));
        }
        yield text(
            measure.equals("kid")
                ? "%.5f ± %.5f (%d subsets of %,d of %s)"
                : "%,.1f ± %,.1f (%d subsets of %,d of %s)",
            get(figures, "distance"),
            get(figures, "deviation"),
            get(figures, "subsets"),
            get(figures, "subset"),
            sets(figures));
      }
      case "is" ->
          text(
              "%.2f ± %.2f, real pictures %.2f (%,d classes, %d splits, %s)",
              get(figures, "score"),
              get(figures, "deviation"),
              get(figures, "real"),
              get(figures, "classes"),
              get(figures, "splits"),
              sets(figures));
      case "pr" ->
          text(
              "%.3f, recall %.3f (neighbour %d, %s)",
              get(figures, "precision"),
              get(figures, "recall"),
              get(figures, "neighbour"),
              sets(figures));
      case "r-precision" ->
          text(
              "%.1f ± %.1f %%, real pictures %.1f %% (1 of %d captions, %d splits, %s)%s",
              percent(figures, "precision"),
              percent(figures, "deviation"),
              percent(figures, "real"),
              (int) get(figures, "others") + 1,
              get(figures, "splits"),
              sets(figures),
              own(figures));
      case "text-match" ->
          text(
              "%.3f, real pictures %.3f, captions of others %.3f (cosine; %s)%s",
              get(figures, "match"),
              get(figures, "real"),
              get(figures, "with-captions-of-others"),
              sets(figures),
              own(figures));
      case "diversity" ->
          text(
              "%.2f of that of real pictures (%d sentences, %d drawings each)",
              get(figures, "share-of-real"),
              get(figures, "sentences"),
              get(figures, "drawings-each"));
      case "nearest" ->
          text(
              "%,.1f to the nearest of %,d training pictures, %.2f of what held-back ones have"
                  + " (%s)",
              get(figures, "mean-distance"),
              get(figures, "among"),
              get(figures, "share-of-real"),
              get(figures, "compared"));
      case "geometry" ->
          text(
              "%.2f thousandths; %.2f holes, real pictures %.2f (%d landmarks %d times, γ %.5f,"
                  + " %s)",
              1000 * (double) get(figures, "score"),
              get(figures, "mean-holes"),
              get(figures, "mean-holes-of-real"),
              get(figures, "landmarks"),
              get(figures, "repetitions"),
              get(figures, "gamma"),
              sets(figures));
      case "colours" ->
          text(
              "%.1f %% of %d drawings show what \"%s\" names",
              percent(figures, "agreement"),
              EvaluationReport.section(figures, "agreed").size()
                  * (int) get(figures, "drawings-each"),
              get(figures, "sentence"));
      case "attributes" ->
          text(
              "%.1f %% of what captions name is drawn; of real pictures %.1f %% is read right (%s);"
                  + " classifier %s, SHA-256 %s",
              percent(figures, "agreement"),
              percent(figures, "real"),
              sets(figures),
              get(figures, "classifier"),
              get(figures, "classifier-sha256"));
      default -> figures.toString();
    };
  }

  private static String sets(Map<String, Object> figures) {
    return text(
        "%,d drawings, %,d %s",
        get(figures, "drawings"),
        get(figures, "held-back"),
        figures.containsKey("learned") ? "pictures" : "held-back pictures");
  }

  private static String learned(Map<String, Object> figures) {
    return figures.containsKey("learned")
        ? "; on pictures that the model learned from, so it flatters"
        : "";
  }

  private static String own(Map<String, Object> figures) {
    return get(figures, "evaluator-is-the-generators").equals(true)
        ? " (flattered: the evaluator is the encoder that the generator was trained with)"
        : " (the evaluator is not the generator's encoder)";
  }

  private static String extractor(Map<String, Object> figures) {
    if (!figures.containsKey("extractor")) {
      return "";
    }
    var extractor = EvaluationReport.section(figures, "extractor");
    return text(
        "; %s, SHA-256 %s, %s",
        get(extractor, "name"), get(extractor, "sha256"), get(extractor, "resize"));
  }

  private static String took(Map<String, Object> figures) {
    return text("; seed %s, %s s", get(figures, "seed"), get(figures, "seconds"));
  }

  private static Object get(Map<String, Object> figures, String key) {
    if (!figures.containsKey(key)) {
      throw new IllegalStateException("no " + key + " in " + figures.keySet());
    }
    return figures.get(key);
  }

  private static double percent(Map<String, Object> figures, String key) {
    return 100 * (double) get(figures, key);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
