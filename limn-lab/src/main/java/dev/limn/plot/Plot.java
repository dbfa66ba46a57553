package dev.limn.plot;

import dev.limn.image.Image;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.nio.file.Path;
import java.util.Arrays;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.Marker;

/// Lines, points, histograms and coloured fields over two number axes, with a title, axis titles
/// and a legend.
///
/// ```java
/// new Plot("Loss", "step", "loss").line("D", Ink.GREEN, steps, losses).write(file);
/// ```
///
/// What is added first is drawn first. Values that are not finite are left out.
public final class Plot {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 480;
  private static final double THIN = 0.8;
  private static final int LEVELS = 16;
  private static final int FRAME_X = 90;
  private static final int FRAME_Y = 130;

  private final XYChart chart;
  private final int width;
  private final int height;
  private int fields;

  public Plot(String title, String xAxis, String yAxis) {
    this(title, xAxis, yAxis, WIDTH, HEIGHT);
  }

  /// @param width of the picture in pixels
  /// @param height of the picture in pixels
  public Plot(String title, String xAxis, String yAxis, int width, int height) {
    Charts.headless();
    this.width = width;
    this.height = height;
    chart =
        new XYChartBuilder()
            .width(width)
            .height(height)
            .title(title)
            .xAxisTitle(xAxis)
            .yAxisTitle(yAxis)
            .build();
    Charts.style(chart.getStyler());
  }

  /// A line through points.
  public Plot line(String name, Ink ink, double[] x, double[] y) {
    return line(name, ink, x, y, 2);
  }

  /// A line of another width in pixels.
  public Plot line(String name, Ink ink, double[] x, double[] y, double thickness) {
    trace(name, ink, x, y, thickness, true);
    return this;
  }

  /// One of several thin lines that share a name in the legend.
  ///
  /// @param number from 0; the first one is in the legend
  public Plot net(String name, int number, Ink ink, double[] x, double[] y) {
    trace(number == 0 ? name : name + " " + number, ink, x, y, THIN, number == 0);
    return this;
  }

