package dev.limn.data;

import dev.limn.image.Image;
import dev.limn.image.Resampler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;

/// Writes a cache: decodes, resizes, and puts two files in place so that a crash at any moment
/// leaves either the old cache, or none, or the new one.
final class Packer {
  static final String PICTURES = "pictures.u8";
  static final String TEMPORARY = ".tmp";
  static final String LOCK = "lock";

  private Packer() {}

  /// What is done while nobody else packs into the same folder.
  interface Work<T> {
    T run() throws IOException;
  }

  /// Runs the work when no other thread and no other process is packing into the folder, and clears
  /// what a killed one left half written.
  static <T> T alone(Path directory, Work<T> work) throws IOException {
    Files.createDirectories(directory);
    synchronized (Packer.class) {
      try (var channel =
              FileChannel.open(
                  directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var _ = channel.lock()) {
        try (var leftovers = Files.newDirectoryStream(directory, "*" + TEMPORARY)) {
          for (var leftover : leftovers) {
            Files.deleteIfExists(leftover);
          }
        }
        return work.run();
      }
    }
  }

  /// Packs; the caller is [#alone(Path, Work)].
  static void pack(
      Dataset dataset, String fingerprint, PackSettings settings, Path directory, Progress progress)
      throws IOException {
    var pictures = directory.resolve(PICTURES + TEMPORARY);
    var json = directory.resolve(CacheIndex.FILE + TEMPORARY);
    long began = System.currentTimeMillis();
    try {
      var index = write(dataset, fingerprint, settings, pictures, progress);
      try (var channel =
          FileChannel.open(json, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        writeFully(channel, ByteBuffer.wrap(index.json()), 0);
        channel.force(true);
      }
      // Without an index there is no cache; the index comes back only when its pictures are there.
      Files.deleteIfExists(directory.resolve(CacheIndex.FILE));
      sync(directory);
      move(pictures, directory.resolve(PICTURES));
      sync(directory);
      move(json, directory.resolve(CacheIndex.FILE));
      SourceCheck.checked(directory, began);
      sync(directory);
    } finally {
      Files.deleteIfExists(pictures);
      Files.deleteIfExists(json);
    }
  }

  private static CacheIndex write(
      Dataset dataset, String fingerprint, PackSettings settings, Path file, Progress progress)
      throws IOException {
    var samples = dataset.samples();
    int views = samples.getFirst().views();
    int size = settings.size();
    int pictureBytes = size * size * 3;
    long stride = (long) views * pictureBytes;
    try (var channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      var sums = new String[samples.size()];
      var faults =
          DecodePass.over(
              samples,
              progress,
              (i, sample, images) -> {
                sums[i] = SourceCheck.sum(sample);
                for (int view = 0; view < views; view++) {
                  var square = square(images.get(view), settings);
                  writeFully(
                      channel,
                      ByteBuffer.wrap(square.rgb()),
                      i * stride + (long) view * pictureBytes);
                }
              });
      var skipped = new ArrayList<>(dataset.skipped());
      faults.forEach(fault -> fault.ifPresent(skipped::add));
      ErrorBudget.check(
          dataset.root().toString(),
          skipped,
          samples.size() + dataset.skipped().size(),
          settings.allowBad());
      var items = new ArrayList<CacheIndex.Item>();
      for (int i = 0; i < samples.size(); i++) {
        if (faults.get(i).isEmpty()) {
          var sample = samples.get(i);
          items.add(
              new CacheIndex.Item(
                  sample.name(),
                  sample.captions(),
                  sample.label(),
                  sample.split(),
                  sample.attributes(),
                  sums[i]));
        }
      }
      if (items.isEmpty()) {
        throw new DataException(
            dataset.root() + ": not one picture can be read" + ErrorBudget.listing(skipped));
      }
      return settle(
          channel,
          dataset,
          fingerprint,
          settings,
          skipped,
          items,
          faults.stream().map(fault -> fault.isEmpty()).toList());
    }
  }

  /// Closes the gaps that broken pictures left, and reads everything once for the checksums.
  private static CacheIndex settle(
      FileChannel channel,
      Dataset dataset,
      String fingerprint,
      PackSettings settings,
      List<Finding> skipped,
      List<CacheIndex.Item> items,
      List<Boolean> kept)
      throws IOException {
    int views = dataset.samples().getFirst().views();
    int stride = Math.multiplyExact(views * settings.size() * settings.size(), 3);
    var buffer = ByteBuffer.allocate(stride);
    var crc = new CRC32C();
    var digest = Sha256.digest();
    digest.update(
        String.format(
                Locale.ROOT,
                "%s %d %d %s\n",
                CacheIndex.LAYOUT,
                settings.size(),
                views,
                dataset.classNames())
            .getBytes(StandardCharsets.UTF_8));
    int to = 0;
    for (int from = 0; from < kept.size(); from++) {
      if (!kept.get(from)) {
        continue;
      }
      readFully(channel, buffer.clear(), (long) from * stride);
      crc.update(buffer.array());
      digest.update(buffer.array());
      var item = items.get(to);
      digest.update(
          String.format(
                  Locale.ROOT,
                  "%s\n%s\n%d %s\n",
                  item.name(),
                  String.join("\n", item.captions()),
                  item.label(),
                  item.split())
              .getBytes(StandardCharsets.UTF_8));
      if (from != to) {
        writeFully(channel, buffer.flip(), (long) to * stride);
      }
      to++;
    }
    channel.truncate((long) to * stride);
    channel.force(true);
    return new CacheIndex(
        CacheIndex.FORMAT,
        CacheIndex.VERSION,
        CacheIndex.LAYOUT,
        settings.size(),
        views,
        settings.fit(),
        settings.filter(),
        dataset.format().label(),
        fingerprint,
        Sha256.hex(digest),
        crc.getValue(),
        dataset.classNames(),
        skipped,
        items);
  }

  private static Image square(Image image, PackSettings settings) {
    var part =
        switch (settings.fit()) {
          case STRETCH -> image;
          case CENTRE_CROP -> {
            int side = Math.min(image.width(), image.height());
            yield Resampler.crop(
                image, (image.width() - side) / 2, (image.height() - side) / 2, side, side);
          }
        };
    return part.width() == settings.size() && part.height() == settings.size()
        ? part
        : Resampler.resize(part, settings.size(), settings.size(), settings.filter());
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes, long at)
      throws IOException {
    long position = at;
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }

  private static void readFully(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
    long position = at;
    while (bytes.hasRemaining()) {
      int read = channel.read(bytes, position);
      if (read < 0) {
        throw new IOException("the file that was just written is shorter than it was written");
      }
      position += read;
    }
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /// Makes renames in a folder last through a power cut; Windows does not let folders be opened and
  /// does it by itself.
  private static void sync(Path directory) {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException _) {
      // Nothing better can be done where folders cannot be opened.
    }
  }
}
