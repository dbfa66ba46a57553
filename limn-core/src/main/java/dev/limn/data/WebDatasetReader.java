package dev.limn.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;
import tools.jackson.core.JacksonException;

/// WebDataset shards. Entries that share a name up to the first dot of its last part are one
/// sample: `K.png` (or jpg, jpeg, webp), `K.txt` with a caption a line, `K.json` with attributes
/// (and captions in `text` or `caption` when there is no `K.txt`), `K.cls` with the class.
///
/// Nothing is unpacked: pictures are read from the shard by position, so names inside cannot reach
/// any file.
final class WebDatasetReader implements FormatReader {
  private static final Set<String> PICTURES = Set.of("png", "jpg", "jpeg", "webp");
  private static final int MAX_PICTURE_BYTES = 64 << 20;

  @Override
  public Optional<String> recognise(Folder folder) {
    var shards = shards(folder);
    return shards.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "it has %d tar shards (%s)".formatted(shards.size(), shards.getFirst().name()));
  }

  @Override
  public void read(Folder folder, DatasetBuilder gathering) {
    var shards = shards(folder);
    if (shards.isEmpty()) {
      throw new DataException(
          folder.root() + ": no .tar files; expected WebDataset shards such as birds-000000.tar");
    }
    shards.forEach(shard -> read(shard, gathering));
  }

  private static List<Folder.Entry> shards(Folder folder) {
    var shards = new ArrayList<Folder.Entry>();
    for (var entry : folder.files()) {
      if (entry.extension().equals("tar")) {
        shards.add(entry);
      } else if (entry.name().endsWith(".tar.gz") || entry.extension().equals("tgz")) {
        throw new DataException(
            entry.path() + ": a compressed shard; expected .tar, so gunzip it first");
      }
    }
    return shards;
  }

  /// The files of one key by extension.
  private record Group(Map<String, Content.InArchive> files) {}

  private static void read(Folder.Entry shard, DatasetBuilder gathering) {
    var groups = new TreeMap<String, Group>();
    try (var tar = new TarFile(((Content.InFile) shard.content()).path())) {
      for (var entry : tar.getEntries()) {
        if (!entry.isDirectory()) {
          add(shard, entry, groups, gathering);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new DataException(
          shard.path() + ": not a whole tar file (" + e.getMessage() + "); copy it anew", e);
    }
    groups.forEach((key, group) -> sample(shard, key, group.files(), gathering));
  }

  private static void add(
      Folder.Entry shard,
      TarArchiveEntry entry,
      Map<String, Group> groups,
      DatasetBuilder gathering) {
    var name = shard.name() + "/" + entry.getName();
    var base = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
    int dot = base.indexOf('.');
    if (base.startsWith(".") || dot < 0) {
      return;
    }
    if (!entry.isFile() || entry.isSparse()) {
      gathering.skip(name, "a link or special entry; expected a plain file");
      return;
    }
    var extension = base.substring(dot + 1).toLowerCase(Locale.ROOT);
    int most = PICTURES.contains(extension) ? MAX_PICTURE_BYTES : Folder.MAX_TEXT_BYTES;
    if (entry.getSize() > most) {
      gathering.skip(name, entry.getSize() + " bytes; expected at most " + most);
      return;
    }
    if (entry.getDataOffset() + entry.getSize() > shard.size()) {
      gathering.skip(name, "the shard ends inside it");
      return;
    }
    var key = entry.getName().substring(0, entry.getName().length() - base.length() + dot);
    var file = (Content.InFile) shard.content();
    var source =
        new Content.InArchive(file.path(), file.modified(), entry.getDataOffset(), entry.getSize());
    var files = groups.computeIfAbsent(key, _ -> new Group(new HashMap<>())).files();
    if (files.putIfAbsent(extension, source) != null) {
      gathering.skip(name, "twice in the shard; the first counts");
    }
  }

  private static void sample(
      Folder.Entry shard,
      String key,
      Map<String, Content.InArchive> files,
      DatasetBuilder gathering) {
    var pictures = PICTURES.stream().filter(files::containsKey).sorted().toList();
    var name = shard.name() + "/" + key;
    if (pictures.isEmpty()) {
      gathering.skip(name, "no picture, only " + files.keySet().stream().sorted().toList());
      return;
    }
    var extension = pictures.getFirst();
    var draft =
        DatasetBuilder.Draft.of(name + "." + extension, new Source.Encoded(files.get(extension)));
    try {
      var facts =
          files.containsKey("json")
              ? facts(text(files.get("json"), name + ".json"), name + ".json")
              : Map.<String, List<String>>of();
      var attributes = new HashMap<String, String>();
      facts.forEach(
          (fact, values) -> {
            if (values.size() == 1) {
              attributes.put(fact, values.getFirst());
            }
          });
      draft = draft.withAttributes(attributes);
      if (files.containsKey("cls")) {
        draft = draft.withLabel(Optional.of(text(files.get("cls"), name + ".cls").strip()));
      }
      if (files.containsKey("txt")) {
        gathering.addCaptioned(
            draft, DatasetBuilder.lines(text(files.get("txt"), name + ".txt")), name + ".txt");
      } else {
        var captions = facts.getOrDefault("text", facts.getOrDefault("caption", List.of()));
        gathering.addCaptioned(draft, captions, name + ".txt or .json");
      }
    } catch (IOException e) {
      gathering.skip(draft.name(), "cannot be read (" + e.getMessage() + ")");
    } catch (DataException e) {
      gathering.skip(draft.name(), e.getMessage());
    }
  }

  private static Map<String, List<String>> facts(String json, String name) {
    try {
      var tree = Json.MAPPER.readTree(json);
      if (!tree.isObject()) {
        throw new DataException(name + ": not a JSON object");
      }
      var facts = new HashMap<String, List<String>>();
      for (var property : tree.properties()) {
        facts.put(property.getKey(), MetadataRow.texts(property.getValue()));
      }
      return facts;
    } catch (JacksonException e) {
      throw new DataException(name + ": not JSON (" + Json.fault(e) + ")", e);
    }
  }

  private static String text(Content.InArchive source, String name) throws IOException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(source.bytes())).toString();
    } catch (CharacterCodingException e) {
      throw new DataException(name + ": not UTF-8 text", e);
    }
  }
}
