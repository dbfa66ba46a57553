package dev.limn.data;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// Tells what a folder holds that looks like data and is not read, so that nothing is left out
/// without a word.
final class LeftOut {
  private static final Set<String> UNREAD =
      Set.of(
          "avif", "heic", "heif", "jp2", "j2k", "jpx", "jxl", "psd", "svg", "tga", "exr", "hdr",
          "ppm", "pgm", "cr2", "cr3", "nef", "arw", "dng", "raw");

  private LeftOut() {}

  /// Whether a file is a picture by its name, of a kind that is not read.
  static boolean unread(Folder.Entry file) {
    return UNREAD.contains(file.extension());
  }

  static void report(Folder folder, DatasetFormat format, DatasetBuilder gathering) {
    var pictures = new HashSet<String>();
    var texts = new HashSet<String>();
    for (var file : folder.files()) {
      if (file.picture()) {
        pictures.add(file.stem());
      } else if (file.extension().equals("txt") || file.extension().equals("caption")) {
        texts.add(file.stem());
      }
    }
    int count = 0;
    var example = "";
    var kinds = new TreeSet<String>();
    for (var file : folder.files()) {
      if (!unread(file)) {
        continue;
      }
      if (format == DatasetFormat.SIDECAR
          && texts.contains(file.stem())
          && !pictures.contains(file.stem())) {
        gathering.skip(
            file.name(),
            "a picture with captions, but ."
                + file.extension()
                + " is not read; save it as PNG, JPEG, WebP or TIFF");
        continue;
      }
      count++;
      kinds.add(file.extension());
      example = example.isEmpty() ? file.name() : example;
    }
    if (count > 0) {
      gathering.note(
          ".",
          String.format(
              Locale.ROOT,
              "pictures of kinds that are not read (%s), left out: %d, such as %s",
              String.join(", ", kinds),
              count,
              example));
    }
  }
}
