package dev.limn.data;

import java.util.Locale;
import java.util.Optional;

/// Pictures and nothing else, for families that draw without text.
final class PicturesReader implements FormatReader {
  @Override
  public Optional<String> recognise(Folder folder) {
    int count = folder.pictures().size();
    long captioned = SideCarReader.captioned(folder);
    String captions =
        captioned == 0
            ? "nothing that names captions"
            : String.format(
                Locale.ROOT,
                "only %d of them with a .txt of the same name beside it; captions are read when half have one",
                captioned);
    return count == 0
        ? Optional.empty()
        : Optional.of(String.format(Locale.ROOT, "it has %d pictures and %s", count, captions));
  }

  @Override
  public void read(Folder folder, DatasetBuilder gathering) {
    folder
        .pictures()
        .forEach(
            picture -> gathering.add(DatasetBuilder.Draft.of(picture.name(), picture.source())));
    gathering.note(".", "no captions and no classes: only families without text can train on it");
  }
}
