package dev.limn.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/// CelebA as it is handed out: `list_attr_celeba.txt` (a count, the attributes' names, then a
/// picture and 1 or −1 for each attribute a line; as `.csv` without the count) beside
/// `img_align_celeba`.
///
/// There are no captions and no classes. The attributes that a face has are kept in the sample's
/// `attributes`, separated by spaces; `list_eval_partition.txt` says which pictures are for
/// validation (1) and test (2).
final class CelebaReader implements FormatReader {
  private static final String ATTRIBUTES = "list_attr_celeba";
  private static final int MAX_BYTES = 1 << 28; // the whole list has 27 MB
  private static final String PARTITION = "list_eval_partition";

  @Override
  public Optional<String> recognise(Folder folder) {
    return list(folder, ATTRIBUTES).map(file -> file.name() + " is there");
  }

  private static Optional<Folder.Entry> list(Folder folder, String name) {
    return StreamSupport.stream(folder.files().spliterator(), false)
        .filter(file -> file.base().equals(name + ".txt") || file.base().equals(name + ".csv"))
        .findFirst();
  }

  @Override
  public void read(Folder folder, DatasetBuilder gathering) {
    var file =
        list(folder, ATTRIBUTES)
            .orElseThrow(
                () ->
                    new DataException(
                        folder.root()
                            + ": no "
                            + ATTRIBUTES
                            + ".txt; expected CelebA's folder img_align_celeba and its lists"));
    var pictures = new TreeMap<String, Folder.Entry>();
    folder.pictures().forEach(picture -> pictures.putIfAbsent(picture.base(), picture));
    var splits = splits(folder);
    List<String> lines = DatasetBuilder.lines(folder.text(file, MAX_BYTES));
    boolean counted = !lines.isEmpty() && lines.getFirst().strip().matches("\\d+");
    int first = counted ? 1 : 0;
    if (lines.size() <= first + 1) {
      throw new DataException(
          file.path() + ": no pictures; expected names of attributes and lines");
    }
    String[] names = cells(lines.get(first));
    if (names[0].equals("image_id")) {
      names = Arrays.copyOfRange(names, 1, names.length);
    }
    int announced = counted ? parsed(lines.getFirst().strip(), file, 1) : lines.size() - 1 - first;
    if (announced != lines.size() - 1 - first) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: %d pictures; its first line announces %d",
              file.path(),
              lines.size() - 1 - first,
              announced));
    }
    for (int i = first + 1; i < lines.size(); i++) {
      String[] cells = cells(lines.get(i));
      if (cells.length != names.length + 1) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s, line %d: %d attributes; expected %d",
                file.path(),
                i + 1,
                cells.length - 1,
                names.length));
      }
      var picture = pictures.get(cells[0]);
      if (picture == null) {
        gathering.skip(cells[0], "listed in " + file.name() + ", but not there");
        continue;
      }
      var has = new StringBuilder();
      for (int a = 0; a < names.length; a++) {
        if (parsed(cells[a + 1], file, i + 1) > 0) {
          has.append(has.isEmpty() ? "" : " ").append(names[a]);
        }
      }
      gathering.add(
          DatasetBuilder.Draft.of(picture.name(), picture.source())
              .withSplit(splits.getOrDefault(cells[0], ""))
              .withAttributes(Map.of("attributes", has.toString())));
    }
    gathering.note(".", "no captions and no classes: only families without text can train on it");
  }

  private static Map<String, String> splits(Folder folder) {
    var splits = new TreeMap<String, String>();
    list(folder, PARTITION)
        .ifPresent(
            file -> {
              for (String line : DatasetBuilder.lines(folder.text(file, MAX_BYTES))) {
                String[] cells = cells(line);
                if (cells.length == 2 && !cells[0].equals("image_id")) {
                  splits.put(
                      cells[0],
                      switch (cells[1]) {
                        case "1" -> "validation";
                        case "2" -> "test";
                        default -> "train";
                      });
                }
              }
            });
    return splits;
  }

  private static String[] cells(String line) {
    return line.strip().split("[,\\s]+");
  }

  private static int parsed(String cell, Folder.Entry file, int line) {
    try {
      return Integer.parseInt(cell);
    } catch (NumberFormatException e) {
      throw new DataException(
          String.format(
              Locale.ROOT, "%s, line %d: \"%s\"; expected 1 or -1", file.path(), line, cell),
          e);
    }
  }
}
