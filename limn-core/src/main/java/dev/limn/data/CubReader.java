package dev.limn.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// `images/<class>/*.jpg` with `text/<class>/*.txt`, one caption a line.
///
/// The whole of CUB-200-2011 also has `images.txt`, `bounding_boxes.txt`, `train_test_split.txt`
/// and `image_class_labels.txt`: with these the pictures are cropped around the bird as StackGAN
/// does.
final class CubReader implements FormatReader {
  private static final List<String> TEXT_FOLDERS =
      List.of("text/", "text_c10/", "cvpr2016_cub/text_c10/");

  @Override
  public Optional<String> recognise(Folder folder) {
    if (folder.folders("images/").isEmpty()) {
      return Optional.empty();
    }
    if (folder.file("images.txt").isPresent() && folder.file("bounding_boxes.txt").isPresent()) {
      return Optional.of("images/, images.txt and bounding_boxes.txt are there");
    }
    return textFolder(folder)
        .map(text -> "images/ and " + text + " are there, each with a folder a class");
  }

  @Override
  public void read(Folder folder, DatasetBuilder gathering) {
    var index = CubIndex.read(folder);
    var text = textFolder(folder);
    var sideCars = new SideCars(folder);
    int found = 0;
    int used = 0;
    for (var picture : folder.pictures()) {
      if (!picture.name().startsWith("images/")) {
        continue;
      }
      found++;
      var inside = picture.name().substring("images/".length());
      int slash = inside.indexOf('/');
      if (slash < 0) {
        gathering.skip(picture.name(), "not in the folder of a class");
        continue;
      }
      var className = inside.substring(0, slash);
      var draft =
          DatasetBuilder.Draft.of(picture.name(), picture.source())
              .withLabel(Optional.of(className));
      if (index.isPresent()) {
        var fact = index.get().facts().get(inside);
        if (fact == null) {
          gathering.skip(picture.name(), "images.txt does not list it");
          continue;
        }
        draft = fact.box().map(draft::withCut).orElse(draft).withSplit(fact.split());
      }
      if (text.isEmpty()) {
        gathering.addCaptioned(draft, List.of(Phrases.photoOf(className)), "the folder's name");
        continue;
      }
      var lines = folder.file(text.get() + inside.substring(0, inside.lastIndexOf('.')) + ".txt");
      if (lines.isEmpty()) {
        gathering.skip(
            picture.name(),
            "no captions: "
                + text.get()
                + inside.substring(0, inside.lastIndexOf('.'))
                + ".txt is missing");
        continue;
      }
      used++;
      SideCarReader.addWithText(gathering, draft, sideCars, lines.get());
    }
    if (found == 0) {
      throw new DataException(
          folder.root()
              + ": no pictures below images/; expected images/<class>/*.jpg and"
              + " text/<class>/*.txt");
    }
    index.ifPresent(facts -> reportMissing(folder, facts, gathering));
    if (text.isEmpty()) {
      gathering.note(
          ".",
          "there is no text/ folder; captions are made from the folders' names, such as \""
              + Phrases.photoOf(folder.folders("images/").getFirst())
              + "\"");
    } else {
      reportSpare(folder, text.get(), used, gathering);
    }
  }

  private static void reportMissing(Folder folder, CubIndex index, DatasetBuilder gathering) {
    index.facts().keySet().stream()
        .sorted()
        .filter(name -> folder.file("images/" + name).isEmpty())
        .forEach(name -> gathering.skip("images/" + name, "listed in images.txt, but missing"));
  }

  private static void reportSpare(Folder folder, String text, int used, DatasetBuilder gathering) {
    int texts = 0;
    for (var entry : folder.files()) {
      if (entry.name().startsWith(text) && entry.extension().equals("txt")) {
        texts++;
      }
    }
    if (texts > used) {
      gathering.note(
          text, String.format(Locale.ROOT, "caption files without a picture: %d", texts - used));
    }
  }

  private static Optional<String> textFolder(Folder folder) {
    return TEXT_FOLDERS.stream().filter(text -> !folder.folders(text).isEmpty()).findFirst();
  }

  /// The lists of the full CUB-200-2011 distribution, by picture name below `images/`.
  private record CubIndex(Map<String, Fact> facts) {
    private record Fact(Optional<SourceCrop> box, String split) {}

    static Optional<CubIndex> read(Folder folder) {
      if (folder.file("images.txt").isEmpty()) {
        return Optional.empty();
      }
      var names = table(folder, "images.txt", 2);
      var boxes = new HashMap<String, SourceCrop>();
      for (var row : table(folder, "bounding_boxes.txt", 5)) {
        try {
          boxes.put(
              row.get(0),
              new SourceCrop.Around(
                  whole(row.get(1)), whole(row.get(2)), whole(row.get(3)), whole(row.get(4))));
        } catch (NumberFormatException e) {
          throw new DataException(
              folder.root()
                  + "/bounding_boxes.txt: \""
                  + String.join(" ", row)
                  + "\"; expected an id and four numbers",
              e);
        }
      }
      var splits = new HashMap<String, String>();
      for (var row : table(folder, "train_test_split.txt", 2)) {
        splits.put(row.get(0), row.get(1).equals("1") ? "train" : "test");
      }
      var facts = new HashMap<String, Fact>();
      for (var row : names) {
        facts.put(
            row.get(1),
            new Fact(
                Optional.ofNullable(boxes.get(row.get(0))), splits.getOrDefault(row.get(0), "")));
      }
      return Optional.of(new CubIndex(facts));
    }

    private static int whole(String number) {
      return (int) Double.parseDouble(number);
    }

    /// The rows of a list that may be missing, each of that many words.
    private static List<List<String>> table(Folder folder, String name, int columns) {
      var entry = folder.file(name);
      if (entry.isEmpty()) {
        return List.of();
      }
      var rows = new ArrayList<List<String>>();
      int number = 0;
      for (var line : folder.text(entry.get(), 64 << 20).lines().toList()) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        var words = List.of(line.strip().split("\\s+"));
        if (words.size() != columns) {
          throw new DataException(
              String.format(
                  Locale.ROOT,
                  "%s/%s line %d: %d words; expected %d",
                  folder.root(),
                  name,
                  number,
                  words.size(),
                  columns));
        }
        rows.add(words);
      }
      return rows;
    }
  }
}