  private void trace(
      String name, Ink ink, double[] x, double[] y, double thickness, boolean inLegend) {
    var kept = finite(x, y);
    if (kept[0].length == 0) {
      return;
    }
    var series = chart.addSeries(name, kept[0], kept[1]);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
    series.setMarker(new Cell(0, 0));
    series.setLineColor(ink.color());
    series.setLineStyle(
        new BasicStroke((float) thickness, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    series.setShowInLegend(inLegend);
  }

  /// Points.
  public Plot points(String name, Ink ink, double[] x, double[] y) {
    return points(name, ink, x, y, 4, 150);
  }

  /// Points of another size.
  ///
  /// @param size their diameter in pixels
  /// @param alpha 0 (not seen) to 255 (solid)
  public Plot points(String name, Ink ink, double[] x, double[] y, double size, int alpha) {
    var kept = finite(x, y);
    if (kept[0].length == 0) {
      return this;
    }
    var series = chart.addSeries(name, kept[0], kept[1]);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    series.setMarker(new Dot(size));
    series.setMarkerColor(ink.faint(alpha));
    return this;
  }

  /// How values are distributed, as a density: the bars' area is 1.
  ///
  /// @param bins how many bars between the limits
  public Plot histogram(String name, Ink ink, double[] values, int bins, double from, double to) {
    var counts = new double[bins];
    for (double value : values) {
      int bin = (int) Math.floor((value - from) / (to - from) * bins);
      if (bin >= 0 && bin < bins) {
        counts[bin]++;
      }
    }
    double step = (to - from) / bins;
    var x = new double[2 * bins + 2];
    var y = new double[2 * bins + 2];
    x[0] = from;
    for (int i = 0; i < bins; i++) {
      x[2 * i + 1] = from + i * step;
      x[2 * i + 2] = from + (i + 1) * step;
      y[2 * i + 1] = counts[i] / (values.length * step);
      y[2 * i + 2] = y[2 * i + 1];
    }
    x[2 * bins + 1] = to;
    var series = chart.addSeries(name, x, y);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Area);
    series.setMarker(new Cell(0, 0));
    series.setLineColor(ink.color());
    series.setFillColor(ink.faint(90));
    return this;
  }

  /// A coloured field under what is added later, from blue (`low`) over white to orange (`high`).
  /// The plot's limits become the field's.
  ///
  /// @param values rows from the bottom up, each from left to right
  public Plot field(
      double fromX,
      double toX,
      double fromY,
      double toY,
      double[][] values,
      double low,
      double high) {
    limits(fromX, toX, fromY, toY);
    int rows = values.length;
    int columns = values[0].length;
    var cell =
        new Cell(
            Math.ceil((double) (width - FRAME_X) / columns) + 1,
            Math.ceil((double) (height - FRAME_Y) / rows) + 1);
    fields++;
    for (int level = 0; level < LEVELS; level++) {
      var x = new double[rows * columns];
      var y = new double[rows * columns];
      int count = 0;
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          double share = Math.clamp((values[row][column] - low) / (high - low), 0, 1);
          if (Math.min(LEVELS - 1, (int) (share * LEVELS)) == level) {
            x[count] = fromX + (column + 0.5) * (toX - fromX) / columns;
            y[count++] = fromY + (row + 0.5) * (toY - fromY) / rows;
          }
        }
      }
      if (count > 0) {
        var series =
            chart.addSeries(
                "field " + fields + "." + level, Arrays.copyOf(x, count), Arrays.copyOf(y, count));
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        series.setMarker(cell);
        series.setMarkerColor(shade((level + 0.5) / LEVELS));
        series.setShowInLegend(false);
      }
    }
    return this;
  }

  /// Fixes the axes.
  public Plot limits(double fromX, double toX, double fromY, double toY) {
    chart.getStyler().setXAxisMin(fromX).setXAxisMax(toX);
    return limitsY(fromY, toY);
  }

  /// Fixes the vertical axis.
  public Plot limitsY(double from, double to) {
    chart.getStyler().setYAxisMin(from).setYAxisMax(to);
    return this;
  }

  /// Makes the vertical axis logarithmic; all values must be above 0.
  public Plot logarithmicY() {
    chart.getStyler().setYAxisLogarithmic(true);
    return this;
  }

  /// Makes the horizontal axis logarithmic; all values must be above 0.
  public Plot logarithmicX() {
    chart.getStyler().setXAxisLogarithmic(true);
    return this;
  }

  /// The picture.
  public Image image() {
    return Charts.image(chart);
  }

  /// Writes the picture as PNG.
  public void write(Path png) {
    Charts.write(png, image());
  }

  private static double[][] finite(double[] x, double[] y) {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          x.length + " values of x and " + y.length + " of y; expected as many");
    }
    var kept = new double[2][x.length];
    int count = 0;
    for (int i = 0; i < x.length; i++) {
      if (Double.isFinite(x[i]) && Double.isFinite(y[i])) {
        kept[0][count] = x[i];
        kept[1][count++] = y[i];
      }
    }
    return new double[][] {Arrays.copyOf(kept[0], count), Arrays.copyOf(kept[1], count)};
  }

  private static Color shade(double share) {
    Color end = share < 0.5 ? Ink.BLUE.color() : Ink.ORANGE.color();
    double strength = Math.abs(share - 0.5) * 1.5;
    return new Color(
        (int) (255 + (end.getRed() - 255) * strength),
        (int) (255 + (end.getGreen() - 255) * strength),
        (int) (255 + (end.getBlue() - 255) * strength));
  }

  /// A rectangle of its own size, whatever the chart's marker size; of size 0 it is nothing.
  private static final class Cell extends Marker {
    private final double width;
    private final double height;

    Cell(double width, double height) {
      this.width = width;
      this.height = height;
    }

    @Override
    public void paint(Graphics2D g, double x, double y, int markerSize) {
      if (width > 0) {
        g.fill(new Rectangle2D.Double(x - width / 2, y - height / 2, width, height));
      }
    }
  }

  private static final class Dot extends Marker {
    private final double size;

    Dot(double size) {
      this.size = size;
    }

    @Override
    public void paint(Graphics2D g, double x, double y, int markerSize) {
      g.fill(new Ellipse2D.Double(x - size / 2, y - size / 2, size, size));
    }
  }
}
