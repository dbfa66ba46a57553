package dev.limn.plot;

import dev.limn.image.Image;
import java.awt.Color;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;

/// A table of numbers as colours, with the numbers in the cells: a confusion matrix, say. For a
/// function of two number axes there is [Plot#field].
public final class HeatMap {
  /// Pixels between labels at least: so few that no name is left out.
  private static final int SPACING = 12;

  /// The scale beside the table shows its ends with all their digits.
  private static final double FINEST = 1e4;

  private final HeatMapChart chart;

  /// @param columns names from left to right
  /// @param rows names from the bottom up
  /// @param values a row each
  public HeatMap(
      String title,
      String xAxis,
      String yAxis,
      List<String> columns,
      List<String> rows,
      double[][] values) {
    Charts.headless();
    chart =
        new HeatMapChartBuilder()
            .width(760)
            .height(600)
            .title(title)
            .xAxisTitle(xAxis)
            .yAxisTitle(yAxis)
            .build();
    Charts.style(chart.getStyler());
    chart.getStyler().setRangeColors(new Color[] {Color.WHITE, Ink.BLUE.color()});
    chart.getStyler().setShowValue(true).setHeatMapValueDecimalPattern("0.##");
    chart.getStyler().setXAxisLabelRotation(columns.size() > 6 ? 30 : 0);
    chart.getStyler().setXAxisTickMarkSpacingHint(SPACING).setYAxisTickMarkSpacingHint(SPACING);
    chart
        .getStyler()
        .setLegendPosition(org.knowm.xchart.style.Styler.LegendPosition.OutsideE)
        .setLegendLayout(org.knowm.xchart.style.Styler.LegendLayout.Vertical);
    var cells = new ArrayList<Number[]>();
    for (int row = 0; row < rows.size(); row++) {
      for (int column = 0; column < columns.size(); column++) {
        cells.add(new Number[] {column, row, Math.round(values[row][column] * FINEST) / FINEST});
      }
    }
    chart.addSeries(title, columns, rows, cells);
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
