package dev.limn.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The names of classes that are numbers elsewhere: `classes.txt`, one name a line, from class 0.
///
/// @param names in the order of the classes
record ClassNames(List<String> names) {
  private static final List<String> FILES =
      List.of("classes.txt", "class_names.txt", "classnames.txt");

  ClassNames {
    names = List.copyOf(names);
  }

  /// The names that the folder gives.
  static Optional<ClassNames> of(Folder folder) {
    return FILES.stream()
        .flatMap(file -> folder.file(file).stream())
        .findFirst()
        .map(entry -> DatasetBuilder.lines(folder.text(entry)))
        .map(
            lines ->
                lines.stream().map(line -> line.strip().replaceFirst("^\\d+\\s+", "")).toList())
        .map(ClassNames::new);
  }

  /// The names by their numbers, as labels have them.
  Map<String, String> byNumber() {
    var shown = new HashMap<String, String>();
    for (int label = 0; label < names.size(); label++) {
      shown.put(Integer.toString(label), names.get(label));
    }
    return shown;
  }

  /// `a photo of a rose` for a class that has a name, `label 3` for one that is only a number.
  static String caption(Optional<ClassNames> names, String label) {
    var name = names.map(known -> known.byNumber().getOrDefault(label, label)).orElse(label);
    return name.matches("\\d+") ? "label " + name : Phrases.photoOf(name);
  }
}
