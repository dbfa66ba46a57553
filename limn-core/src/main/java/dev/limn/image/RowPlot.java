package dev.limn.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Rows of numbers as one picture: two columns as points, or one as a histogram, with axes and a
/// legend.
///
/// ```java
/// RowPlot.of("Real rows and drawn ones", new RowPlot.Axis("x", -2, 2), new RowPlot.Axis("y", -2, 2))
///     .points("real", 0x202020, 0.3, realX, realY)
///     .points("drawn", 0x009E73, 0.5, drawnX, drawnY)
///     .image();
/// ```
///
/// A training's previews are made of it. It draws into a raster of its own, with the letters of
/// `Lettering`, so that a training needs no plotting library, no AWT and no font of the machine,
/// and the same numbers are the same bytes everywhere. The charts of reports are `dev.limn.plot`'s,
/// in the module `dev.limn.lab`.
public final class RowPlot {
  /// A column's name and the range of it that is shown.
  ///
  /// @param from at the left or bottom edge; below `to`
  /// @param to at the right or top edge
  public record Axis(String name, double from, double to) {
    public Axis {
      if (!(from < to) || !Double.isFinite(to - from)) {
        throw new ImageException(
            String.format(
                Locale.ROOT,
                "axis %s from %s to %s; expected two finite numbers in order",
                name,
                from,
                to));
      }
    }

    private double share(double value) {
      return (value - from) / (to - from);
    }

    /// Round numbers within the range, about six.
    private List<Double> ticks() {
      double rough = (to - from) / 6;
      double power = Math.pow(10, Math.floor(Math.log10(rough)));
      double step = 10 * power;
      for (double factor : new double[] {5, 2, 1}) {
        step = factor * power >= rough ? factor * power : step;
      }
      var ticks = new ArrayList<Double>();
      for (long i = (long) Math.ceil(from / step); i * step <= to; i++) {
        ticks.add(i * step);
      }
      return ticks;
    }
  }

  private static final int WIDTH = 600;
  private static final int HEIGHT = 560;
  private static final int LEFT = 76;
  private static final int RIGHT = 16;
  private static final int TOP = 56;
  private static final int BOTTOM = 72;
  private static final int PLOT_WIDTH = WIDTH - LEFT - RIGHT;
  private static final int PLOT_HEIGHT = HEIGHT - TOP - BOTTOM;
  private static final int SMALL = 1;
  private static final int LARGE = 2;
  private static final int INK = 0x303030;
  private static final int GRID = 0xE6E6E6;
  private static final int FRAME = 0xB0B0B0;
  private static final double RADIUS = 1.7;

  /// What one series adds to the picture.
  private record Layer(String name, int colour, double[] x, double[] y, double alpha, int bins) {}

  private final String title;
  private final Axis across;
  private final Axis up;
  private final List<Layer> layers = new ArrayList<>();

  private RowPlot(String title, Axis across, Axis up) {
    this.title = title;
    this.across = across;
    this.up = up;
  }

  /// Two columns; what is added first is drawn first.
  public static RowPlot of(String title, Axis across, Axis up) {
    return new RowPlot(title, across, up);
  }

  /// One column, over its density.
  public static RowPlot of(String title, Axis across) {
    return new RowPlot(title, across, null);
  }

  /// Points of two columns; those outside the axes and those that are not finite are left out.
  ///
  /// @param colour `0xRRGGBB`
  /// @param alpha 0 (not seen) to 1 (solid)
  /// @throws ImageException when the plot has one axis, or the lengths differ
  public RowPlot points(String name, int colour, double alpha, double[] x, double[] y) {
    if (up == null || x.length != y.length) {
      throw new ImageException(
          String.format(
              Locale.ROOT,
              "%d and %d numbers of %s; expected as many of each of two axes",
              x.length,
              y.length,
              name));
    }
    layers.add(new Layer(name, colour, x.clone(), y.clone(), alpha, 0));
    return this;
  }

