package dev.limn.reproduce;

import dev.limn.config.Settings;
import java.util.List;
import java.util.Map;

/// A [Report] as Markdown (CommonMark with tables).
final class MarkdownReport {
  private MarkdownReport() {}

  static String render(Experiment.Card card, Map<String, String> facts, Report report) {
    var out = new StringBuilder("# ").append(escape(card.name())).append("\n\n");
    paragraph(out, card.what());
    paragraph(out, "Claim: " + card.claim());
    paragraph(out, report.holds() ? "All claims hold." : "Not all claims hold.");
    table(
        out,
        List.of("Claim", "Expected", "Measured", "Holds"),
        report.claims().stream()
            .map(
                claim ->
                    List.of(
                        claim.text(),
                        claim.expected(),
                        claim.measured(),
                        claim.holds() ? "yes" : "no"))
            .toList());
    facts.forEach(
        (name, value) ->
            out.append("- ").append(name).append(": ").append(escape(value)).append('\n'));
    out.append('\n');
    for (Report.Element element : report.elements()) {
      switch (element) {
        case Report.Heading(String text) -> out.append("## ").append(escape(text)).append("\n\n");
        case Report.Paragraph(String text) -> paragraph(out, text);
        case Report.Table(String caption, List<String> header, List<List<String>> rows) -> {
          paragraph(out, caption);
          table(out, header, rows);
        }
        case Report.Figure(String file, String caption) -> {
          out.append("![").append(escape(caption)).append("](<").append(file).append(">)\n\n");
          paragraph(out, caption);
        }
        case Report.Attachment(String file, String caption) ->
            out.append('[').append(escape(caption)).append("](<").append(file).append(">)\n\n");
      }
    }
    if (!report.configuration().isEmpty()) {
      out.append("## Configuration\n\n```yaml\n")
          .append(Settings.yaml(report.configuration()))
          .append("```\n");
    }
    return out.toString();
  }

  private static void paragraph(StringBuilder out, String text) {
    out.append(escape(text)).append("\n\n");
  }

  private static void table(StringBuilder out, List<String> header, List<List<String>> rows) {
    row(out, header);
    out.append("|---".repeat(header.size())).append("|\n");
    rows.forEach(row -> row(out, row));
    out.append('\n');
  }

  private static void row(StringBuilder out, List<String> cells) {
    for (String cell : cells) {
      out.append("| ").append(escape(cell).replace("|", "\\|").replace('\n', ' ')).append(' ');
    }
    out.append("|\n");
  }

  private static String escape(String text) {
    return text.replaceAll("([\\\\`*_\\[\\]<>#])", "\\\\$1");
  }
}
