package dev.limn.text;

import dev.limn.data.Dataset;
import dev.limn.data.PackSettings;
import dev.limn.data.PackedCache;
import dev.limn.data.Progress;
import dev.limn.image.Image;
import dev.limn.image.Png;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/// A data set of noisy squares in three colours, a class for each, with two captions a picture.
public final class SmallData {
  public static final List<String> COLOURS = List.of("red", "green", "blue");

  private SmallData() {}

  /// Writes and packs `count` pictures; picture i has colour i % 3.
  public static PackedCache pack(Path folder, int count, int size) {
    var data = folder.resolve("data");
    var random = new Random(5);
    var lines = new StringBuilder();
    try {
      Files.createDirectories(data);
      for (int i = 0; i < count; i++) {
        var colour = COLOURS.get(i % 3);
        var rgb = new byte[size * size * 3];
        random.nextBytes(rgb);
        for (int p = 0; p < rgb.length; p++) {
          rgb[p] = (byte) ((rgb[p] & 63) + (p % 3 == i % 3 ? 180 : 20));
        }
        var name = "%03d.png".formatted(i);
        Png.write(data.resolve(name), new Image(size, size, rgb));
        lines.append(
            """
            {"file_name": "%s", "text": ["a %s square", "this square number %d is %s."], \
            "label": "%s"}
            """
                .formatted(name, colour, i, colour, colour));
      }
      Files.writeString(data.resolve("metadata.jsonl"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed(data, folder.resolve("cache"), size);
  }

  /// Packs what lies in a folder.
  public static PackedCache packed(Path data, Path cache, int size) {
    return PackedCache.open(
        Dataset.open(data), PackSettings.of(size).withCache(cache), Progress.SILENT);
  }
}
