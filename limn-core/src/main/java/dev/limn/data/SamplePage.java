package dev.limn.data;

import dev.limn.image.DecodeException;
import dev.limn.image.Filter;
import dev.limn.image.Image;
import dev.limn.image.ImageException;
import dev.limn.image.Png;
import dev.limn.image.Resampler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.TreeSet;

/// One HTML file, with nothing beside it, that shows pictures of a data set with their captions and
/// what a check found: to be looked at before training.
public final class SamplePage {
  private static final int THUMBNAIL = 128;
  private static final int SHOWN_CAPTIONS = 12;

  private SamplePage() {}

  /// Writes the page.
  ///
  /// @param report of the same data set
  /// @param file to write; its folder is made
  /// @param count samples to show, evenly drawn
  /// @param seed of the draw
  /// @throws DataException when the file cannot be written
  public static void write(
      Dataset dataset, DatasetCheck.Report report, Path file, int count, long seed) {
    if (count < 1) {
      throw new DataException("a page of " + count + " samples; expected at least 1");
    }
    var page = new StringBuilder(1 << 20);
    page.append(
        String.format(
            Locale.ROOT,
            """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <title>%1$s</title>
        <style>
        body { font: 15px/1.4 system-ui, sans-serif; margin: 2rem; color: #222; }
        main { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 1.5rem; }
        img { width: 8rem; image-rendering: pixelated; background: #eee; margin-right: .25rem; }
        h2 { font-size: .8rem; font-weight: 600; margin: .3rem 0; overflow-wrap: anywhere; }
        ol { margin: 0; padding-left: 1.3rem; }
        pre { background: #f6f6f6; padding: 1rem; white-space: pre-wrap; }
        </style>
        </head>
        <body>
        <h1>%1$s</h1>
        <pre>%2$s</pre>
        <main>
        """,
            escaped(dataset.root().toString()),
            escaped(report.text())));
    drawn(dataset.size(), count, seed)
        .forEach(i -> section(page, dataset, dataset.samples().get(i)));
    page.append("</main>\n</body>\n</html>\n");
    try {
      var folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(file, page, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new DataException(file + ": the page cannot be written (" + e + ")", e);
    }
  }

  /// Different indices in rising order, the same for the same seed.
  private static TreeSet<Integer> drawn(int size, int count, long seed) {
    var drawn = new TreeSet<Integer>();
    for (long position = 0; drawn.size() < Math.min(size, count); position++) {
      drawn.add(CounterRng.below(size, CounterRng.bits(seed, position, 0)));
    }
    return drawn;
  }

  private static void section(StringBuilder page, Dataset dataset, Sample sample) {
    page.append("<section>\n");
    try {
      for (var image : sample.images()) {
        var png = Base64.getEncoder().encodeToString(Png.encode(thumbnail(image)));
        page.append("<img alt=\"\" src=\"data:image/png;base64,").append(png).append("\">");
      }
    } catch (IOException | DecodeException | ImageException | DataException e) {
      page.append("<p>").append(escaped(String.valueOf(e.getMessage()))).append("</p>");
    }
    page.append("\n<h2>").append(escaped(sample.name()));
    if (sample.label() != Sample.NO_LABEL) {
      page.append(" · ").append(escaped(dataset.classNames().get(sample.label())));
    }
    page.append("</h2>\n<ol>\n");
    sample.captions().stream()
        .limit(SHOWN_CAPTIONS)
        .forEach(caption -> page.append("<li>").append(escaped(caption)).append("</li>\n"));
    page.append("</ol>\n</section>\n");
  }

  private static Image thumbnail(Image image) {
    int longer = Math.max(image.width(), image.height());
    if (longer <= THUMBNAIL) {
      return image;
    }
    return Resampler.resize(
        image,
        Math.max(1, image.width() * THUMBNAIL / longer),
        Math.max(1, image.height() * THUMBNAIL / longer),
        Filter.BICUBIC);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
