package dev.limn.data;

import java.util.List;
import java.util.Optional;

/// `x.jpg` with `x.txt` beside it, a caption a line, in any folder.
final class SideCarReader implements FormatReader {
  @Override
  public Optional<String> recognise(Folder folder) {
    var pictures = folder.pictures();
    long captioned = captioned(folder);
    return captioned == 0 || 2 * captioned < pictures.size()
        ? Optional.empty()
        : Optional.of(
            "%d of %d pictures have a .txt of the same name beside them"
                .formatted(captioned, pictures.size()));
  }

  @Override
  public void read(Folder folder, DatasetBuilder gathering) {
    var pictures = folder.pictures();
    if (pictures.isEmpty()) {
      throw new DataException(folder.root() + ": no pictures; expected x.png with x.txt beside it");
    }
    for (var picture : pictures) {
      var text = captions(folder, picture);
      if (text.isEmpty()) {
        gathering.skip(
            picture.name(), "no captions: " + picture.stem() + ".txt is missing beside it");
      } else {
        addWithText(
            gathering, DatasetBuilder.Draft.of(picture.name(), picture.source()), text.get());
      }
    }
  }

  /// How many pictures have a text file beside them.
  static long captioned(Folder folder) {
    return folder.pictures().stream().filter(p -> captions(folder, p).isPresent()).count();
  }

  private static Optional<Folder.Entry> captions(Folder folder, Folder.Entry picture) {
    return folder.file(picture.stem() + ".txt");
  }

  /// Adds a sample whose captions are the lines of a file.
  static void addWithText(DatasetBuilder gathering, DatasetBuilder.Draft draft, Folder.Entry text) {
    List<String> lines;
    try {
      lines = DatasetBuilder.lines(Folder.text(text));
    } catch (DataException e) {
      gathering.skip(draft.name(), e.getMessage());
      return;
    }
    gathering.addCaptioned(draft, lines, text.name());
  }
}
