package dev.limn.data;

import dev.limn.data.table.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;

/// WebDataset: what belongs to one picture has its name with other endings. `K.png` (or any kind of
/// picture) goes with `K.txt` or `K.caption`, a caption a line, `K.json` with attributes (and
/// captions in `text` or `caption` when there is no text), and `K.cls` with the class.
///
/// The ending of the picture decides what `K` is, so that `K` may hold dots. Where nothing has that
/// name, all up to the first dot is the key, and the rest names a field: `K.input.jpg` goes with
/// `K.outputs.txt`. Shards are archives that are read as folders; unpacked they read the same.
final class WebDatasetReader implements FormatReader {
  private static final List<String> TEXTS = List.of("txt", "caption", "captions", "text");

  /// Names of fields that are the picture itself, when a key has several pictures.
  private static final Set<String> MAIN =
      Set.of("input", "image", "img", "picture", "photo", "source", "rgb");

  @Override
  public Optional<String> recognise(Folder folder) {
    var keys = new Keys(folder);
    var pictures = keys.pictures();
    if (pictures.isEmpty()) {
      return Optional.empty();
    }
    if (!folder.shards().isEmpty()) {
      long described = pictures.stream().filter(keys::described).count();
      return 2 * described < pictures.size()
          ? Optional.empty()
          : Optional.of(
              String.format(
                  Locale.ROOT,
                  "it has %d tar shards (%s)",
                  folder.shards().size(),
                  folder.shards().getFirst()));
    }
    long fields = pictures.stream().filter(keys::describedByFields).count();
    return 2 * fields < pictures.size()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%d of %d pictures have a .cls or a named field beside them",
                fields,
                pictures.size()));
  }

  @Override
  public void read(Folder folder, DatasetBuilder gathering) {
    var keys = new Keys(folder);
    var pictures = keys.pictures();
    if (pictures.isEmpty()) {
      throw new DataException(
          folder.root()
              + ": no pictures in .tar files; expected WebDataset shards such as birds-000000.tar");
    }
    boolean described = pictures.stream().anyMatch(keys::described);
    var names = ClassNames.of(folder);
    names.ifPresent(found -> gathering.nameClasses(found.byNumber()));
    boolean made = false;
    for (var picture : pictures) {
      try {
        made |= sample(folder, keys, picture, described, names, gathering);
      } catch (DataException e) {
        gathering.skip(picture.name(), e.getMessage());
      }
    }
    if (made) {
      gathering.note(".", "there are no captions; they are made from the classes");
    }
    if (!described) {
      gathering.note(".", "no captions and no classes: only families without text can train on it");
    }
    keys.reportSpare(gathering);
  }

  /// Adds one sample; true when its caption had to be made from its class.
  private static boolean sample(
      Folder folder,
      Keys keys,
      Folder.Entry picture,
      boolean described,
      Optional<ClassNames> names,
      DatasetBuilder gathering) {
    var draft = DatasetBuilder.Draft.of(picture.name(), picture.source());
    var split = shardSplit(folder, picture);
    if (!split.isEmpty()) {
      draft = draft.withSplit(split);
    }
    if (!described) {
      gathering.add(draft);
      return false;
    }
    var json = keys.beside(picture, List.of("json"));
    var facts = json.isPresent() ? facts(folder, json.get()) : Map.<String, List<String>>of();
    var attributes = new HashMap<String, String>();
    facts.forEach(
        (fact, values) -> {
          if (values.size() == 1) {
            attributes.put(fact, values.getFirst());
          }
        });
    draft = draft.withAttributes(attributes);
    var label = keys.beside(picture, List.of("cls")).map(cls -> folder.text(cls).strip());
    draft = draft.withLabel(label.filter(name -> !name.isEmpty()));
    var texts = keys.beside(picture, TEXTS);
    var name = keys.key(picture);
    if (texts.isPresent()) {
      var lines = DatasetBuilder.lines(folder.text(texts.get()));
      gathering.addCaptioned(draft, lines, texts.get().name());
      return false;
    }
    var captions = facts.getOrDefault("text", facts.getOrDefault("caption", List.of()));
    if (captions.isEmpty() && draft.label().isPresent()) {
      var caption = ClassNames.caption(names, draft.label().get());
      gathering.addCaptioned(draft, List.of(caption), name + ".cls");
      return true;
    }
    gathering.addCaptioned(draft, captions, name + ".txt or .json");
    return false;
  }

  private static String shardSplit(Folder folder, Folder.Entry picture) {
    return folder.shards().stream()
        .filter(shard -> picture.name().startsWith(shard + "/"))
        .findFirst()
        .map(shard -> SplitNames.ofFile(Archive.stem(shard)))
        .orElse("");
  }

  private static Map<String, List<String>> facts(Folder folder, Folder.Entry file) {
    try {
      var tree = Json.MAPPER.readTree(folder.text(file));
      if (!tree.isObject()) {
        throw new DataException(file.name() + ": not a JSON object");
      }
      var facts = new HashMap<String, List<String>>();
      for (var property : tree.properties()) {
        facts.put(property.getKey(), Json.texts(property.getValue()));
      }
      return facts;
    } catch (JacksonException e) {
      throw new DataException(file.name() + ": not JSON (" + Json.fault(e) + ")", e);
    }
  }

  /// Which files belong together.
  private static final class Keys {
    private final Map<String, List<Folder.Entry>> byStem = new TreeMap<>();
    private final Map<String, List<Folder.Entry>> byFirstDot = new TreeMap<>();
    private final List<Folder.Entry> chosen = new ArrayList<>();
    private int spare;
    private String spareExample = "";
    private final Folder folder;

    Keys(Folder folder) {
      this.folder = folder;
      for (var file : folder.files()) {
        byStem.computeIfAbsent(file.stem(), _ -> new ArrayList<>()).add(file);
        byFirstDot.computeIfAbsent(firstDot(file), _ -> new ArrayList<>()).add(file);
      }
      for (var group : byFirstDot.values()) {
        choose(group.stream().filter(Folder.Entry::picture).toList());
      }
      chosen.sort(Comparator.comparing(Folder.Entry::name));
    }

    private static String firstDot(Folder.Entry file) {
      int dot = file.base().indexOf('.');
      return dot < 0 ? file.name() : file.parent() + file.base().substring(0, dot);
    }

    /// The pictures of all samples, sorted by name.
    List<Folder.Entry> pictures() {
      return chosen;
    }

    String key(Folder.Entry picture) {
      return describedExactly(picture) ? picture.stem() : firstDot(picture);
    }

    boolean described(Folder.Entry picture) {
      return describedExactly(picture)
          || beside(picture, List.of("cls", "json")).isPresent()
          || beside(picture, TEXTS).isPresent();
    }

    /// Whether it is described in a way that no plain side-car is.
    boolean describedByFields(Folder.Entry picture) {
      return beside(picture, List.of("cls")).isPresent()
          || !describedExactly(picture) && beside(picture, TEXTS).isPresent();
    }

    private boolean describedExactly(Folder.Entry picture) {
      return byStem.get(picture.stem()).stream().anyMatch(file -> !file.picture());
    }

    /// The file that goes with a picture and has one of these endings, the first that there is.
    Optional<Folder.Entry> beside(Folder.Entry picture, List<String> endings) {
      return find(byStem.get(picture.stem()), endings)
          .or(
              () ->
                  describedExactly(picture)
                      ? Optional.empty()
                      : find(byFirstDot.get(firstDot(picture)), endings));
    }

    private static Optional<Folder.Entry> find(List<Folder.Entry> files, List<String> endings) {
      for (var ending : endings) {
        for (var file : files) {
          if (file.extension().equals(ending)) {
            return Optional.of(file);
          }
        }
      }
      return Optional.empty();
    }

    /// Of the pictures up to the same first dot, those that are samples.
    private void choose(List<Folder.Entry> pictures) {
      if (pictures.size() < 2 || pictures.stream().allMatch(this::dotted)) {
        chosen.addAll(pictures);
        return;
      }
      var main =
          pictures.stream()
              .min(
                  Comparator.comparing((Folder.Entry picture) -> rank(picture))
                      .thenComparing(Folder.Entry::extension))
              .orElseThrow();
      chosen.add(main);
      spare += pictures.size() - 1;
      spareExample =
          pictures.stream().filter(picture -> picture != main).findFirst().orElseThrow().name();
    }

    /// Whether the dots belong to the picture's own key: it has files of its own, or what follows
    /// the first dot does not name a field.
    private boolean dotted(Folder.Entry picture) {
      var stem = picture.stem();
      var field = stem.substring(firstDot(picture).length());
      return !field.isEmpty() && (describedExactly(picture) || !field.matches("\\.[a-z_]+"));
    }

    /// The picture itself comes before one that a field names as such, and that before others.
    private static int rank(Folder.Entry picture) {
      var field = picture.stem().substring(firstDot(picture).length());
      return field.isEmpty() ? 0 : MAIN.contains(field.substring(1)) ? 1 : 2;
    }

    void reportSpare(DatasetBuilder gathering) {
      if (spare > 0) {
        gathering.note(
            ".",
            String.format(
                Locale.ROOT,
                "further pictures of a key that has one, left out: %d (such as %s)",
                spare,
                spareExample));
      }
      int lonely = 0;
      for (var group : byFirstDot.entrySet()) {
        boolean described =
            group.getValue().stream()
                .anyMatch(
                    file -> TEXTS.contains(file.extension()) || file.extension().equals("cls"));
        if (described && group.getValue().stream().noneMatch(Folder.Entry::picture)) {
          lonely++;
          if (!folder.shards().isEmpty()) {
            gathering.skip(
                group.getKey(),
                "no picture, only "
                    + group.getValue().stream().map(Folder.Entry::extension).sorted().toList());
          }
        }
      }
      if (lonely > 0 && folder.shards().isEmpty()) {
        gathering.note(".", "texts and classes without a picture: " + lonely);
      }
    }
  }
}
