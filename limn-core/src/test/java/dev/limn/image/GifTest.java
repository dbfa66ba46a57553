package dev.limn.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GifTest {
  @TempDir Path folder;

  @Test
  void framesOfFewColoursComeBackExactly() throws IOException {
    for (int colours : new int[] {1, 2, 3, 4, 5, 17, 256}) {
      var frames = new ArrayList<Image>();
      for (int f = 0; f < 3; f++) {
        byte[] rgb = new byte[50 * 31 * 3];
        for (int i = 0; i < rgb.length; i += 3) {
          int value = (int) Math.floorMod(((i / 3 + f) * 2654435761L >> 7), (long) colours);
          rgb[i] = (byte) value;
          rgb[i + 1] = (byte) (255 - value);
          rgb[i + 2] = (byte) (value * 7);
        }
        frames.add(new Image(50, 31, rgb));
      }
      var read = read(Gif.encode(frames, Gif.Options.DEFAULT));
      assertThat(read).hasSize(3);
      for (int f = 0; f < 3; f++) {
        assertThat(read.get(f).rgb())
            .as("%d colours, frame %d", colours, f)
            .isEqualTo(frames.get(f).rgb());
      }
    }
  }

  @Test
  void aLongNoisyFrameFillsTheCodeTableManyTimesAndComesBack() throws IOException {
    var random = new Random(5);
    byte[] rgb = new byte[300 * 200 * 3];
    for (int i = 0; i < rgb.length; i += 3) {
      byte value = (byte) random.nextInt(200);
      rgb[i] = value;
      rgb[i + 1] = value;
      rgb[i + 2] = value;
    }
    // Every length around the places where codes grow.
    var image = new Image(300, 200, rgb);
    assertThat(read(Gif.encode(List.of(image), Gif.Options.DEFAULT)).getFirst().rgb())
        .isEqualTo(rgb);
    for (int width = 1; width <= 300; width++) {
      var strip = Resampler.crop(image, 0, 0, width, 3);
      assertThat(read(Gif.encode(List.of(strip), Gif.Options.DEFAULT)).getFirst().rgb())
          .as("width %d", width)
          .isEqualTo(strip.rgb());
    }
  }

  @Test
  void manyColoursAreCloseAfterQuantisation() throws IOException {
    var frames = new ArrayList<Image>();
    for (int f = 0; f < 4; f++) {
      frames.add(Resampler.resize(Pictures.seeded(6, 6, f + 1), 64, 64, Filter.BICUBIC));
    }
    double plain = blockError(frames, read(Gif.encode(frames, new Gif.Options(50, 0, false))));
    double dithered = blockError(frames, read(Gif.encode(frames, new Gif.Options(50, 0, true))));
    assertThat(plain).isLessThan(4);
    assertThat(dithered).isLessThan(0.8 * plain);
  }

  /// Mean distance of the means of 4×4 pixels: dithering trades noise for a right mean.
  private static double blockError(List<Image> wanted, List<Image> got) {
    double error = 0;
    for (int f = 0; f < wanted.size(); f++) {
      byte[] a = Resampler.resize(wanted.get(f), 16, 16, Filter.BOX).rgb();
      byte[] b = Resampler.resize(got.get(f), 16, 16, Filter.BOX).rgb();
      for (int i = 0; i < a.length; i++) {
        error += Math.abs((a[i] & 0xFF) - (b[i] & 0xFF)) / (double) a.length;
      }
    }
    return error / wanted.size();
  }

  @Test
  void delayAndLoopsAreInTheFile() throws IOException {
    var frames = List.of(Pictures.plain(4, 4, 0xFF0000), Pictures.plain(4, 4, 0x00FF00));
    var file = folder.resolve("turn.gif");
    Gif.write(file, frames, new Gif.Options(250, 3, false));
    var reader = reader(Files.readAllBytes(file));
    var root =
        (IIOMetadataNode) reader.getImageMetadata(1).getAsTree("javax_imageio_gif_image_1.0");
    var control = (IIOMetadataNode) root.getElementsByTagName("GraphicControlExtension").item(0);
    assertThat(control.getAttribute("delayTime")).isEqualTo("25");
    var first =
        (IIOMetadataNode) reader.getImageMetadata(0).getAsTree("javax_imageio_gif_image_1.0");
    var extension = (IIOMetadataNode) first.getElementsByTagName("ApplicationExtension").item(0);
    assertThat(extension.getAttribute("applicationID")).isEqualTo("NETSCAPE");
    assertThat((byte[]) extension.getUserObject()).containsExactly(1, 2, 0);
  }

  @Test
  void theSameFramesGiveTheSameBytes() {
    var frames = List.of(Pictures.seeded(40, 40, 1), Pictures.seeded(40, 40, 2));
    assertThat(Gif.encode(frames, Gif.Options.DEFAULT))
        .isEqualTo(Gif.encode(frames, Gif.Options.DEFAULT));
  }

  @Test
  void framesOfDifferentSizesAreRefused() {
    var frames = List.of(Pictures.seeded(4, 4, 1), Pictures.seeded(4, 5, 1));
    assertThatThrownBy(() -> Gif.encode(frames, Gif.Options.DEFAULT))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("frame 1 has 4×5");
    assertThatThrownBy(() -> Gif.encode(List.of(), Gif.Options.DEFAULT))
        .isInstanceOf(ImageException.class);
    assertThatThrownBy(() -> new Gif.Options(10, 0, false))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("10 ms");
  }

  private static ImageReader reader(byte[] gif) throws IOException {
    var reader = ImageIO.getImageReadersByFormatName("gif").next();
    reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(gif)));
    return reader;
  }

  private static List<Image> read(byte[] gif) throws IOException {
    var reader = reader(gif);
    var images = new ArrayList<Image>();
    for (int f = 0; f < reader.getNumImages(true); f++) {
      var frame = reader.read(f);
      byte[] rgb = new byte[frame.getWidth() * frame.getHeight() * 3];
      for (int i = 0; i < rgb.length / 3; i++) {
        int colour = frame.getRGB(i % frame.getWidth(), i / frame.getWidth());
        rgb[3 * i] = (byte) (colour >> 16);
        rgb[3 * i + 1] = (byte) (colour >> 8);
        rgb[3 * i + 2] = (byte) colour;
      }
      images.add(new Image(frame.getWidth(), frame.getHeight(), rgb));
    }
    return images;
  }
}
