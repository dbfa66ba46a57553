package dev.limn.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// COCO captions: `captions_train2014.json` with `images` (`id`, `file_name`) and `annotations`
/// (`image_id`, `caption`), about five captions a picture. Pictures are found by their name in any
/// folder. The file is read as a stream, since those of COCO itself hold 600,000 captions.
final class CocoReader implements FormatReader {
  @Override
  public Optional<String> recognise(Folder folder) {
    return tables(folder).stream()
        .filter(table -> table.base().contains("captions"))
        .findFirst()
        .map(table -> table.name() + " is there");
  }

  @Override
  public void read(Folder folder, DatasetBuilder gathering) {
    var named = tables(folder).stream().filter(t -> t.base().contains("captions")).toList();
    var tables = named.isEmpty() ? tables(folder) : named;
    if (tables.isEmpty()) {
      throw new DataException(
          folder.root() + ": no .json file; expected captions such as captions_train2014.json");
    }
    var byBase = new HashMap<String, Folder.Entry>();
    folder.pictures().forEach(picture -> byBase.putIfAbsent(picture.base(), picture));
    tables.forEach(table -> read(folder, table, byBase, gathering));
  }

  private static void read(
      Folder folder,
      Folder.Entry table,
      Map<String, Folder.Entry> byBase,
      DatasetBuilder gathering) {
    var names = new TreeMap<Long, String>();
    var captions = new HashMap<Long, List<String>>();
    parse(table, names, captions);
    var split =
        table.base().contains("train") ? "train" : table.base().contains("val") ? "validation" : "";
    names.forEach(
        (id, name) -> {
          Folder.Lookup found = folder.lookup("", name);
          if (found instanceof Folder.Lookup.Refused(var reason)) {
            var entry = name.contains("/") ? null : byBase.get(name);
            if (entry == null) {
              gathering.skip(name, reason + " (image " + id + " of " + table.name() + ")");
              return;
            }
            found = new Folder.Lookup.Found(entry);
          }
          if (found instanceof Folder.Lookup.Found(var entry)) {
            gathering.addCaptioned(
                DatasetBuilder.Draft.of(entry.name(), entry.source()).withSplit(split),
                captions.getOrDefault(id, List.of()),
                "image " + id + " of " + table.name());
          }
        });
  }

  private static void parse(
      Folder.Entry table, Map<Long, String> names, Map<Long, List<String>> captions) {
    boolean images = false;
    boolean annotations = false;
    try (var in = table.content().open();
        var parser = JsonFactory.builder().build().createParser(ObjectReadContext.empty(), in)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new DataException(table.path() + ": not a JSON object");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        var section = parser.currentName();
        boolean list = parser.nextToken() == JsonToken.START_ARRAY;
        if (list && section.equals("images")) {
          images = true;
          objects(parser, "id", "file_name", names::put);
        } else if (list && section.equals("annotations")) {
          annotations = true;
          objects(
              parser,
              "image_id",
              "caption",
              (id, text) -> captions.computeIfAbsent(id, _ -> new ArrayList<>()).add(text));
        } else {
          parser.skipChildren();
        }
      }
    } catch (JacksonException e) {
      throw new DataException(table.path() + ": not whole JSON (" + Json.fault(e) + ")", e);
    } catch (IOException e) {
      throw new DataException(table.path() + ": cannot be read (" + e + ")", e);
    }
    if (!images || !annotations) {
      throw new DataException(
          table.path() + ": expected the lists \"images\" and \"annotations\" of COCO captions");
    }
  }

  private interface Pair {
    void add(long id, String text);
  }

  /// Reads a list of objects for a number and a text of each; what lacks either is passed over.
  private static void objects(JsonParser parser, String idName, String textName, Pair pair) {
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      long id = Long.MIN_VALUE;
      String text = "";
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        var name = parser.currentName();
        var token = parser.nextToken();
        if (name.equals(idName) && token == JsonToken.VALUE_NUMBER_INT) {
          id = parser.getLongValue();
        } else if (name.equals(textName) && token == JsonToken.VALUE_STRING) {
          text = parser.getString();
        } else {
          parser.skipChildren();
        }
      }
      if (id != Long.MIN_VALUE && !text.isEmpty()) {
        pair.add(id, text);
      }
    }
  }

  private static List<Folder.Entry> tables(Folder folder) {
    var tables = new ArrayList<Folder.Entry>();
    for (var entry : folder.files()) {
      if (entry.extension().equals("json")) {
        tables.add(entry);
      }
    }
    return tables;
  }
}
