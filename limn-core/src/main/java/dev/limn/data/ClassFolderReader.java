package dev.limn.data;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/// A folder a class, below folders of splits, or above them, where [SplitFolders] finds some.
/// Captions are made from the folders' names, and the notes say so.
final class ClassFolderReader implements FormatReader {
  @Override
  public Optional<String> recognise(Folder folder) {
    var pictures = folder.pictures();
    var names = classNames(pictures, parted(folder, pictures));
    if (pictures.isEmpty() || names.contains("")) {
      return Optional.empty();
    }
    var classes = new TreeSet<>(names);
    return classes.size() < 2
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "all %d pictures lie in %d folders (%s) without captions",
                pictures.size(),
                classes.size(),
                some(List.copyOf(classes))));
  }

  @Override
  public void read(Folder folder, DatasetBuilder gathering) {
    var example = "";
    var pictures = folder.pictures();
    var parted = parted(folder, pictures);
    parted.decision().ifPresent(text -> gathering.note(".", text));
    var names = classNames(pictures, parted);
    for (int i = 0; i < names.size(); i++) {
      var picture = pictures.get(i);
      var name = names.get(i);
      if (name.isEmpty()) {
        gathering.skip(picture.name(), "not in the folder of a class");
        continue;
      }
      example = Phrases.photoOf(name);
      gathering.addCaptioned(
          DatasetBuilder.Draft.of(picture.name(), picture.source())
              .withLabel(Optional.of(name))
              .withSplit(parted.split(picture.name())),
          List.of(example),
          "the folder's name");
    }
    if (example.isEmpty()) {
      throw new DataException(
          folder.root() + ": no pictures in folders; expected a folder a class with its pictures");
    }
    gathering.note(
        ".", "there are no captions; made from the folders' names, such as \"" + example + "\"");
  }

  private static SplitFolders parted(Folder folder, List<Folder.Entry> pictures) {
    return folder.options().splits()
        ? SplitFolders.of(pictures.stream().map(Folder.Entry::name).toList(), true)
        : SplitFolders.NONE;
  }

  /// The first folder that is not a split; deeper ones are not classes of their own.
  private static List<String> classNames(List<Folder.Entry> pictures, SplitFolders parted) {
    return parted.classes(pictures.stream().map(Folder.Entry::name).toList());
  }

  private static String some(List<String> names) {
    return String.join(", ", names.subList(0, Math.min(3, names.size())))
        + (names.size() > 3 ? ", …" : "");
  }
}
