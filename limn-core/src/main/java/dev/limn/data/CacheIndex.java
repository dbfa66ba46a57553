package dev.limn.data;

import dev.limn.data.table.Json;
import dev.limn.image.Filter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The content of a cache's `index.json`.
///
/// @param format always [#FORMAT]
/// @param version [#VERSION]; others are packed anew
/// @param layout always [#LAYOUT]
/// @param size both sides of a picture
/// @param views pictures a sample
/// @param fit how pictures became square
/// @param filter of the resize
/// @param dataset the name of the source's format
/// @param fingerprint of the source
/// @param contentId SHA-256 over pixels, names, captions and labels
/// @param crc32c of the pictures file
/// @param classes names of the labels
/// @param skipped samples left out
/// @param samples in the order of the pictures
record CacheIndex(
    String format,
    int version,
    String layout,
    int size,
    int views,
    Fit fit,
    Filter filter,
    String dataset,
    String fingerprint,
    String contentId,
    long crc32c,
    List<String> classes,
    List<Finding> skipped,
    List<Item> samples) {
  static final String FILE = "index.json";
  static final String FORMAT = "limn-packed-cache";
  static final int VERSION = 1;
  static final String LAYOUT = "NHWC uint8 RGB";

  /// One sample.
  ///
  /// @param sum of the files that it was read from, see [SourceCheck]; empty in caches of old
  record Item(
      String name,
      List<String> captions,
      int label,
      String split,
      Map<String, String> attributes,
      String sum) {
    Item {
      sum = sum == null ? "" : sum;
      captions = List.copyOf(captions);
      Objects.requireNonNull(name);
      Objects.requireNonNull(split);
      // Sorted, so that the file is the same bytes every time.
      attributes = new TreeMap<>(attributes);
    }
  }

  CacheIndex {
    if (!FORMAT.equals(format) || version != VERSION || !LAYOUT.equals(layout)) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "format \"%s\" version %d layout \"%s\"; expected \"%s\" version %d layout \"%s\"",
              format,
              version,
              layout,
              FORMAT,
              VERSION,
              LAYOUT));
    }
    Objects.requireNonNull(fit);
    Objects.requireNonNull(filter);
    Objects.requireNonNull(fingerprint);
    Objects.requireNonNull(contentId);
    classes = List.copyOf(classes);
    skipped = List.copyOf(skipped);
    samples = List.copyOf(samples);
    if (size < 1 || views < 1 || views > 2 || samples.isEmpty()) {
      throw new DataException(
          String.format(Locale.ROOT, "size %d, views %d, %d samples", size, views, samples.size()));
    }
    for (var sample : samples) {
      if (sample.label() < Sample.NO_LABEL || sample.label() >= Math.max(classes.size(), 0)) {
        throw new DataException(
            sample.name() + ": label " + sample.label() + " of " + classes.size() + " classes");
      }
    }
  }

  /// Bytes of one sample's pictures.
  long sampleBytes() {
    return (long) views * size * size * 3;
  }

  /// Bytes that the pictures file must have.
  long totalBytes() {
    return Math.multiplyExact(sampleBytes(), samples.size());
  }

  byte[] json() {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
  }

  /// @throws DataException when it is not a whole index of this version
  static CacheIndex read(Path file) {
    try {
      return MAPPER.readValue(Files.readAllBytes(file), CacheIndex.class);
    } catch (JacksonException e) {
      throw new DataException(file + ": not a whole cache index (" + Json.fault(e) + ")", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read (" + e + ")", e);
    }
  }

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();
}