  /// How numbers are distributed, as a density: the bars' area is the share that lies on the axis.
  ///
  /// @param colour `0xRRGGBB`
  /// @param bins how many bars, at least 1
  /// @throws ImageException when the plot has two axes
  public RowPlot histogram(String name, int colour, double[] values, int bins) {
    if (up != null || bins < 1) {
      throw new ImageException(
          String.format(
              Locale.ROOT,
              "a histogram of %s with %d bars; expected one axis and at least 1",
              name,
              bins));
    }
    layers.add(new Layer(name, colour, density(values, bins), new double[0], 0.4, bins));
    return this;
  }

  private double[] density(double[] values, int bins) {
    var bars = new double[bins];
    double step = (across.to() - across.from()) / bins;
    for (double value : values) {
      double bin = Math.floor(across.share(value) * bins);
      if (bin >= 0 && bin < bins) {
        bars[(int) bin] += 1 / (values.length * step);
      }
    }
    return bars;
  }

  /// The picture, 600×560.
  public Image image() {
    var canvas = new Canvas();
    Axis vertical = up != null ? up : new Axis("density", 0, highest());
    grid(canvas, vertical);
    for (Layer layer : layers) {
      if (layer.bins() > 0) {
        bars(canvas, layer, vertical);
      } else {
        dots(canvas, layer, vertical);
      }
    }
    legend(canvas);
    return new Image(WIDTH, HEIGHT, canvas.rgb);
  }

  private double highest() {
    double most = layers.stream().flatMapToDouble(l -> Arrays.stream(l.x())).max().orElse(0);
    return most > 0 ? most * 1.05 : 1;
  }

  private void grid(Canvas canvas, Axis vertical) {
    for (double tick : across.ticks()) {
      int x = (int) Math.round(canvas.x(across.share(tick)));
      canvas.box(x, TOP, x + 1, TOP + PLOT_HEIGHT, GRID);
      String label = label(tick);
      canvas.text(x - width(label, SMALL) / 2, TOP + PLOT_HEIGHT + 8, label, SMALL);
    }
    for (double tick : vertical.ticks()) {
      int y = (int) Math.round(canvas.y(vertical.share(tick)));
      canvas.box(LEFT, y, LEFT + PLOT_WIDTH, y + 1, GRID);
      String label = label(tick);
      canvas.text(LEFT - 8 - width(label, SMALL), y - 3, label, SMALL);
    }
    canvas.box(LEFT, TOP, LEFT + PLOT_WIDTH, TOP + 1, FRAME);
    canvas.box(LEFT, TOP + PLOT_HEIGHT, LEFT + PLOT_WIDTH + 1, TOP + PLOT_HEIGHT + 1, FRAME);
    canvas.box(LEFT, TOP, LEFT + 1, TOP + PLOT_HEIGHT, FRAME);
    canvas.box(LEFT + PLOT_WIDTH, TOP, LEFT + PLOT_WIDTH + 1, TOP + PLOT_HEIGHT, FRAME);
    canvas.text((WIDTH - width(title, LARGE)) / 2, 10, title, LARGE);
    canvas.text(8, TOP - 16, vertical.name(), SMALL);
    String name = across.name();
    canvas.text(LEFT + (PLOT_WIDTH - width(name, SMALL)) / 2, TOP + PLOT_HEIGHT + 26, name, SMALL);
  }

  private void dots(Canvas canvas, Layer layer, Axis vertical) {
    for (int i = 0; i < layer.x().length; i++) {
      double x = across.share(layer.x()[i]);
      double y = vertical.share(layer.y()[i]);
      if (x >= 0 && x <= 1 && y >= 0 && y <= 1) {
        canvas.dot(canvas.x(x), canvas.y(y), RADIUS, layer.colour(), layer.alpha());
      }
    }
  }

