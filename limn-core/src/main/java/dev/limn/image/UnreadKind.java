package dev.limn.image;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Files that are known by their first bytes and not read: what to call them when they come under
/// the name of a picture.
///
/// @param words what it is
/// @param picture whether it is a picture at all
record UnreadKind(String words, boolean picture) {
  private record Magic(String bytes, UnreadKind kind) {}

  private static final Set<String> HEIF =
      Set.of("heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1");

  private static final List<Magic> MAGICS =
      List.of(
          picture("\0\0\0\fjP  ", "a JPEG 2000 picture"),
          picture("\u00ff\u004f\u00ff\u0051", "a JPEG 2000 picture"),
          picture("\0\0\0\fJXL ", "a JPEG XL picture"),
          picture("\u00ff\n", "a JPEG XL picture"),
          picture("8BPS", "a Photoshop picture"),
          picture("\0\0\u0001\0", "an icon (ICO)"),
          picture("\u0076\u002f\u0031\u0001", "an OpenEXR picture"),
          picture("DDS ", "a DDS texture"),
          picture("qoif", "a QOI picture"),
          picture("#?RADIANCE", "a Radiance HDR picture"),
          picture("P1\n", "a Netpbm picture"),
          picture("P2\n", "a Netpbm picture"),
          picture("P3\n", "a Netpbm picture"),
          picture("P4\n", "a Netpbm picture"),
          picture("P5\n", "a Netpbm picture"),
          picture("P6\n", "a Netpbm picture"),
          picture("FLIF", "a FLIF picture"),
          other("%PDF", "a PDF document"),
          other("PK\u0003\u0004", "a zip archive"),
          other("\u001f\u008b", "gzip data"),
          other("PAR1", "a Parquet file"),
          other("\u0080\u0004", "a Python pickle"),
          other("\u0093NUMPY", "a NumPy array"));

  /// The kind of these bytes; empty for one that is read, and for one that is unknown.
  static Optional<UnreadKind> of(byte[] bytes) {
    if (bytes.length >= 12 && ImageKind.starts(bytes, 4, "ftyp")) {
      var brand = new String(bytes, 8, 4, StandardCharsets.ISO_8859_1);
      return Optional.of(
          switch (brand) {
            case "avif", "avis" -> new UnreadKind("an AVIF picture", true);
            case "crx " -> new UnreadKind("a raw picture of a camera (CR3)", true);
            default ->
                HEIF.contains(brand)
                    ? new UnreadKind(
                        ImageKind.starts(bytes, 16, "avif") ? "an AVIF picture" : "a HEIC picture",
                        true)
                    : new UnreadKind("a film (MP4)", false);
          });
    }
    return MAGICS.stream()
        .filter(magic -> ImageKind.starts(bytes, 0, magic.bytes))
        .map(Magic::kind)
        .findFirst();
  }

  private static Magic picture(String bytes, String words) {
    return new Magic(bytes, new UnreadKind(words, true));
  }

  private static Magic other(String bytes, String words) {
    return new Magic(bytes, new UnreadKind(words, false));
  }
}
