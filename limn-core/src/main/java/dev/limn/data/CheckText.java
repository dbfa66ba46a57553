package dev.limn.data;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// A [DatasetCheck.Report] as text for a terminal.
final class CheckText {
  private static final int SHOWN = 20;
  private static final int SHOWN_GROUPS = 5;

  private CheckText() {}

  static String of(DatasetCheck.Report report) {
    var text = new StringBuilder();
    line(text, "folder", report.root());
    line(text, "format", report.detection());
    line(
        text,
        "samples",
        report.views() == 2
            ? String.format(Locale.ROOT, "%d pairs of pictures", report.samples())
            : String.format(Locale.ROOT, "%d", report.samples()));
    if (report.splits().size() > 1 || !report.splits().containsKey("")) {
      line(text, "splits", counted(report.splits(), SHOWN));
    }
    line(text, "sizes", counted(report.sizes(), 8));
    if (report.captions() > 0) {
      line(
          text,
          "captions",
          String.format(
              Locale.ROOT,
              "%d; %s a picture; %s a caption",
              report.captions(),
              report.captionsEach(),
              words(report.captionWords())));
      line(text, "vocabulary", vocabulary(report));
      line(
          text,
          "repeated",
          String.format(
              Locale.ROOT,
              "captions that stand under more than one picture: %d",
              report.repeated()));
      if (report.sided() > 0) {
        line(
            text,
            "sides",
            String.format(
                Locale.ROOT,
                "pictures whose captions say left or right, never mirrored: %d",
                report.sided()));
      }
    } else {
      line(text, "captions", "none");
    }
    if (!report.classes().isEmpty()) {
      var spread = DatasetCheck.Spread.of(List.copyOf(report.classes().values()));
      line(
          text,
          "classes",
          String.format(
              Locale.ROOT,
              "%d; %s pictures a class; largest: %s",
              report.classes().size(),
              spread,
              counted(report.classes(), 5)));
    }
    line(text, "duplicates", duplicates(report.duplicates()));
    line(
        text,
        "skipped",
        report.skipped().isEmpty()
            ? "nothing"
            : String.format(
                Locale.ROOT,
                "%d%s%s",
                report.skipped().size(),
                report.broken() ? ", more than 5 %: training refuses this folder" : "",
                findings(report.skipped())));
    if (!report.notes().isEmpty()) {
      line(
          text,
          "notes",
          String.format(Locale.ROOT, "%d%s", report.notes().size(), findings(report.notes())));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "%-11s %s%n", name, value));
  }

  private static String words(DatasetCheck.Spread spread) {
    return spread + (spread.least() == 1 && spread.most() == 1 ? " word" : " words");
  }

  private static String vocabulary(DatasetCheck.Report report) {
    var rare = report.rareWords(1);
    return String.format(
        Locale.ROOT,
        "%d words%s",
        report.words().size(),
        rare.isEmpty()
            ? ""
            : String.format(
                Locale.ROOT,
                "; %d occur once, such as %s",
                rare.size(),
                String.join(", ", rare.subList(0, Math.min(8, rare.size())))));
  }

  /// The most frequent first.
  private static String counted(Map<String, Integer> counts, int most) {
    var shown =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(most)
            .map(
                entry ->
                    String.format(
                        Locale.ROOT,
                        "%s (%d)",
                        entry.getKey().isEmpty() ? "none" : entry.getKey(),
                        entry.getValue()))
            .collect(Collectors.joining(", "));
    int rest = counts.size() - most;
    return rest > 0 ? shown + " and " + rest + " more" : shown;
  }

  private static String duplicates(List<List<String>> groups) {
    if (groups.isEmpty()) {
      return "no two pictures have the same pixels";
    }
    int spare = groups.stream().mapToInt(group -> group.size() - 1).sum();
    var shown =
        groups.stream()
            .limit(SHOWN_GROUPS)
            .map(group -> "\n  " + String.join(" = ", group))
            .collect(Collectors.joining());
    int rest = groups.size() - SHOWN_GROUPS;
    return String.format(
        Locale.ROOT,
        "pictures that are another one again: %d%s%s",
        spare,
        shown,
        rest > 0 ? "\n  … and " + rest + " more groups" : "");
  }

  private static String findings(List<Finding> findings) {
    var shown =
        findings.stream()
            .limit(SHOWN)
            .map(finding -> "\n  " + finding)
            .collect(Collectors.joining());
    int rest = findings.size() - SHOWN;
    return shown + (rest > 0 ? "\n  … and " + rest + " more" : "");
  }
}
