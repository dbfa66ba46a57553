package dev.limn.data;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// A folder a class, below `train` and `test` when these are there. Captions are made from the
/// folders' names, and the notes say so.
final class ClassFolderReader implements FormatReader {
  @Override
  public Optional<String> recognise(Folder folder) {
    var pictures = folder.pictures();
    if (pictures.isEmpty() || pictures.stream().anyMatch(p -> className(p).isEmpty())) {
      return Optional.empty();
    }
    var classes = new TreeSet<String>();
    pictures.forEach(picture -> classes.add(className(picture)));
    return classes.size() < 2
        ? Optional.empty()
        : Optional.of(
            "all %d pictures lie in %d folders (%s) without captions"
                .formatted(pictures.size(), classes.size(), some(List.copyOf(classes))));
  }

  @Override
  public void read(Folder folder, DatasetBuilder gathering) {
    var example = "";
    for (var picture : folder.pictures()) {
      var name = className(picture);
      if (name.isEmpty()) {
        gathering.skip(picture.name(), "not in the folder of a class");
        continue;
      }
      example = Phrases.photoOf(name);
      gathering.addCaptioned(
          DatasetBuilder.Draft.of(picture.name(), picture.source()).withLabel(Optional.of(name)),
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

  /// The first folder that is not a split; deeper ones are not classes of their own.
  private static String className(Folder.Entry picture) {
    var parts = picture.name().split("/");
    int first = DatasetBuilder.splitOf(picture.name()).isEmpty() ? 0 : 1;
    return parts.length - 1 > first ? parts[first] : "";
  }

  private static String some(List<String> names) {
    return String.join(", ", names.subList(0, Math.min(3, names.size())))
        + (names.size() > 3 ? ", …" : "");
  }
}