  private static void bars(Canvas canvas, Layer layer, Axis vertical) {
    int base = TOP + PLOT_HEIGHT;
    int before = base;
    for (int bin = 0; bin < layer.bins(); bin++) {
      int left = (int) Math.round(canvas.x((double) bin / layer.bins()));
      int right = (int) Math.round(canvas.x((bin + 1.0) / layer.bins()));
      int top = (int) Math.round(canvas.y(vertical.share(layer.x()[bin])));
      canvas.blend(left, top, right, base, layer.colour(), layer.alpha());
      canvas.box(left, top, right, top + 2, layer.colour());
      canvas.box(left, Math.min(top, before), left + 2, Math.max(top, before), layer.colour());
      before = top;
    }
    int end = LEFT + PLOT_WIDTH;
    canvas.box(end - 2, Math.min(base, before), end, base, layer.colour());
  }

  private void legend(Canvas canvas) {
    int all = layers.stream().mapToInt(layer -> width(layer.name(), LARGE) + 48).sum();
    int x = Math.max(4, (WIDTH - all) / 2);
    for (Layer layer : layers) {
      canvas.box(x, HEIGHT - 24, x + 14, HEIGHT - 10, layer.colour());
      canvas.text(x + 22, HEIGHT - 24, layer.name(), LARGE);
      x += width(layer.name(), LARGE) + 48;
    }
  }

  private static int width(String text, int size) {
    return text.length() * Lettering.ADVANCE * size;
  }

  /// A tick as short as it can be written: six digits at most.
  private static String label(double tick) {
    if (tick == 0) {
      return "0";
    }
    double size = Math.abs(tick);
    return size >= 1e6 || size < 1e-4
        ? String.format(Locale.ROOT, "%.2e", tick)
        : String.format(Locale.ROOT, "%.6f", tick).replaceAll("\\.?0+$", "");
  }

  /// The raster, white at first.
  private static final class Canvas {
    private final byte[] rgb = new byte[WIDTH * HEIGHT * 3];

    Canvas() {
      Arrays.fill(rgb, (byte) 0xFF);
    }

    double x(double share) {
      return LEFT + share * PLOT_WIDTH;
    }

    double y(double share) {
      return TOP + (1 - share) * PLOT_HEIGHT;
    }

    void text(int x, int y, String line, int size) {
      Lettering.draw(rgb, WIDTH, x, y, line, size, INK);
    }

    void box(int left, int top, int right, int bottom, int colour) {
      blend(left, top, right, bottom, colour, 1);
    }

    void blend(int left, int top, int right, int bottom, int colour, double alpha) {
      for (int y = Math.max(0, top); y < Math.min(HEIGHT, bottom); y++) {
        for (int x = Math.max(0, left); x < Math.min(WIDTH, right); x++) {
          mix(x, y, colour, alpha);
        }
      }
    }

    /// A disc with a soft edge: a pixel takes as much colour as the disc covers of it, about.
    void dot(double centreX, double centreY, double radius, int colour, double alpha) {
      int reach = (int) Math.ceil(radius + 1);
      for (int y = (int) centreY - reach; y <= (int) centreY + reach; y++) {
        for (int x = (int) centreX - reach; x <= (int) centreX + reach; x++) {
          double distance = Math.hypot(x + 0.5 - centreX, y + 0.5 - centreY);
          double covered = Math.clamp(radius + 0.5 - distance, 0, 1);
          if (covered > 0 && x >= 0 && x < WIDTH && y >= 0 && y < HEIGHT) {
            mix(x, y, colour, alpha * covered);
          }
        }
      }
    }

    private void mix(int x, int y, int colour, double alpha) {
      int at = 3 * (y * WIDTH + x);
      for (int channel = 0; channel < 3; channel++) {
        int under = rgb[at + channel] & 0xFF;
        int over = colour >> 8 * (2 - channel) & 0xFF;
        rgb[at + channel] = (byte) Math.round(under + alpha * (over - under));
      }
    }
  }
}
