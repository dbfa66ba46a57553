package dev.limn.data.table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Which column of a table is what: the one place that knows the usual names, for tables of text
/// and for Parquet.
///
/// Names count in any case, and without spaces, underscores and hyphens: `File Name` is
/// `file_name`.
///
/// @param pair the columns of the two pictures of a pair; none when rows have one picture
/// @param images the columns that may name the picture, the likeliest first; who reads the table
///   takes the one whose values are pictures
/// @param captions the columns whose texts are captions; several when they are numbered
///   (`caption_1`, `caption_2`) or when no row has more than one of them
/// @param labels the columns that may name the class, the likeliest first
/// @param classes the columns that name a class where there are no captions
/// @param splits the columns that may say which part of the data set a row belongs to
public record TableColumns(
    List<String> pair,
    List<String> images,
    List<String> captions,
    List<String> labels,
    List<String> classes,
    List<String> splits) {
  /// The column of Hugging Face's imagefolder for the picture's name.
  public static final String FILE_NAME = "file_name";

  /// Its column for captions.
  public static final String TEXT = "text";

  private static final List<String> PAIR = List.of("inputfilename", "outputfilename");
  private static final List<String> IMAGE =
      List.of(
          "filename",
          "file",
          "image",
          "img",
          "imagepath",
          "imgpath",
          "filepath",
          "path",
          "imagefile",
          "imagefilename",
          "imagefilepath",
          "imagename",
          "imgname",
          "imgfile",
          "picture",
          "photo",
          "pic",
          "jpg",
          "png",
          "images",
          "imageid",
          "imgid",
          "name",
          "id",
          "key");

  /// Of these only one may be filled in a row.
  private static final Set<String> CAPTION =
      Set.of(
          "text",
          "texts",
          "caption",
          "captions",
          "prompt",
          "prompts",
          "description",
          "descriptions",
          "desc",
          "sentence",
          "sentences",
          "labeltext",
          "imagecaption",
          "imagecaptions",
          "imagedescription",
          "imagetext",
          "captiontext",
          "textprompt");

  /// Names that say it less clearly: asked only when none of the clear ones is there.
  private static final Set<String> PERHAPS_CAPTION =
      Set.of(
          "alt", "comment", "comments", "instruction", "query", "raw", "summary", "tags", "title");

  private static final List<String> ENDINGS =
      List.of("caption", "captions", "text", "prompt", "description", "sentence");

  private static final List<String> LABEL = List.of("label", "labels", "class");
  private static final List<String> CLASS =
      List.of("label", "labels", "class", "classname", "category", "species", "breed", "target");
  private static final List<String> SPLIT =
      List.of("split", "datasplit", "datasetsplit", "subset", "partition", "set");

  public TableColumns {
    pair = List.copyOf(pair);
    images = List.copyOf(images);
    captions = List.copyOf(captions);
    labels = List.copyOf(labels);
    classes = List.copyOf(classes);
    splits = List.copyOf(splits);
  }

  /// What the columns of a table are.
  ///
  /// @param shapes which columns have values together in a row, each different set once; of a table
  ///   with a schema just that
  /// @param imageColumn the column that the user names for pictures, or empty
  /// @param captionColumn the column that the user names for captions, or empty
  /// @throws TableException when a named column is not there, or several may be the captions
  public static TableColumns of(
      Collection<? extends Collection<String>> shapes, String imageColumn, String captionColumn)
      throws TableException {
    var all = new LinkedHashSet<String>();
    shapes.forEach(all::addAll);
    var captions =
        captionColumn.isEmpty()
            ? captions(shapes, all)
            : List.of(named(all, captionColumn, "caption"));
    var images =
        imageColumn.isEmpty() ? inOrder(all, IMAGE) : List.of(named(all, imageColumn, "image"));
    images = new ArrayList<>(images);
    images.removeAll(captions);
    var pair = imageColumn.isEmpty() ? inOrder(all, PAIR) : List.<String>of();
    return new TableColumns(
        pair.size() == 2 ? pair : List.of(),
        images,
        captions,
        without(inOrder(all, LABEL), captions),
        without(inOrder(all, CLASS), captions),
        without(inOrder(all, SPLIT), captions));
  }

  private static List<String> without(List<String> columns, List<String> others) {
    return columns.stream().filter(column -> !others.contains(column)).toList();
  }

  private static String named(Set<String> all, String wanted, String what) throws TableException {
    if (all.contains(wanted)) {
      return wanted;
    }
    var alike = all.stream().filter(column -> key(column).equals(key(wanted))).toList();
    if (alike.size() == 1) {
      return alike.getFirst();
    }
    throw new TableException(
        String.format(
            Locale.ROOT,
            "no column \"%s\"; expected --%s-column to name one of %s",
            wanted,
            what,
            all));
  }

  private static List<String> captions(
      Collection<? extends Collection<String>> shapes, Set<String> all) throws TableException {
    // columns by what they are called without a number at the end
    Map<String, List<String>> clear = new LinkedHashMap<>();
    Map<String, List<String>> perhaps = new LinkedHashMap<>();
    for (var column : all) {
      var stem = key(column).replaceFirst("\\d+$", "");
      if (CAPTION.contains(stem)) {
        clear.computeIfAbsent(stem, _ -> new ArrayList<>()).add(column);
      } else if (PERHAPS_CAPTION.contains(stem)
          || ENDINGS.stream().anyMatch(stem::endsWith) && !stem.startsWith("negative")) {
        perhaps.computeIfAbsent(stem, _ -> new ArrayList<>()).add(column);
      }
    }
    var groups = List.copyOf((clear.isEmpty() ? perhaps : clear).values());
    for (var shape : shapes) {
      var filled =
          groups.stream().filter(group -> group.stream().anyMatch(shape::contains)).toList();
      if (filled.size() > 1) {
        var names = new ArrayList<String>();
        filled.forEach(names::addAll);
        throw new TableException(
            "the captions may be any of the columns "
                + String.join(", ", names)
                + "; name one with --caption-column, such as --caption-column "
                + names.getFirst());
      }
    }
    return groups.stream().flatMap(List::stream).toList();
  }

  private static List<String> inOrder(Set<String> all, List<String> keys) {
    return keys.stream()
        .flatMap(key -> all.stream().filter(column -> key(column).equals(key)))
        .toList();
  }

  /// Whether the name alone says that the column holds captions.
  public static boolean caption(String column) {
    var stem = key(column).replaceFirst("\\d+$", "");
    return CAPTION.contains(stem) || PERHAPS_CAPTION.contains(stem);
  }

  /// Those of some names that are usual for pictures, captions, classes or splits.
  static Set<String> known(Collection<String> names) {
    var known = new TreeSet<String>();
    for (var name : names) {
      var key = key(name);
      if (caption(name)
          || IMAGE.contains(key)
          || PAIR.contains(key)
          || CLASS.contains(key)
          || SPLIT.contains(key)) {
        known.add(key);
      }
    }
    return known;
  }

  /// Whether a value looks like a file's name: no column's name does.
  static boolean fileLike(String value) {
    return value.matches(".+\\.[A-Za-z]\\w{1,4}(#\\d+)?");
  }

  /// The first column of some that has values in a row, with them.
  public static Optional<String> first(TableRow.Fields row, List<String> columns) {
    return columns.stream().filter(column -> !row.values(column).isEmpty()).findFirst();
  }

  private static String key(String column) {
    return column.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }
}
