package dev.limn.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SheetTest {
  private static final Image RED = Pictures.plain(4, 3, 0xFF0000);
  private static final Image GREEN = Pictures.plain(4, 3, 0x00FF00);
  private static final Image BLUE = Pictures.plain(4, 3, 0x0000FF);

  @Test
  void aGridIsFilledRowByRow() {
    var sheet = Sheet.grid(List.of(RED, GREEN, BLUE), 2, new Sheet.Style(1, 0x102030, 2));
    assertThat(sheet.width()).isEqualTo(2 * 8 + 3);
    assertThat(sheet.height()).isEqualTo(2 * 6 + 3);
    assertThat(Pictures.colour(sheet, 0, 0)).isEqualTo(0x102030);
    assertThat(Pictures.colour(sheet, 1, 1)).isEqualTo(0xFF0000);
    assertThat(Pictures.colour(sheet, 8, 6)).isEqualTo(0xFF0000);
    assertThat(Pictures.colour(sheet, 9, 6)).isEqualTo(0x102030);
    assertThat(Pictures.colour(sheet, 10, 6)).isEqualTo(0x00FF00);
    assertThat(Pictures.colour(sheet, 1, 8)).isEqualTo(0x0000FF);
    assertThat(Pictures.colour(sheet, 10, 8)).isEqualTo(0x102030);
  }

  @Test
  void aStripIsOneRow() {
    var strip = Sheet.strip(List.of(RED, GREEN, BLUE), Sheet.Style.PLAIN);
    assertThat(strip.width()).isEqualTo(12);
    assertThat(strip.height()).isEqualTo(3);
    assertThat(Pictures.colour(strip, 11, 2)).isEqualTo(0x0000FF);
  }

  @Test
  void enlargingKeepsPixelsSquare() {
    var image = Pictures.seeded(5, 4, 9);
    var large = Sheet.enlarge(image, 3);
    for (int y = 0; y < 12; y++) {
      for (int x = 0; x < 15; x++) {
        assertThat(Pictures.colour(large, x, y)).isEqualTo(Pictures.colour(image, x / 3, y / 3));
      }
    }
  }

  @Test
  void aCaptionStandsAboveItsRow() {
    var wide = Pictures.plain(64, 20, 0xFF0000);
    var sheet =
        Sheet.captioned(
            List.of(List.of(wide, wide), List.of(wide)), List.of("HI", ""), Sheet.Style.PLAIN);
    assertThat(sheet.width()).isEqualTo(128);
    assertThat(sheet.height()).isEqualTo(2 * (12 + 20));
    // The two letters, read back dot by dot.
    var dots = new StringBuilder();
    for (int y = 2; y < 9; y++) {
      for (int x = 1; x < 12; x++) {
        dots.append(Pictures.colour(sheet, x, y) == 0 ? '#' : '.');
      }
      dots.append('\n');
    }
    assertThat(dots)
        .hasToString(
            """
            #...#..###.
            #...#...#..
            #...#...#..
            #####...#..
            #...#...#..
            #...#...#..
            #...#..###.
            """);
    assertThat(Pictures.colour(sheet, 0, 12)).isEqualTo(0xFF0000);
    assertThat(Pictures.colour(sheet, 127, 31)).isEqualTo(0xFF0000);
    assertThat(Pictures.colour(sheet, 127, 63)).isEqualTo(0xFFFFFF);
  }

  @Test
  void longCaptionsAreWrappedAtSpaces() {
    assertThat(Lettering.wrapped("this bird  is rëd", 9)).containsExactly("this bird", "is red");
    assertThat(Lettering.wrapped("abcdefghij", 4)).containsExactly("abcd", "efgh", "ij");
    assertThat(Lettering.wrapped("", 4)).isEmpty();
  }

  @Test
  void aDarkSheetHasWhiteLetters() {
    var sheet =
        Sheet.captioned(
            List.of(List.of(Pictures.plain(32, 4, 0))), List.of("I"), new Sheet.Style(0, 0, 1));
    assertThat(Pictures.colour(sheet, 3, 4)).isEqualTo(0xFFFFFF);
  }

  @Test
  void whatIsNotASheetIsRefused() {
    assertThatThrownBy(() -> Sheet.grid(List.of(), 2, Sheet.Style.PLAIN))
        .isInstanceOf(ImageException.class);
    assertThatThrownBy(() -> Sheet.grid(List.of(RED), 0, Sheet.Style.PLAIN))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("0 columns");
    assertThatThrownBy(() -> Sheet.strip(List.of(RED, Pictures.plain(5, 3, 0)), Sheet.Style.PLAIN))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("picture 1 of the sheet has 5×3");
    assertThatThrownBy(() -> Sheet.captioned(List.of(List.of(RED)), List.of(), Sheet.Style.PLAIN))
        .isInstanceOf(ImageException.class);
    assertThatThrownBy(() -> new Sheet.Style(0, -1, 1)).isInstanceOf(ImageException.class);
    assertThatThrownBy(() -> Sheet.enlarge(RED, 100_000)).isInstanceOf(ImageException.class);
  }
}
