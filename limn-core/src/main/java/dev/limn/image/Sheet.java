package dev.limn.image;

import java.util.List;
import java.util.Locale;

/// Many pictures on one: grids, strips, captioned rows.
public final class Sheet {
  private Sheet() {}

  /// How a sheet looks.
  ///
  /// @param gap pixels between neighbours, and around all when it is not 0; not enlarged by `scale`
  /// @param background colour of gaps and empty places, `0xRRGGBB`; captions are black or white,
  ///   whichever stands out from it
  /// @param scale every picture is enlarged by this factor, pixels staying squares
  public record Style(int gap, int background, int scale) {
    /// No gap, white, not enlarged.
    public static final Style PLAIN = new Style(0, 0xFFFFFF, 1);

    public Style {
      if (gap < 0 || gap > 1024) {
        throw new ImageException("a gap of " + gap + " pixels; expected 0 to 1024");
      }
      if (background < 0 || background > 0xFFFFFF) {
        throw new ImageException(
            String.format(Locale.ROOT, "background 0x%X; expected a colour 0xRRGGBB", background));
      }
      if (scale < 1 || scale > 64) {
        throw new ImageException("enlarged by " + scale + "; expected 1 to 64");
      }
    }
  }

  /// `image` with every pixel a square of `factor` × `factor`.
  ///
  /// @throws ImageException when the factor is below 1 or the result would not fit an array
  public static Image enlarge(Image image, int factor) {
    if (factor < 1 || (double) image.rgb().length * factor * factor > Integer.MAX_VALUE - 8) {
      throw new ImageException(
          String.format(
              Locale.ROOT,
              "cannot enlarge %d×%d by %d; expected a factor of at least 1 and a result below 2 GB",
              image.width(),
              image.height(),
              factor));
    }
    return Resampler.resize(image, image.width() * factor, image.height() * factor, Filter.NEAREST);
  }

  /// A grid filled row by row; places that are left over in the last row stay empty.
  ///
  /// @param images at least one, all of one size
  /// @param columns at least 1
  /// @throws ImageException when there is no picture, the sizes differ, or the sheet is too large
  public static Image grid(List<Image> images, int columns, Style style) {
    if (columns < 1) {
      throw new ImageException("a grid of " + columns + " columns; expected at least 1");
    }
    int rows = (images.size() + columns - 1) / columns;
    var canvas = new Canvas(images, columns, rows, style, 0);
    for (int i = 0; i < images.size(); i++) {
      canvas.put(images.get(i), i % columns, i / columns, 0);
    }
    return canvas.image();
  }

  /// All pictures side by side.
  ///
  /// @throws ImageException as [#grid]
  public static Image strip(List<Image> images, Style style) {
    return grid(images, Math.max(1, images.size()), style);
  }

  /// Rows of pictures, each below its caption. Long captions are wrapped.
  ///
  /// @param rows at least one, with at least one picture; they may differ in length
  /// @param captions as many as rows; an empty one leaves its place empty
  /// @throws ImageException as [#grid], and when the numbers of rows and captions differ
  public static Image captioned(List<List<Image>> rows, List<String> captions, Style style) {
    if (rows.size() != captions.size()) {
      throw new ImageException(
          rows.size() + " rows with " + captions.size() + " captions; expected one each");
    }
    var images = rows.stream().flatMap(List::stream).toList();
    int columns = Math.max(1, rows.stream().mapToInt(List::size).max().orElse(1));
    int cell = images.isEmpty() ? 1 : images.getFirst().width() * style.scale;
    int size = cell >= 256 ? 2 : 1;
    int letters = Math.max(1, columns * (cell + style.gap) / (Lettering.ADVANCE * size));
    var texts = captions.stream().map(caption -> Lettering.wrapped(caption, letters)).toList();
    int lines = Math.max(1, texts.stream().mapToInt(List::size).max().orElse(1));
    int line = Lettering.LINE * size;
    var canvas = new Canvas(images, columns, rows.size(), style, lines * line + 2 * size);
    for (int row = 0; row < rows.size(); row++) {
      for (int i = 0; i < texts.get(row).size(); i++) {
        canvas.write(texts.get(row).get(i), 0, row, 2 * size + i * line, size);
      }
      for (int column = 0; column < rows.get(row).size(); column++) {
        canvas.put(rows.get(row).get(column), column, row, canvas.header);
      }
    }
    return canvas.image();
  }

