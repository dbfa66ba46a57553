package dev.limn.image;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Draws short texts into pictures in letters of 5×7 dots.
///
/// The letters are in `glyphs.txt` beside this class rather than taken from AWT: a font of the
/// system differs from machine to machine, a server may have none, and AWT takes longer to start
/// than a grid to draw. Accents are dropped; what is not ASCII then is a box.
final class Lettering {
  /// Dots from one line to the next.
  static final int LINE = 10;

  /// Dots from one letter to the next.
  static final int ADVANCE = 6;

  private static final int ROWS = 7;
  private static final int COLUMNS = 5;
  private static final boolean[][] UNKNOWN = glyph("##### #...# #...# #...# #...# #...# #####");
  private static final Map<Integer, boolean[][]> GLYPHS = load();

  private Lettering() {}

  private static Map<Integer, boolean[][]> load() {
    var glyphs = new HashMap<Integer, boolean[][]>();
    glyphs.put((int) ' ', new boolean[ROWS][COLUMNS]);
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                Lettering.class.getResourceAsStream("glyphs.txt"), StandardCharsets.US_ASCII))) {
      in.lines().forEach(line -> glyphs.put((int) line.charAt(0), glyph(line.substring(2))));
    } catch (IOException e) {
      throw new UncheckedIOException("glyphs.txt is missing from the program", e);
    }
    return glyphs;
  }

  private static boolean[][] glyph(String rows) {
    String[] lines = rows.split(" ");
    boolean[][] dots = new boolean[ROWS][COLUMNS];
    for (int y = 0; y < ROWS; y++) {
      for (int x = 0; x < COLUMNS; x++) {
        dots[y][x] = lines[y].charAt(x) == '#';
      }
    }
    return dots;
  }

  /// The text in lines of at most `letters` letters, broken at spaces where there is one.
  static List<String> wrapped(String text, int letters) {
    String plain =
        Normalizer.normalize(text, Normalizer.Form.NFD)
            .replaceAll("\\p{M}", "")
            .replaceAll("\\s+", " ")
            .strip();
    int[] rest = plain.codePoints().toArray();
    var lines = new ArrayList<String>();
    int from = 0;
    while (from < rest.length) {
      int to = Math.min(rest.length, from + letters);
      if (to < rest.length) {
        int space = to;
        while (space > from && rest[space] != ' ') {
          space--;
        }
        to = space > from ? space : to;
      }
      lines.add(new String(rest, from, to - from));
      from = to < rest.length && rest[to] == ' ' ? to + 1 : to;
    }
    return lines;
  }

  /// Draws one line with its upper left dot at `(x, y)`, every dot a square of `size` pixels; what
  /// leaves the picture is cut off.
  static void draw(byte[] rgb, int width, int x, int y, String line, int size, int colour) {
    int at = x;
    int height = rgb.length / 3 / width;
    for (int letter : line.codePoints().toArray()) {
      boolean[][] dots = GLYPHS.getOrDefault(letter, UNKNOWN);
      for (int dy = 0; dy < ROWS * size; dy++) {
        for (int dx = 0; dx < COLUMNS * size; dx++) {
          int px = at + dx;
          int py = y + dy;
          if (dots[dy / size][dx / size] && px >= 0 && px < width && py >= 0 && py < height) {
            Sheet.set(rgb, py * width + px, colour);
          }
        }
      }
      at += ADVANCE * size;
    }
  }
}
