package dev.limn.data;

import dev.limn.data.table.Json;
import dev.limn.data.table.TableColumns;
import dev.limn.data.table.TableException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;

/// The text files that stand beside pictures: `x.txt`, `x.jpg.txt`, `x.caption`, or `x.json` with a
/// caption in it, in any case; and `captions/x.txt` for `images/x.jpg`.
final class SideCars {
  /// In the order in which they are asked; the first that is there counts.
  private static final List<String> ENDINGS = List.of("txt", "caption", "captions", "json");

  private static final Set<String> PICTURE_FOLDERS =
      Set.of("image", "images", "img", "imgs", "jpg", "jpeg", "photos", "pictures", "png");

  private static final Set<String> TEXT_FOLDERS =
      Set.of(
          "caption",
          "captions",
          "description",
          "descriptions",
          "prompt",
          "prompts",
          "text",
          "texts",
          "txt",
          "txts");

  /// Of so many `.json` one must hold a caption: other tools put sizes and boxes beside a picture.
  private static final int LOOKED_AT = 16;

  private final Folder folder;
  private final Map<String, Folder.Entry> byKey = new HashMap<>();
  private final Set<String> textFolders = new TreeSet<>();
  private final List<Folder.Entry> texts = new ArrayList<>();

  SideCars(Folder folder) {
    this.folder = folder;
    int json = 0;
    boolean captioned = false;
    for (var entry : folder.files()) {
      if (!ENDINGS.contains(entry.extension())) {
        continue;
      }
      if (entry.extension().equals("json")) {
        captioned = captioned || json++ < LOOKED_AT && holdsCaption(entry);
      }
      texts.add(entry);
      for (var part : entry.parent().split("/")) {
        if (TEXT_FOLDERS.contains(part.toLowerCase(Locale.ROOT))) {
          textFolders.add(part);
        }
      }
    }
    if (!captioned) {
      texts.removeIf(entry -> entry.extension().equals("json"));
    }
    texts.forEach(entry -> byKey.put(key(entry.name()), entry));
  }

  private boolean holdsCaption(Folder.Entry json) {
    try {
      return !captions(json).isEmpty();
    } catch (DataException _) {
      return false;
    }
  }

  /// The text of a picture.
  Optional<Folder.Entry> of(Folder.Entry picture) {
    return all(picture).findFirst();
  }

  private Stream<Folder.Entry> all(Folder.Entry picture) {
    return places(picture).stream()
        .flatMap(
            place ->
                ENDINGS.stream()
                    .flatMap(
                        ending ->
                            Stream.of(stem(place) + "." + ending, place + "." + ending)
                                .map(name -> byKey.get(key(name)))))
        .filter(entry -> entry != null)
        .distinct();
  }

  /// The picture's name, and the same in folders of texts that lie beside its folder.
  private List<String> places(Folder.Entry picture) {
    var places = new ArrayList<>(List.of(picture.name()));
    if (textFolders.isEmpty()) {
      return places;
    }
    var parts = picture.name().split("/");
    for (int i = 0; i < parts.length - 1; i++) {
      if (PICTURE_FOLDERS.contains(parts[i].toLowerCase(Locale.ROOT))) {
        for (var other : textFolders) {
          var there = parts.clone();
          there[i] = other;
          places.add(String.join("/", there));
        }
      }
    }
    return places;
  }

  private static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot <= name.lastIndexOf('/') ? name : name.substring(0, dot);
  }

  private static String key(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }

  /// The captions in a file: its lines, or what its JSON has for them.
  ///
  /// @throws DataException when it is no text, or JSON without a caption
  List<String> captions(Folder.Entry entry) {
    var text = folder.text(entry);
    return entry.extension().equals("json")
        ? ofJson(text, entry.name(), folder.options())
        : DatasetBuilder.lines(text);
  }

  private static List<String> ofJson(String text, String name, DatasetOptions options) {
    try {
      var tree = Json.MAPPER.readTree(text);
      if (!tree.isObject()) {
        throw new DataException(name + ": not a JSON object");
      }
      var filled = new ArrayList<String>();
      tree.properties().stream()
          .filter(entry -> !Json.texts(entry.getValue()).isEmpty())
          .forEach(entry -> filled.add(entry.getKey()));
      var columns = TableColumns.of(List.of(filled), "", options.captionColumn());
      return columns.captions().stream()
          .flatMap(column -> Json.texts(tree.get(column)).stream())
          .toList();
    } catch (JacksonException e) {
      throw new DataException(name + ": not JSON (" + Json.fault(e) + ")", e);
    } catch (TableException e) {
      throw new DataException(name + ": " + e.getMessage(), e);
    }
  }

  /// Tells of the texts that no picture of the folder has.
  void report(DatasetBuilder gathering) {
    var used = new HashSet<String>();
    var second = new ArrayList<String>();
    for (var picture : folder.pictures()) {
      all(picture)
          .forEach(
              entry -> {
                if (used.add(entry.name()) && !of(picture).equals(Optional.of(entry))) {
                  second.add(entry.name());
                }
              });
    }
    if (!second.isEmpty()) {
      gathering.note(
          ".",
          String.format(
              Locale.ROOT,
              "texts left unread, since their picture has another one: %d, such as %s",
              second.size(),
              second.getFirst()));
    }
    var others = new HashMap<String, String>();
    var unread = new HashSet<String>(); // LeftOut tells of these
    for (var entry : folder.files()) {
      if (LeftOut.unread(entry)) {
        unread.add(key(entry.stem()));
      }
      if (!ENDINGS.contains(entry.extension()) && !entry.picture() && !LeftOut.unread(entry)) {
        others.put(key(entry.stem()), entry.name());
      }
    }
    var alone = new ArrayList<String>();
    for (var text : texts) {
      var other = others.get(key(text.stem()));
      if (used.contains(text.name()) || unread.contains(key(text.stem()))) {
        continue;
      }
      if (other == null) {
        alone.add(text.name());
      } else {
        gathering.skip(text.name(), "its picture " + other + " cannot be read");
      }
    }
    if (!alone.isEmpty()) {
      gathering.note(
          ".",
          String.format(
              Locale.ROOT,
              "texts without a picture: %d, such as %s",
              alone.size(),
              alone.getFirst()));
    }
  }
}
