package dev.limn.data;

import dev.limn.data.table.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/// COCO captions: `captions_train2014.json` with `images` (`id`, `file_name`) and `annotations`
/// (`image_id`, `caption`), about five captions a picture. Numbers and texts serve as ids.
///
/// Pictures are looked up as those of any table are: beside it, then in the folder of its split,
/// then anywhere as long as one file alone has the name, since COCO's train and val may use the
/// same names. The file is read as a stream, since those of COCO itself hold 600,000 captions.
final class CocoReader implements FormatReader {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  @Override
  public Optional<String> recognise(Folder folder) {
    return tables(folder).stream()
        .filter(table -> captions(table) && hasSections(table))
        .findFirst()
        .map(table -> table.name() + " is there");
  }

  private static boolean captions(Folder.Entry table) {
    return table.base().toLowerCase(java.util.Locale.ROOT).contains("caption");
  }

  @Override
  public void read(Folder folder, DatasetBuilder gathering) {
    var named = tables(folder).stream().filter(CocoReader::captions).toList();
    var tables = named.isEmpty() ? tables(folder) : named;
    if (tables.isEmpty()) {
      throw new DataException(
          folder.root() + ": no .json file; expected captions such as captions_train2014.json");
    }
    var used = new HashSet<String>();
    tables.forEach(table -> read(folder, table, gathering, used));
    gathering.unlisted(folder, used);
  }

  private static void read(
      Folder folder, Folder.Entry table, DatasetBuilder gathering, Set<String> used) {
    var names = new TreeMap<String, String>(BY_NUMBER);
    var captions = new HashMap<String, List<String>>();
    parse(table, names, captions);
    var split = SplitNames.ofFile(table.base());
    names.forEach(
        (id, name) -> {
          var where = "image " + id + " of " + table.name();
          switch (folder.lookup(table, name)) {
            case Folder.Lookup.Refused(var reason) ->
                gathering.skip(name, reason + " (" + where + ")");
            case Folder.Lookup.Found found -> {
              gathering.found(name, found);
              used.add(found.entry().name());
              var draft = DatasetBuilder.Draft.of(found.entry().name(), found.entry().source());
              gathering.addCaptioned(
                  split.isEmpty() ? draft : draft.withSplit(split),
                  captions.getOrDefault(id, List.of()),
                  where);
            }
          }
        });
    captions.keySet().removeAll(names.keySet());
    if (!captions.isEmpty()) {
      gathering.note(
          table.name(),
          String.format(
              Locale.ROOT,
              "captions of images that it does not list: %d, such as of image %s",
              captions.size(),
              captions.keySet().stream().min(BY_NUMBER).get()));
    }
  }

  /// Whether the file has one of COCO's two lists, or cannot be read far enough to tell.
  private static boolean hasSections(Folder.Entry table) {
    try (var in = table.content().open();
        var parser = FACTORY.createParser(ObjectReadContext.empty(), in)) {
      var first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        // a list of objects is a table of another kind
        return first != JsonToken.START_ARRAY || parser.nextToken() != JsonToken.START_OBJECT;
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        var section = parser.currentName();
        if (parser.nextToken() == JsonToken.START_ARRAY
            && (section.equals("images") || section.equals("annotations"))) {
          return true;
        }
        parser.skipChildren();
      }
      return false;
    } catch (JacksonException | IOException _) {
      return true; // reading says what is wrong
    }
  }

  private static void parse(
      Folder.Entry table, Map<String, String> names, Map<String, List<String>> captions) {
    boolean images = false;
    boolean annotations = false;
    try (var in = table.content().open();
        var parser = FACTORY.createParser(ObjectReadContext.empty(), in)) {
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
    void add(String id, String text);
  }

  /// Reads a list of objects for an id and a text of each; what lacks either is passed over.
  private static void objects(JsonParser parser, String idName, String textName, Pair pair) {
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      String id = "";
      String text = "";
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        var name = parser.currentName();
        var token = parser.nextToken();
        if (name.equals(idName)
            && (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_STRING)) {
          id = parser.getString();
        } else if (name.equals(textName) && token == JsonToken.VALUE_STRING) {
          text = parser.getString();
        } else {
          parser.skipChildren();
        }
      }
      if (!id.isEmpty() && !text.isEmpty()) {
        pair.add(id, text);
      }
    }
  }

  private static final java.util.Comparator<String> BY_NUMBER =
      java.util.Comparator.<String>comparingInt(id -> id.matches("-?\\d+") ? id.length() : 99)
          .thenComparing(java.util.Comparator.naturalOrder());

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
