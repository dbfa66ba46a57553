package dev.limn.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.limn.image.DecodeException.Reason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  private static final int GOLDEN_BYTES = 20 * 12 * 3;

  private static byte[] resource(String name) throws IOException {
    try (var in = ImageDecoderTest.class.getResourceAsStream("/goldens/image/" + name)) {
      return in.readAllBytes();
    }
  }

  private static byte[] encoded(BufferedImage picture, String format) throws IOException {
    var out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(picture, format, out)).isTrue();
    return out.toByteArray();
  }

  private static byte[] encoded(Image image, String format) throws IOException {
    var picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        picture.setRGB(x, y, Pictures.colour(image, x, y));
      }
    }
    return encoded(picture, format);
  }

  private static DecodeException refusal(byte[] bytes) {
    var thrown = catchThrowable(() -> ImageDecoder.decode(bytes, "x.png"));
    assertThat(thrown).isInstanceOf(DecodeException.class).hasMessageStartingWith("x.png: ");
    return (DecodeException) thrown;
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp"})
  void losslessKindsComeBackBitForBit(String format) throws IOException {
    var image = Pictures.seeded(37, 23, 5);
    var decoded = ImageDecoder.decode(encoded(image, format), "x");
    assertThat(decoded.width()).isEqualTo(37);
    assertThat(decoded.rgb()).isEqualTo(image.rgb());
  }

  @Test
  void whatLimnWritesIsReadBack() {
    var image = Pictures.seeded(9, 7, 2);
    assertThat(ImageDecoder.decode(Png.encode(image), "x").rgb()).isEqualTo(image.rgb());
  }

  /// Lossy WebP differs most, at hard changes of colour: its halved colour planes are enlarged by
  /// other rules.
  @ParameterizedTest
  @CsvSource({
    "0, lossless.webp, 0",
    "1, lossy.webp, 20",
    "2, cmyk.jpg, 4",
    "3, plain.jpg, 1",
    "4, progressive.jpg, 1",
    "5, grey.jpg, 1"
  })
  void picturesLookAsPillowReadsThem(int place, String name, int tolerance) throws IOException {
    var all = resource("decode.bin");
    var expected = Arrays.copyOfRange(all, place * GOLDEN_BYTES, (place + 1) * GOLDEN_BYTES);
    var decoded = ImageDecoder.decode(resource(name), name);
    assertThat(decoded.width()).isEqualTo(20);
    int worst = 0;
    for (int i = 0; i < expected.length; i++) {
      worst = Math.max(worst, Math.abs((expected[i] & 255) - (decoded.rgb()[i] & 255)));
    }
    assertThat(worst).isLessThanOrEqualTo(tolerance);
  }

  @Test
  void transparencyIsLaidOnWhite() throws IOException {
    var picture = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
    picture.setRGB(0, 0, 0x00FF0000);
    picture.setRGB(1, 0, 0x80FF0000);
    picture.setRGB(2, 0, 0xFFFF0000);
    var decoded = ImageDecoder.decode(encoded(picture, "png"), "x");
    assertThat(Pictures.colour(decoded, 0, 0)).isEqualTo(0xFFFFFF);
    assertThat(Pictures.colour(decoded, 1, 0)).isEqualTo(0xFF7F7F);
    assertThat(Pictures.colour(decoded, 2, 0)).isEqualTo(0xFF0000);
  }

  /// Through AWT's colour conversion these greys would come out far brighter.
  @ParameterizedTest
  @CsvSource({"10, 1", "11, 257"}) // TYPE_BYTE_GRAY, TYPE_USHORT_GRAY
  void greyKeepsItsStoredValue(int type, int scale) throws IOException {
    var picture = new BufferedImage(256, 1, type);
    for (int x = 0; x < 256; x++) {
      picture.getRaster().setSample(x, 0, 0, x * scale);
    }
    var decoded = ImageDecoder.decode(encoded(picture, "png"), "x");
    for (int x = 0; x < 256; x++) {
      assertThat(Pictures.colour(decoded, x, 0)).isEqualTo(x << 16 | x << 8 | x);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "gif"})
  void palettesAreResolved(String format) throws IOException {
    var picture = new BufferedImage(16, 8, BufferedImage.TYPE_BYTE_INDEXED);
    for (int x = 0; x < 16; x++) {
      picture.setRGB(x, 0, x % 2 == 0 ? 0xFFFF0000 : 0xFF0000FF);
      picture.setRGB(x, 1, 0xFFFFFFFF);
    }
    var decoded = ImageDecoder.decode(encoded(picture, format), "x");
    assertThat(Pictures.colour(decoded, 0, 0)).isEqualTo(0xFF0000);
    assertThat(Pictures.colour(decoded, 1, 0)).isEqualTo(0x0000FF);
    assertThat(Pictures.colour(decoded, 7, 1)).isEqualTo(0xFFFFFF);
  }

  /// Where the stored upper left and upper right corners belong (Exif 2.3, table of tag 0x0112).
  @ParameterizedTest
  @CsvSource({
    "1, TL, TR", "2, TR, TL", "3, BR, BL", "4, BL, BR",
    "5, TL, BL", "6, TR, BR", "7, BR, TR", "8, BL, TL"
  })
  void camerasOrientationIsApplied(int orientation, String red, String blue) throws IOException {
    var stored = Pictures.plain(32, 16, 0x808080);
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 8; x++) {
        stored.rgb()[(y * 32 + x) * 3] = (byte) 255;
        stored.rgb()[(y * 32 + 31 - x) * 3 + 2] = (byte) 255;
      }
    }
    var jpeg = encoded(stored, "jpg");
    var exif =
        new byte[] {
          (byte) 0xFF,
          (byte) 0xE1,
          0,
          34,
          'E',
          'x',
          'i',
          'f',
          0,
          0,
          'M',
          'M',
          0,
          42,
          0,
          0,
          0,
          8,
          0,
          1,
          0x01,
          0x12,
          0,
          3,
          0,
          0,
          0,
          1,
          0,
          (byte) orientation,
          0,
          0,
          0,
          0,
          0,
          0
        };
    var tagged = ByteBuffer.allocate(jpeg.length + exif.length);
    tagged.put(jpeg, 0, 2).put(exif).put(jpeg, 2, jpeg.length - 2);
    var decoded = ImageDecoder.decode(tagged.array(), "x.jpg");
    assertThat(decoded.width()).isEqualTo(orientation >= 5 ? 16 : 32);
    assertThat(corner(decoded, red) >> 16).isGreaterThan(230);
    assertThat(corner(decoded, blue) & 255).isGreaterThan(230);
  }

  /// A TIFF header with the tag of orientation alone.
  private static byte[] exif(int orientation, boolean little) {
    var exif = ByteBuffer.allocate(26);
    exif.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    exif.put((little ? "II" : "MM").getBytes(StandardCharsets.US_ASCII)).putShort((short) 42);
    exif.putInt(8).putShort((short) 1).putShort((short) 0x0112).putShort((short) 3).putInt(1);
    return exif.putShort((short) orientation).putShort((short) 0).putInt(0).array();
  }

  private static byte[] chunk(byte[] png, String type, byte[] content) {
    var sum = new CRC32();
    sum.update(type.getBytes(StandardCharsets.US_ASCII));
    sum.update(content);
    int header = 8 + 25; // signature and IHDR
    return ByteBuffer.allocate(png.length + content.length + 12)
        .put(png, 0, header)
        .putInt(content.length)
        .put(type.getBytes(StandardCharsets.US_ASCII))
        .put(content)
        .putInt((int) sum.getValue())
        .put(png, header, png.length - header)
        .array();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 6, 8})
  void orientationIsAppliedInEveryKindOfFile(int orientation) throws IOException {
    var stored = Pictures.seeded(20, 12, 4);
    var expected = Exif.upright(stored, orientation);
    var png = chunk(Png.encode(stored), "eXIf", exif(orientation, true));
    var turned = ImageDecoder.decode(png, "x.png");
    assertThat(turned.width()).isEqualTo(expected.width());
    assertThat(turned.rgb()).isEqualTo(expected.rgb());

    var webp = resource("lossless.webp");
    for (boolean marked : new boolean[] {false, true}) {
      var data = exif(orientation, false);
      int length = data.length + (marked ? 6 : 0);
      var tagged = ByteBuffer.allocate(webp.length + 8 + length).order(ByteOrder.LITTLE_ENDIAN);
      tagged.put(webp).put("EXIF".getBytes(StandardCharsets.US_ASCII)).putInt(length);
      tagged.put((marked ? "Exif\0\0" : "").getBytes(StandardCharsets.US_ASCII)).put(data);
      tagged.putInt(4, webp.length + length);
      var plain = ImageDecoder.decode(webp, "x.webp");
      assertThat(ImageDecoder.decode(tagged.array(), "x.webp").rgb())
          .isEqualTo(Exif.upright(plain, orientation).rgb());
    }
  }

  @Test
  void exifThatMakesNoSenseTurnsNothing() {
    var image = Pictures.seeded(9, 7, 2);
    var huge = exif(6, true);
    ByteBuffer.wrap(huge).order(ByteOrder.LITTLE_ENDIAN).putInt(14, 0x7fffffff);
    for (var data :
        new byte[][] {{}, {'I', 'I'}, exif(0, true), exif(9, false), huge, new byte[100]}) {
      var decoded = ImageDecoder.decode(chunk(Png.encode(image), "eXIf", data), "x");
      assertThat(decoded.rgb()).isEqualTo(image.rgb());
    }
  }

  @Test
  void tiffIsRead() throws IOException {
    var image = Pictures.seeded(37, 23, 5);
    var tiff = encoded(image, "tiff");
    assertThat(ImageDecoder.decode(tiff, "x.tif").rgb()).isEqualTo(image.rgb());
    assertThat(ImageDecoder.size(tiff, "x.tif")).isEqualTo(new ImageDecoder.Size(37, 23));
    assertThat(refusal(Arrays.copyOf(tiff, 60)).reason()).isEqualTo(Reason.BROKEN);
  }

  /// Pillow 12 draws the rest of the canvas in the palette's first colour.
  @Test
  void aFrameSmallerThanItsCanvasKeepsItsPlace() {
    var frame = Pictures.plain(4, 4, 0x00FF00);
    frame.rgb()[1] = 0;
    var gif = Gif.encode(List.of(frame), Gif.Options.DEFAULT);
    ByteBuffer.wrap(gif)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(6, (short) 9)
        .putShort(8, (short) 7);
    int at = 13;
    while ((gif[at] & 255) != 0x2C) {
      at++;
    }
    ByteBuffer.wrap(gif)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(at + 1, (short) 3)
        .putShort(at + 3, (short) 2);
    var decoded = ImageDecoder.decode(gif, "x.gif");
    assertThat(decoded.width()).isEqualTo(9);
    assertThat(decoded.height()).isEqualTo(7);
    assertThat(Pictures.colour(decoded, 3, 2)).isZero();
    assertThat(Pictures.colour(decoded, 6, 5)).isEqualTo(0x00FF00);
    assertThat(Pictures.colour(decoded, 0, 0)).as("the first colour").isZero();
    assertThat(ImageDecoder.size(gif, "x")).isEqualTo(new ImageDecoder.Size(9, 7));
  }

  /// Values as Pillow stretches them: 5 bits times 255 / 31, 6 bits times 255 / 63.
  @Test
  void bitmapsOfFiveSixFiveBitsAreRead() {
    var bmp = ByteBuffer.allocate(66 + 8).order(ByteOrder.LITTLE_ENDIAN);
    bmp.put((byte) 'B').put((byte) 'M').putInt(74).putInt(0).putInt(66);
    bmp.putInt(40).putInt(2).putInt(2).putShort((short) 1).putShort((short) 16).putInt(3);
    bmp.putInt(8).putInt(0).putInt(0).putInt(0).putInt(0);
    bmp.putInt(0xF800).putInt(0x07E0).putInt(0x001F);
    bmp.putShort((short) 0x001F).putShort((short) 0xFFFF);
    bmp.putShort((short) (17 << 11)).putShort((short) (40 << 5));
    var decoded = ImageDecoder.decode(bmp.array(), "x.bmp");
    assertThat(Pictures.colour(decoded, 0, 1)).isEqualTo(0x0000FF);
    assertThat(Pictures.colour(decoded, 1, 1)).isEqualTo(0xFFFFFF);
    assertThat(Pictures.colour(decoded, 0, 0)).isEqualTo(17 * 255 / 31 << 16);
    assertThat(Pictures.colour(decoded, 1, 0)).isEqualTo(40 * 255 / 63 << 8);
  }

  @ParameterizedTest
  @CsvSource({
    "0000001c66747970617669660000000061766966, an AVIF picture",
    "00000018667479706d696631000000006d696631, a HEIC picture",
    "00000018667479706865696300000000, a HEIC picture",
    "0000000c6a5020200d0a870a, a JPEG 2000 picture",
    "ff4fff51002f0000, a JPEG 2000 picture",
    "0000000c4a584c200d0a870a, a JPEG XL picture",
    "384250530001, a Photoshop picture",
    "0000001866747970697367726d000000, a film (MP4)",
    "255044462d312e34, a PDF document"
  })
  void whatIsNotReadIsCalledByItsName(String bytes, String name) {
    var refused = refusal(HexFormat.of().parseHex(bytes));
    assertThat(refused).hasMessageContaining(name).hasMessageContaining("PNG");
  }

  private static int corner(Image image, String name) {
    int x = name.endsWith("L") ? 2 : image.width() - 3;
    int y = name.startsWith("T") ? 2 : image.height() - 3;
    return Pictures.colour(image, x, y);
  }

  @Test
  void sizeIsReadFromTheHeaderAlone() throws IOException {
    var png = encoded(Pictures.seeded(37, 23, 5), "png");
    assertThat(ImageDecoder.size(Arrays.copyOf(png, png.length / 2), "x"))
        .isEqualTo(new ImageDecoder.Size(37, 23));
  }

  @ParameterizedTest
  @CsvSource({"20000, 20000", "8193, 1", "1, 8193", "8192, 8192"})
  void bombsAreRefusedByTheirHeader(int width, int height) {
    assertThat(refusal(bomb(width, height)).reason()).isEqualTo(Reason.TOO_LARGE);
  }

  /// A well-formed PNG that announces more than it holds.
  static byte[] bomb(int width, int height) {
    var out = ByteBuffer.allocate(8 + 25 + 12 + 12);
    out.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    chunk(
        out,
        "IHDR",
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put(new byte[] {8, 2, 0, 0, 0})
            .array());
    chunk(out, "IDAT", new byte[0]);
    chunk(out, "IEND", new byte[0]);
    return out.array();
  }

  private static void chunk(ByteBuffer out, String type, byte[] data) {
    var crc = new CRC32();
    crc.update(type.getBytes(StandardCharsets.US_ASCII));
    crc.update(data);
    out.putInt(data.length)
        .put(type.getBytes(StandardCharsets.US_ASCII))
        .put(data)
        .putInt((int) crc.getValue());
  }

  @Test
  void whatIsNoPictureIsNamed() {
    assertThat(refusal(new byte[0]).reason()).isEqualTo(Reason.EMPTY);
    assertThat(refusal("<!DOCTYPE html><p>404".getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("an HTML page")
        .extracting(DecodeException::reason)
        .isEqualTo(Reason.NOT_A_PICTURE);
    assertThat(
            refusal("version https://git-lfs.github.com/spec/v1".getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("Git LFS pointer");
    assertThat(refusal(new byte[100])).hasMessageContaining("zero bytes");
    assertThat(refusal("hello".getBytes(StandardCharsets.UTF_8)).reason())
        .isEqualTo(Reason.NOT_A_PICTURE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp", "webp"})
  void noPictureThatEndsEarlyIsDecoded(String format) throws IOException {
    var whole =
        format.equals("webp")
            ? resource("lossy.webp")
            : encoded(Pictures.seeded(24, 18, 9), format);
    ImageDecoder.decode(whole, "x");
    // GIF's own data ends a little before the file does: a sub-block terminator and a trailer.
    int longest = format.equals("gif") ? whole.length - 4 : whole.length - 1;
    for (int length = 0; length <= longest; length++) {
      var cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> ImageDecoder.decode(cut, "x"))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void damagedPngIsFoundByItsChecksum() throws IOException {
    var png = encoded(Pictures.seeded(24, 18, 9), "png");
    png[png.length / 2] ^= 4;
    assertThat(refusal(png).reason()).isEqualTo(Reason.BROKEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp", "webp"})
  void damageNeverEscapesUntyped(String format) throws IOException {
    var whole =
        format.equals("webp")
            ? resource("lossy.webp")
            : encoded(Pictures.seeded(24, 18, 9), format);
    var random = new Random(format.hashCode());
    int refused = 0;
    for (int round = 0; round < 400; round++) {
      var damaged = whole.clone();
      for (int hit = 0; hit < 3; hit++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      var thrown = catchThrowable(() -> ImageDecoder.decode(damaged, "x"));
      if (thrown != null) {
        assertThat(thrown).isInstanceOf(DecodeException.class);
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
