package dev.limn.reproduce;

import dev.limn.config.Settings;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A [Report] as one HTML page; pictures are files beside it.
final class HtmlReport {
  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>%s</title>
      <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }
      h1, h2 { line-height: 1.2; }
      table { border-collapse: collapse; margin: 1rem 0; font-size: 0.9rem; }
      caption { text-align: left; font-weight: 600; padding-bottom: 0.3rem; }
      th, td { border-bottom: 1px solid #ddd; padding: 0.3rem 0.8rem 0.3rem 0; text-align: left; vertical-align: top; }
      figure { margin: 1.5rem 0; }
      img { max-width: 100%%; height: auto; border: 1px solid #ddd; }
      img.pixels { image-rendering: pixelated; }
      figcaption { font-size: 0.9rem; color: #444; }
      pre { background: #f5f5f5; padding: 1rem; overflow-x: auto; font-size: 0.85rem; }
      .yes { color: #00694d; font-weight: 600; }
      .no { color: #b00020; font-weight: 600; }
      </style>
      </head>
      <body>
      """;

  private HtmlReport() {}

  static String render(Experiment.Card card, Map<String, String> facts, Report report) {
    var out = new StringBuilder(String.format(Locale.ROOT, HEAD, escape(card.name())));
    out.append("<h1>").append(escape(card.name())).append("</h1>\n");
    paragraph(out, card.what());
    paragraph(out, "Claim: " + card.claim());
    verdict(out, report);
    table(
        out,
        "",
        List.of(),
        facts.entrySet().stream().map(f -> List.of(f.getKey(), f.getValue())).toList());
    for (Report.Element element : report.elements()) {
      switch (element) {
        case Report.Heading(String text) ->
            out.append("<h2>").append(escape(text)).append("</h2>\n");
        case Report.Paragraph(String text) -> paragraph(out, text);
        case Report.Table(String caption, List<String> header, List<List<String>> rows) ->
            table(out, caption, header, rows);
        case Report.Figure(String file, String caption) ->
            out.append("<figure><img src=\"")
                .append(escape(file))
                .append("\" alt=\"")
                .append(escape(caption))
                .append("\"><figcaption>")
                .append(escape(caption))
                .append("</figcaption></figure>\n");
        case Report.Attachment(String file, String caption) ->
            out.append("<p><a href=\"")
                .append(escape(file))
                .append("\">")
                .append(escape(caption))
                .append("</a></p>\n");
      }
    }
    if (!report.configuration().isEmpty()) {
      out.append("<h2>Configuration</h2>\n<pre>")
          .append(escape(Settings.yaml(report.configuration())))
          .append("</pre>\n");
    }
    return out.append("</body>\n</html>\n").toString();
  }

  private static void verdict(StringBuilder out, Report report) {
    out.append("<table>\n<caption>")
        .append(report.holds() ? "All claims hold" : "Not all claims hold")
        .append(
            "</caption>\n<tr><th>Claim</th><th>Expected</th><th>Measured</th><th>Holds</th></tr>\n");
    for (Claim claim : report.claims()) {
      out.append("<tr>");
      for (String cell : List.of(claim.text(), claim.expected(), claim.measured())) {
        out.append("<td>").append(escape(cell)).append("</td>");
      }
      out.append(
          claim.holds() ? "<td class=\"yes\">yes</td></tr>\n" : "<td class=\"no\">no</td></tr>\n");
    }
    out.append("</table>\n");
  }

  private static void paragraph(StringBuilder out, String text) {
    out.append("<p>").append(escape(text)).append("</p>\n");
  }

  private static void table(
      StringBuilder out, String caption, List<String> header, List<List<String>> rows) {
    out.append("<table>\n");
    if (!caption.isEmpty()) {
      out.append("<caption>").append(escape(caption)).append("</caption>\n");
    }
    if (!header.isEmpty()) {
      row(out, "th", header);
    }
    rows.forEach(row -> row(out, "td", row));
    out.append("</table>\n");
  }

  private static void row(StringBuilder out, String tag, List<String> cells) {
    out.append("<tr>");
    for (String cell : cells) {
      out.append('<').append(tag).append('>').append(escape(cell));
      out.append("</").append(tag).append('>');
    }
    out.append("</tr>\n");
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
