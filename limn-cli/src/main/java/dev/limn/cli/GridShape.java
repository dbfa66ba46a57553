package dev.limn.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Columns and rows of `--grid`: `4x2`.
record GridShape(int columns, int rows) {
  private static final int MOST = 100;

  int places() {
    return columns * rows;
  }

  /// Sheets that so many pictures fill.
  int pages(int pictures) {
    return (pictures + places() - 1) / places();
  }

  /// As it is written.
  @Override
  public String toString() {
    return columns + "x" + rows;
  }

  /// Reads it from the command line.
  static final class Reader implements ITypeConverter<GridShape> {
    Reader() {}

    @Override
    public GridShape convert(String text) {
      if (!text.matches("[0-9]{1,3}[x×][0-9]{1,3}")) {
        throw new TypeConversionException("'" + text + "'; expected COLUMNSxROWS like 4x2");
      }
      var parts = text.split("[x×]");
      var shape = new GridShape(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
      if (shape.columns < 1 || shape.columns > MOST || shape.rows < 1 || shape.rows > MOST) {
        throw new TypeConversionException("'" + text + "'; expected 1 to 100 of each");
      }
      return shape;
    }
  }
}
