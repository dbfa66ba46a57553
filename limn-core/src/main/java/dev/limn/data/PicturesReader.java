package dev.limn.data;

import java.util.Optional;

/// Pictures and nothing else, for families that draw without text.
final class PicturesReader implements FormatReader {
  @Override
  public Optional<String> recognise(Folder folder) {
    int count = folder.pictures().size();
    return count == 0
        ? Optional.empty()
        : Optional.of("it has %d pictures and nothing that names captions".formatted(count));
  }

  @Override
  public void read(Folder folder, Gathering gathering) {
    folder
        .pictures()
        .forEach(picture -> gathering.add(Gathering.Draft.of(picture.name(), picture.source())));
    gathering.note(".", "no captions and no classes: only families without text can train on it");
  }
}
