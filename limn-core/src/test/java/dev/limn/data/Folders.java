package dev.limn.data;

import dev.limn.image.Image;
import dev.limn.image.Png;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// Makes tiny data sets.
final class Folders {
  private Folders() {}

  static Image plain(int width, int height, int colour) {
    var rgb = new byte[width * height * 3];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = (byte) (colour >> 16);
      rgb[i + 1] = (byte) (colour >> 8);
      rgb[i + 2] = (byte) colour;
    }
    return new Image(width, height, rgb);
  }

  /// A picture no two pixels of which are alike, and no two of different `seed`.
  static Image mixed(int width, int height, int seed) {
    var rgb = new byte[width * height * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) CounterRng.bits(seed, i, 0);
    }
    return new Image(width, height, rgb);
  }

  static byte[] png(Image image) {
    return Png.encode(image);
  }

  static Path write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.getParent());
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path write(Path file, String text) {
    return write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  static Path picture(Path file) {
    return write(file, png(plain(8, 8, file.getFileName().toString().hashCode())));
  }

  /// `count` pictures with a caption each, `000.png` and so on.
  static Path sideCar(Path root, int count) {
    for (int i = 0; i < count; i++) {
      var stem = "%03d".formatted(i);
      write(root.resolve(stem + ".png"), png(mixed(8, 8, i)));
      write(root.resolve(stem + ".txt"), "caption of " + i + "\nanother of " + i);
    }
    return root;
  }

  /// `perClass` pictures in each of the classes `a`, `b` and so on, with two captions each.
  static Path cub(Path root, int classes, int perClass) {
    for (int c = 0; c < classes; c++) {
      for (int i = 0; i < perClass; i++) {
        var stem = "%03d.Class_%c/%d".formatted(c + 1, 'a' + c, i);
        write(root.resolve("images/" + stem + ".png"), png(mixed(8, 8, 100 * c + i)));
        write(root.resolve("text/" + stem + ".txt"), "one of " + stem + "\ntwo of " + stem);
      }
    }
    return root;
  }

  /// A file of a tar archive.
  record TarItem(String name, byte[] bytes) {
    static TarItem of(String name, String text) {
      return new TarItem(name, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  static Path tar(Path file, List<TarItem> items) {
    var out = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(out)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (var item : items) {
        var entry = new TarArchiveEntry(item.name(), true);
        entry.setSize(item.bytes().length);
        tar.putArchiveEntry(entry);
        tar.write(item.bytes());
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return write(file, out.toByteArray());
  }

  /// A zip archive, packed unless `stored`.
  static Path zip(Path file, boolean stored, List<TarItem> items) {
    var out = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(out)) {
      for (var item : items) {
        var entry = new ZipEntry(item.name());
        if (stored) {
          var sum = new CRC32();
          sum.update(item.bytes());
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(item.bytes().length);
          entry.setCrc(sum.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(item.bytes());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return write(file, out.toByteArray());
  }

  /// Every file below a folder, to be packed.
  static List<TarItem> items(Path folder) {
    try (var files = Files.walk(folder)) {
      var items = new ArrayList<TarItem>();
      for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
        var name = folder.relativize(file).toString().replace(File.separatorChar, '/');
        items.add(new TarItem(name, Files.readAllBytes(file)));
      }
      return items;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The bytes of an IDX file.
  static byte[] idx(int magic, int[] dimensions, byte[] data) {
    var out = ByteBuffer.allocate(4 + 4 * dimensions.length + data.length).putInt(magic);
    for (int dimension : dimensions) {
      out.putInt(dimension);
    }
    return out.put(data).array();
  }

  static byte[] gzip(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
