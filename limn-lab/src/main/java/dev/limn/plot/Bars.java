package dev.limn.plot;

import dev.limn.image.Image;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/// Bars over named categories, one or more a category.
public final class Bars {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 480;
  private static final int ROTATE_FROM = 6;

  private final CategoryChart chart;

  public Bars(String title, String xAxis, String yAxis) {
    Charts.headless();
    chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xAxis)
            .yAxisTitle(yAxis)
            .build();
    Charts.style(chart.getStyler());
    chart.getStyler().setAvailableSpaceFill(0.8);
  }

  /// One bar a category.
  public Bars series(String name, Ink ink, List<String> categories, List<Double> values) {
    var series = chart.addSeries(name, categories, values);
    series.setFillColor(ink.color());
    if (categories.size() > ROTATE_FROM) {
      chart.getStyler().setXAxisLabelRotation(30);
    }
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
}
