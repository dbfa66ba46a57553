package dev.limn.data;

import dev.limn.data.table.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What StyleGAN's `dataset_tool.py` makes, as a folder or zip: pictures and a `dataset.json` with
/// `labels`, a list of a file name and a class each (Karras et al. 2020, "Training generative
/// adversarial networks with limited data", code). A class may also be a list of numbers of which
/// one is 1. Captions are made from the classes.
final class StyleGanReader implements FormatReader {
  private static final String TABLE = "dataset.json";
  private static final int MAX_BYTES = 1 << 28; // a line a picture: some millions

  @Override
  public Optional<String> recognise(Folder folder) {
    return folder
        .file(TABLE)
        .filter(table -> tree(folder, table).path("labels").isArray())
        .map(table -> table.name() + " with labels is there");
  }

  @Override
  public void read(Folder folder, DatasetBuilder gathering) {
    var table =
        folder
            .file(TABLE)
            .orElseThrow(
                () ->
                    new DataException(
                        folder.root()
                            + ": no dataset.json; expected one with \"labels\", as StyleGAN's"
                            + " dataset_tool.py makes it"));
    var labels = labels(folder, table, gathering);
    var names = ClassNames.of(folder);
    names.ifPresent(found -> gathering.nameClasses(found.byNumber()));
    for (var picture : folder.pictures()) {
      var draft = DatasetBuilder.Draft.of(picture.name(), picture.source());
      var label = labels.remove(picture.name());
      if (label == null) {
        gathering.skip(picture.name(), "dataset.json has no label for it");
      } else {
        gathering.addCaptioned(
            draft.withLabel(Optional.of(label)), List.of(ClassNames.caption(names, label)), TABLE);
      }
    }
    labels.keySet().stream()
        .sorted()
        .forEach(name -> gathering.skip(name, "listed in dataset.json, but missing"));
    if (gathering.size() > 0) {
      gathering.note(".", "there are no captions; they are made from the labels of dataset.json");
    }
  }

  private static Map<String, String> labels(
      Folder folder, Folder.Entry table, DatasetBuilder gathering) {
    var list = tree(folder, table).path("labels");
    if (!list.isArray()) {
      throw new DataException(table.path() + ": no list \"labels\" of file names and classes");
    }
    var labels = new HashMap<String, String>();
    for (var pair : list) {
      var label =
          pair.isArray() && pair.size() == 2 ? label(pair.get(1)) : Optional.<String>empty();
      if (label.isEmpty() || !pair.get(0).isString()) {
        var shown = pair.toString();
        gathering.skip(
            TABLE,
            shown.substring(0, Math.min(shown.length(), 80))
                + "; expected a file name and a class");
      } else {
        labels.put(pair.get(0).asString().replace('\\', '/'), label.get());
      }
    }
    return labels;
  }

  /// A number, a name, or the place of the one 1 in a list.
  private static Optional<String> label(JsonNode node) {
    if (node.isIntegralNumber() || node.isString()) {
      return Optional.of(node.asString());
    }
    if (!node.isArray()) {
      return Optional.empty();
    }
    var label = Optional.<String>empty();
    for (int i = 0; i < node.size(); i++) {
      double value = node.get(i).asDouble(Double.NaN);
      if (value == 1 && label.isEmpty()) {
        label = Optional.of(Integer.toString(i));
      } else if (value != 0) {
        return Optional.empty();
      }
    }
    return label;
  }

  private static JsonNode tree(Folder folder, Folder.Entry table) {
    try {
      return Json.MAPPER.readTree(folder.text(table, MAX_BYTES));
    } catch (JacksonException e) {
      throw new DataException(table.path() + ": not JSON (" + Json.fault(e) + ")", e);
    }
  }
}
