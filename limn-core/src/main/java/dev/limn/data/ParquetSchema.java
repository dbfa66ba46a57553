package dev.limn.data;

import dev.hardwood.metadata.CompressionCodec;
import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.SchemaNode;
import dev.limn.data.table.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What the columns of a Parquet file are, by their types and by what Hugging Face's `datasets`
/// wrote into its end.
///
/// @param rows how many rows there are
/// @param columns the names of all columns, in order
/// @param pictures those that hold the bytes of pictures, with whether it is a struct of `bytes`
///   and `path`
/// @param texts those of text or lists of text
/// @param classes those of class labels with the names of the classes
record ParquetSchema(
    int rows,
    List<String> columns,
    Map<String, Boolean> pictures,
    List<String> texts,
    Map<String, List<String>> classes) {

  private static final Set<CompressionCodec> READ =
      Set.of(
          CompressionCodec.UNCOMPRESSED,
          CompressionCodec.SNAPPY,
          CompressionCodec.GZIP,
          CompressionCodec.ZSTD);

  static ParquetSchema of(Folder.Entry file, ParquetFileReader reader) {
    var meta = reader.getFileMetaData();
    if (meta.numRows() >= Integer.MAX_VALUE) {
      throw new DataException(file.path() + ": " + meta.numRows() + " rows are too many");
    }
    for (var group : meta.rowGroups()) {
      for (var chunk : group.columns()) {
        var codec = chunk.metaData().codec();
        if (!READ.contains(codec)) {
          throw new DataException(
              file.path()
                  + ": compressed by "
                  + codec
                  + ", which is not read; write it with snappy, gzip or zstd");
        }
      }
    }
    var features = features(meta.keyValueMetadata());
    var columns = new ArrayList<String>();
    var pictures = new LinkedHashMap<String, Boolean>();
    var texts = new ArrayList<String>();
    var classes = new LinkedHashMap<String, List<String>>();
    for (var node : reader.getFileSchema().getRootNode().children()) {
      var name = node.name();
      var feature = features.path(name);
      columns.add(name);
      switch (node) {
        case SchemaNode.GroupNode group -> {
          if (group.isList()) {
            if (text(group.getListElement())) {
              texts.add(name);
            }
          } else if (group.children().stream().anyMatch(child -> child.name().equals("bytes"))) {
            pictures.put(name, true);
          }
        }
        case SchemaNode.PrimitiveNode leaf -> {
          if (text(leaf)) {
            texts.add(name);
          } else if (leaf.type() == PhysicalType.BYTE_ARRAY) {
            pictures.put(name, false);
          }
        }
        default -> {
          // A kind of node that holds neither pictures nor texts.
        }
      }
      if (feature.path("_type").asString("").equals("ClassLabel")) {
        var names = new ArrayList<String>();
        feature.path("names").forEach(one -> names.add(one.asString("")));
        classes.put(name, List.copyOf(names));
      }
    }
    // Where the file says which columns are pictures, other binary ones are none.
    var said =
        pictures.keySet().stream()
            .filter(name -> features.path(name).path("_type").asString("").equals("Image"))
            .toList();
    if (!said.isEmpty()) {
      pictures.keySet().retainAll(said);
    }
    return new ParquetSchema((int) meta.numRows(), columns, pictures, texts, classes);
  }

  private static boolean text(SchemaNode node) {
    return node instanceof SchemaNode.PrimitiveNode leaf
        && leaf.type() == PhysicalType.BYTE_ARRAY
        && (leaf.logicalType() instanceof LogicalType.StringType
            || leaf.logicalType() instanceof LogicalType.EnumType);
  }

  /// The `features` of `datasets`, by column; nothing when the file has none.
  private static JsonNode features(Map<String, String> meta) {
    try {
      var json = meta == null ? null : meta.get("huggingface");
      return Json.MAPPER.readTree(json == null ? "{}" : json).path("info").path("features");
    } catch (JacksonException _) {
      return Json.MAPPER.createObjectNode();
    }
  }

  boolean bytes(String column) {
    return pictures.containsKey(column);
  }

  boolean struct(String column) {
    return pictures.getOrDefault(column, false);
  }

  /// The name of the leaf that holds the bytes.
  String bytesOf(String column) {
    return struct(column) ? column + ".bytes" : column;
  }
}
