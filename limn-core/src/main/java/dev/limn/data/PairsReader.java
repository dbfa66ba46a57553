package dev.limn.data;

import dev.limn.image.DecodeException;
import dev.limn.image.ImageDecoder;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/// pix2pix: pictures twice as wide as high, A on the left and B on the right.
final class PairsReader implements FormatReader {
  private static final int LOOKED_AT = 12;

  @Override
  public Optional<String> recognise(Folder folder) {
    var pictures = folder.pictures();
    int step = Math.max(1, pictures.size() / LOOKED_AT);
    int seen = 0;
    for (int i = 0; i < pictures.size(); i += step) {
      try {
        var picture = pictures.get(i);
        if (picture.size() > ImageDecoder.MAX_BYTES) {
          continue;
        }
        var size = ImageDecoder.size(picture.content().bytes(), picture.name());
        if (size.width() != 2 * size.height()) {
          return Optional.empty();
        }
        seen++;
      } catch (IOException | DecodeException _) {
        // A broken file says nothing about the layout; it is reported when it is read.
      }
    }
    return seen == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "there are no captions and all %d pictures looked at are twice as wide as high",
                seen));
  }

  @Override
  public void read(Folder folder, DatasetBuilder gathering) {
    for (var picture : folder.pictures()) {
      gathering.add(
          DatasetBuilder.Draft.of(picture.name(), picture.source())
              .withCut(new SourceCrop.SideBySide()));
    }
    if (gathering.size() == 0) {
      throw new DataException(
          folder.root() + ": no pictures; expected pictures with A and B side by side");
    }
  }
}
