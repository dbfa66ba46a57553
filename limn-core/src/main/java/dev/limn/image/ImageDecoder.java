package dev.limn.image;

import dev.limn.image.DecodeException.Reason;
import dev.limn.io.RegularFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/// Turns the bytes of a picture file into an [Image].
///
/// PNG, JPEG (also CMYK), WebP, GIF (its first frame, on its canvas), BMP and TIFF (its first page)
/// are told apart by their content, never by their name. The size is read from the header and held
/// against the limits *before* anything is decoded, so that a small file cannot ask for gigabytes.
/// What ends early or is damaged is refused: a decoder that fills the rest with grey would teach a
/// network grey.
///
/// Everything becomes 8-bit RGB as Pillow's `convert("RGB")` makes it: colour profiles are not
/// applied, 16-bit samples keep their upper byte, grey is repeated. Two differences, for pictures
/// from the wild: what is transparent is laid on white (Pillow drops the alpha channel), and a
/// camera's EXIF orientation is applied, whatever kind of file holds it.
public final class ImageDecoder {
  /// The longest side that is decoded, in pixels.
  public static final int MAX_SIDE = 8_192;

  /// The largest area that is decoded, in pixels.
  public static final long MAX_PIXELS = 40_000_000;

  /// The largest file that is read, in bytes.
  public static final long MAX_BYTES = 256L << 20;

  /// Width and height in pixels.
  public record Size(int width, int height) {}

  private ImageDecoder() {}

  /// Reads and decodes a file.
  ///
  /// @throws DecodeException when the content is refused
  /// @throws IOException when the file cannot be read
  public static Image read(Path file) throws IOException {
    RegularFile.require(file);
    long size = Files.size(file);
    if (size > MAX_BYTES) {
      throw new DecodeException(
          Reason.TOO_LARGE, file + ": " + size + " bytes; expected at most " + MAX_BYTES);
    }
    return decode(Files.readAllBytes(file), file.toString());
  }

  /// Decodes the bytes of a picture file.
  ///
  /// @param name what to call it in messages
  /// @throws DecodeException when the content is refused
  public static Image decode(byte[] bytes, String name) {
    var kind = ImageKind.of(bytes, name);
    kind.requireWhole(bytes, name);
    var picture =
        reading(
            bytes,
            name,
            kind,
            reader -> {
              size(reader, kind, bytes, name);
              return reader.read(0);
            });
    var image = BufferedImages.rgb(picture, name);
    if (kind == ImageKind.GIF) {
      image = GifCanvas.of(bytes).around(image, picture.getColorModel());
    }
    return Exif.upright(image, kind.exif(bytes).map(Exif::orientation).orElse(1));
  }

  /// The size that the header announces, held against the limits; nothing is decoded. An EXIF
  /// orientation is not counted in.
  ///
  /// @param name what to call it in messages
  /// @throws DecodeException when the content is refused
  public static Size size(byte[] bytes, String name) {
    var kind = ImageKind.of(bytes, name);
    return reading(bytes, name, kind, reader -> size(reader, kind, bytes, name));
  }

  private static Size size(ImageReader reader, ImageKind kind, byte[] bytes, String name)
      throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    if (kind == ImageKind.GIF) {
      var canvas = GifCanvas.of(bytes);
      width = canvas.widthAround(width);
      height = canvas.heightAround(height);
    }
    if (width < 1 || height < 1) {
      throw new DecodeException(
          Reason.BROKEN, name + ": its header says " + width + "×" + height + " pixels");
    }
    if (width > MAX_SIDE || height > MAX_SIDE || (long) width * height > MAX_PIXELS) {
      throw new DecodeException(
          Reason.TOO_LARGE,
          String.format(
              Locale.ROOT,
              "%s: its header says %,d×%,d pixels; expected at most %,d a side and %,d in all",
              name,
              width,
              height,
              MAX_SIDE,
              MAX_PIXELS));
    }
    return new Size(width, height);
  }

  private interface Reading<T> {
    T with(ImageReader reader) throws IOException;
  }

  private static <T> T reading(byte[] bytes, String name, ImageKind kind, Reading<T> reading) {
    var readers = ImageIO.getImageReadersByFormatName(kind.name());
    if (!readers.hasNext()) {
      throw new DecodeException(
          Reason.UNSUPPORTED, name + ": this Java has no reader for " + kind.name());
    }
    var reader = readers.next();
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(stream, true, true);
      return reading.with(reader);
    } catch (DecodeException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The readers of the JDK answer damage with whatever their loops run into.
      throw new DecodeException(
          Reason.BROKEN, name + ": a damaged " + kind.name() + " (" + firstLine(e) + ")", e);
    } finally {
      reader.dispose();
    }
  }

  private static String firstLine(Throwable e) {
    var message = e.getMessage();
    return message == null || message.isBlank()
        ? e.getClass().getSimpleName()
        : message.lines().findFirst().orElse("").strip();
  }
}
