package dev.limn.data;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `x.jpg` with `x.txt` beside it, a caption a line, in any folder; [SideCars] knows the other
/// forms.
final class SideCarReader implements FormatReader {
  @Override
  public Optional<String> recognise(Folder folder) {
    var pictures = folder.pictures();
    var sideCars = new SideCars(folder);
    var texts = pictures.stream().flatMap(picture -> sideCars.of(picture).stream()).toList();
    return texts.isEmpty() || 2 * texts.size() < pictures.size()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%d of %d pictures have a text of the same name, such as %s",
                texts.size(),
                pictures.size(),
                texts.getFirst().name()));
  }

  @Override
  public void read(Folder folder, DatasetBuilder gathering) {
    var pictures = folder.pictures();
    if (pictures.isEmpty()) {
      throw new DataException(folder.root() + ": no pictures; expected x.png with x.txt beside it");
    }
    var sideCars = new SideCars(folder);
    for (var picture : pictures) {
      var text = sideCars.of(picture);
      if (text.isEmpty()) {
        gathering.skip(
            picture.name(), "no captions: " + picture.stem() + ".txt is missing beside it");
      } else {
        addWithText(
            gathering,
            DatasetBuilder.Draft.of(picture.name(), picture.source()),
            sideCars,
            text.get());
      }
    }
    sideCars.report(gathering);
  }

  /// How many pictures have a text beside them.
  static long captioned(Folder folder) {
    var sideCars = new SideCars(folder);
    return folder.pictures().stream().filter(p -> sideCars.of(p).isPresent()).count();
  }

  /// Whether half of the pictures have one, so that the folder is read so.
  static boolean most(Folder folder) {
    long captioned = captioned(folder);
    return captioned > 0 && 2 * captioned >= folder.pictures().size();
  }

  /// Adds a sample whose captions a file holds.
  static void addWithText(
      DatasetBuilder gathering, DatasetBuilder.Draft draft, SideCars sideCars, Folder.Entry text) {
    List<String> captions;
    try {
      captions = sideCars.captions(text);
    } catch (DataException e) {
      gathering.skip(draft.name(), e.getMessage());
      return;
    }
    gathering.addCaptioned(draft, captions, text.name());
  }
}