  /// A grid filled row by row, each picture below a label of its own. Long labels are wrapped.
  ///
  /// @param images at least one, all of one size
  /// @param labels as many
  /// @param columns at least 1
  /// @throws ImageException as [#grid], and when the numbers of pictures and labels differ
  public static Image labelled(List<Image> images, List<String> labels, int columns, Style style) {
    if (images.size() != labels.size() || columns < 1) {
      throw new ImageException(
          String.format(
              Locale.ROOT,
              "%d pictures with %d labels in %d columns; expected one each, and at least 1 column",
              images.size(),
              labels.size(),
              columns));
    }
    int cell = images.isEmpty() ? 1 : images.getFirst().width() * style.scale;
    int size = cell >= 256 ? 2 : 1;
    int letters = Math.max(1, (cell - 2 * size) / (Lettering.ADVANCE * size));
    var texts = labels.stream().map(label -> Lettering.wrapped(label, letters)).toList();
    int lines = Math.max(1, texts.stream().mapToInt(List::size).max().orElse(1));
    int line = Lettering.LINE * size;
    int rows = (images.size() + columns - 1) / columns;
    var canvas = new Canvas(images, columns, rows, style, lines * line + 2 * size);
    for (int i = 0; i < images.size(); i++) {
      for (int k = 0; k < texts.get(i).size(); k++) {
        canvas.write(texts.get(i).get(k), i % columns, i / columns, 2 * size + k * line, size);
      }
      canvas.put(images.get(i), i % columns, i / columns, canvas.header);
    }
    return canvas.image();
  }

  static void set(byte[] rgb, int pixel, int colour) {
    rgb[3 * pixel] = (byte) (colour >> 16);
    rgb[3 * pixel + 1] = (byte) (colour >> 8);
    rgb[3 * pixel + 2] = (byte) colour;
  }

  /// The sheet while it is being filled. A place is a caption of `header` pixels and a picture.
  private static final class Canvas {
    private final Style style;
    private final int header;
    private final int cellWidth;
    private final int cellHeight;
    private final int width;
    private final int height;
    private final byte[] rgb;

    Canvas(List<Image> images, int columns, int rows, Style style, int header) {
      if (images.isEmpty()) {
        throw new ImageException("a sheet without pictures; expected at least one");
      }
      this.style = style;
      this.header = header;
      var first = images.getFirst();
      for (int i = 1; i < images.size(); i++) {
        var image = images.get(i);
        if (image.width() != first.width() || image.height() != first.height()) {
          throw new ImageException(
              String.format(
                  Locale.ROOT,
                  "picture %d of the sheet has %d×%d pixels; expected %d×%d like the first",
                  i,
                  image.width(),
                  image.height(),
                  first.width(),
                  first.height()));
        }
      }
      long wide = (long) columns * ((long) first.width() * style.scale + style.gap) + style.gap;
      long high =
          (long) rows * (header + (long) first.height() * style.scale + style.gap) + style.gap;
      if (3 * wide > Integer.MAX_VALUE / high) {
        throw new ImageException(
            "a sheet of " + wide + "×" + high + " pixels; expected less than 2 GB");
      }
      cellWidth = first.width() * style.scale;
      cellHeight = first.height() * style.scale;
      width = (int) wide;
      height = (int) high;
      rgb = new byte[3 * width * height];
      for (int i = 0; i < width * height; i++) {
        set(rgb, i, style.background);
      }
    }

    void put(Image image, int column, int row, int below) {
      var enlarged = enlarge(image, style.scale);
      int x = style.gap + column * (cellWidth + style.gap);
      int y = top(row) + below;
      for (int i = 0; i < cellHeight; i++) {
        System.arraycopy(
            enlarged.rgb(), i * cellWidth * 3, rgb, ((y + i) * width + x) * 3, cellWidth * 3);
      }
    }

    void write(String line, int column, int row, int below, int size) {
      int red = style.background >> 16;
      int green = style.background >> 8 & 0xFF;
      int blue = style.background & 0xFF;
      int ink = 299 * red + 587 * green + 114 * blue > 127_500 ? 0x000000 : 0xFFFFFF;
      int x = style.gap + column * (cellWidth + style.gap) + size;
      Lettering.draw(rgb, width, x, top(row) + below, line, size, ink);
    }

    Image image() {
      return new Image(width, height, rgb);
    }

    private int top(int row) {
      return style.gap + row * (header + cellHeight + style.gap);
    }
  }
}
