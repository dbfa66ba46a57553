package dev.limn.plot;

import dev.limn.image.Image;
import dev.limn.image.Png;
import java.awt.Color;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.nio.file.Path;
import java.util.Locale;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;

/// What all charts share: how they look, and how they become pictures.
final class Charts {
  private static final int SMALL = 13;
  private static final int LARGE = 16;

  /// A line or point in the legend, with the room beside it.
  private static final int SWATCH = 46;

  private Charts() {}

  /// Before the first class of AWT: charts need no screen.
  static void headless() {
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
  }

  static void style(AxesChartStyler styler) {
    styler
        .setPlotGridLinesColor(new Color(0xE2E2E2))
        .setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, SMALL))
        .setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, SMALL + 1));
    styler
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBackgroundColor(Color.WHITE)
        .setPlotBorderColor(new Color(0xB0B0B0))
        .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, LARGE))
        .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, SMALL))
        .setLegendPosition(Styler.LegendPosition.OutsideS)
        .setLegendLayout(Styler.LegendLayout.Horizontal)
        .setLegendBorderColor(Color.WHITE)
        .setLocale(Locale.ROOT);
  }

  /// @throws PlotException if the machine has no font to write with
  static Image image(Chart<?, ?> chart) {
    try {
      if (legendWidth(chart) > chart.getWidth()) {
        chart.getStyler().setLegendLayout(Styler.LegendLayout.Vertical);
      }
      var drawn = BitmapEncoder.getBufferedImage(chart);
      int width = drawn.getWidth();
      int height = drawn.getHeight();
      int[] pixels = drawn.getRGB(0, 0, width, height, new int[width * height], 0, width);
      var rgb = new byte[pixels.length * 3];
      for (int i = 0; i < pixels.length; i++) {
        rgb[3 * i] = (byte) (pixels[i] >> 16);
        rgb[3 * i + 1] = (byte) (pixels[i] >> 8);
        rgb[3 * i + 2] = (byte) pixels[i];
      }
      return new Image(width, height, rgb);
    } catch (InternalError | NoClassDefFoundError | ExceptionInInitializerError e) {
      throw new PlotException(
          String.format(
              Locale.ROOT,
              "plots need a font, and Java finds none (%s); install fontconfig and a font, DejaVu for example",
              e.getMessage()),
          e);
    }
  }

  /// What the names need side by side.
  private static double legendWidth(Chart<?, ?> chart) {
    Font font = chart.getStyler().getLegendFont();
    var context = new FontRenderContext(null, true, true);
    double width = 0;
    for (var series : chart.getSeriesCollection()) {
      if (series.isShowInLegend()) {
        width += font.getStringBounds(series.getName(), context).getWidth() + SWATCH;
      }
    }
    return width;
  }

  static void write(Path png, Image image) {
    Png.write(png, image);
  }
}
