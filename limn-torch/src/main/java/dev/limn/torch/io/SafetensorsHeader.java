package dev.limn.torch.io;

import static dev.limn.torch.io.FileFaults.fault;
import static dev.limn.torch.io.FileFaults.quoted;

import dev.limn.torch.DType;
import dev.limn.torch.Shape;
import dev.limn.torch.TorchException;
import java.nio.ByteBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// The checked header of a safetensors file.
///
/// All checks of the reference parser, and stricter ones: 8 MiB at most, no duplicate or unknown
/// keys, no leading white space, at most 64 dimensions and 32,768 tensors.
final class SafetensorsHeader {
  /// The key that is no tensor.
  static final String METADATA = "__metadata__";

  private static final String METADATA_ENTRY = METADATA + " entry";

  /// The format allows 100 MB; no network comes near this.
  static final int LIMIT = 8 << 20;

  private static final int MAX_RANK = 64;

  /// A network has hundreds of tensors, a checkpoint some thousands.
  private static final int MAX_TENSORS = 32_768;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(4)
                  .maxNumberLength(64)
                  .maxNameLength(LIMIT)
                  .maxStringLength(LIMIT)
                  .build())
          .build();

  /// Where a tensor lies.
  ///
  /// @param start first byte after the header
  /// @param end the byte after its last
  record Entry(String name, DType type, Shape shape, long start, long end) {}

  /// What a refusal is about. Its words are made only then: a header can hold 100,000 tensors.
  private record Subject(String kind, String name, String part) {
    @Override
    public String toString() {
      return kind + " " + quoted(name) + part;
    }

    Subject at(String key) {
      return new Subject(kind, name, ": " + key);
    }
  }

  private final Path file;
  private final JsonParser parser;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
  private boolean metadataSeen;

  private SafetensorsHeader(Path file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /// By name, in the order of their bytes.
  Map<String, Entry> entries() {
    return Collections.unmodifiableMap(entries);
  }

  Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  /// @param file for messages
  /// @param json the bytes of the header
  /// @param dataBytes how many bytes follow it in the file
  static SafetensorsHeader parse(Path file, ByteBuffer json, long dataBytes) {
    if (!json.hasRemaining() || json.get(0) != '{') {
      String first =
          json.hasRemaining()
              ? String.format(Locale.ROOT, "byte 0x%02x", json.get(0) & 0xff)
              : "nothing";
      throw fault(file, "the header starts with " + first + "; expected '{' (0x7b)");
    }
    try (var text = new Utf8Reader(json);
        JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      var header = new SafetensorsHeader(file, parser);
      header.readAll();
      header.place(dataBytes);
      return header;
    } catch (JacksonException e) {
      throw fault(file, "the header is not valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  private void readAll() {
    parser.nextToken();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals(METADATA)) {
        readMetadata();
      } else if (entries.put(name, readEntry(name)) != null) {
        throw fault(file, "the header names tensor " + quoted(name) + " twice");
      } else if (entries.size() > MAX_TENSORS) {
        throw fault(file, "the header names more than " + MAX_TENSORS + " tensors");
      }
    }
    if (parser.nextToken() != null) {
      throw fault(file, "the header goes on after its closing brace");
    }
  }

  private void readMetadata() {
    if (metadataSeen) {
      throw fault(file, "the header has " + METADATA + " twice");
    }
    metadataSeen = true;
    requireToken(JsonToken.START_OBJECT, METADATA, "an object");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      requireToken(JsonToken.VALUE_STRING, new Subject(METADATA_ENTRY, key, ""), "a string");
      String value = parser.getString();
      // Jackson refuses half a surrogate pair in a key, but not in a value.
      if (!encoder.canEncode(value)) {
        throw fault(
            file,
            new Subject(METADATA_ENTRY, key, "")
                + " holds half a surrogate pair: "
                + quoted(value));
      }
      if (metadata.put(key, value) != null) {
        throw fault(file, METADATA + " has the key " + quoted(key) + " twice");
      }
    }
  }

  private Entry readEntry(String name) {
    var what = new Subject("tensor", name, "");
    requireToken(JsonToken.START_OBJECT, what, "an object");
    String type = null;
    long[] shape = null;
    long[] offsets = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      switch (key) {
        case "dtype" -> {
          requireFirst(type == null, what, key);
          requireToken(JsonToken.VALUE_STRING, what.at(key), "a string");
          type = parser.getString();
        }
        case "shape" -> {
          requireFirst(shape == null, what, key);
          shape = readNumbers(what.at(key), MAX_RANK);
        }
        case "data_offsets" -> {
          requireFirst(offsets == null, what, key);
          offsets = readNumbers(what.at(key), 2);
        }
        default ->
            throw fault(
                file,
                what
                    + " has the unknown key "
                    + quoted(key)
                    + "; expected dtype, shape and data_offsets");
      }
    }
    if (type == null || shape == null || offsets == null || offsets.length != 2) {
      throw fault(file, what + " is incomplete; expected dtype, shape and two data_offsets");
    }
    return entry(name, what, type, shape, offsets);
  }

  private Entry entry(String name, Subject what, String typeName, long[] sizes, long[] offsets) {
    DType type =
        TypeNames.parse(typeName)
            .orElseThrow(
                () ->
                    fault(
                        file,
                        what + " has dtype " + quoted(typeName) + "; expected " + TypeNames.KNOWN));
    if (offsets[1] < offsets[0]) {
      throw fault(file, what + " ends at " + offsets[1] + ", before its start at " + offsets[0]);
    }
    Shape shape;
    try {
      // As the reference does, also where a later size is 0.
      long product = type.bytes();
      for (long size : sizes) {
        product = Math.multiplyExact(product, size);
      }
      shape = Shape.of(sizes);
    } catch (ArithmeticException | TorchException e) {
      throw fault(
          file, what + " has more elements than memory can hold; its shape overflows 64 bits", e);
    }
    long bytes = shape.elements() * type.bytes();
    if (bytes != offsets[1] - offsets[0]) {
      throw fault(
          file,
          String.format(
              Locale.ROOT,
              "%s has %d bytes at %d to %d; %s of shape %s needs %d",
              what,
              offsets[1] - offsets[0],
              offsets[0],
              offsets[1],
              typeName,
              shape,
              bytes));
    }
    return new Entry(name, type, shape, offsets[0], offsets[1]);
  }

  private long[] readNumbers(Subject what, int most) {
    requireToken(JsonToken.START_ARRAY, what, "an array");
    long[] numbers = new long[Math.min(4, most)];
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (count == most) {
        throw fault(file, what + " has more than " + most + " numbers");
      }
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, Math.min(2 * count, most));
      }
      requireToken(JsonToken.VALUE_NUMBER_INT, what, "an integer that is not negative");
      String digits = parser.getString();
      if (digits.startsWith("-")) {
        throw fault(
            file, what + " holds " + quoted(digits) + "; expected an integer that is not negative");
      }
      try {
        numbers[count++] = Long.parseLong(digits);
      } catch (NumberFormatException e) {
        throw fault(file, what + " holds " + quoted(digits) + ", which overflows 63 bits", e);
      }
    }
    return Arrays.copyOf(numbers, count);
  }

  private void requireFirst(boolean first, Subject what, String key) {
    if (!first) {
      throw fault(file, what + " has the key " + key + " twice");
    }
  }

  private void requireToken(JsonToken expected, Object what, String word) {
    JsonToken token = parser.currentToken();
    if (token != expected) {
      String got = token != null && token.isScalarValue() ? quoted(parser.getString()) : "" + token;
      throw fault(file, what + " is " + got + "; expected " + word);
    }
  }

  /// Sorts the entries by place, and checks that they cover the data without hole or overlap.
  private void place(long dataBytes) {
    List<Entry> sorted = new ArrayList<>(entries.values());
    sorted.sort(Comparator.comparingLong(Entry::start).thenComparingLong(Entry::end));
    entries.clear();
    long at = 0;
    for (Entry entry : sorted) {
      if (entry.start() != at) {
        throw fault(
            file,
            String.format(
                Locale.ROOT,
                "tensor %s starts at byte %d of the data; expected %d, where the one before it ends (%s)",
                quoted(entry.name()),
                entry.start(),
                at,
                entry.start() < at ? "they overlap" : "there is a hole"));
      }
      at = entry.end();
      entries.put(entry.name(), entry);
    }
    if (at != dataBytes) {
      throw fault(
          file,
          String.format(
              Locale.ROOT,
              "the tensors end at byte %d of the data, the file at %d; %s",
              at,
              dataBytes,
              at > dataBytes ? "it is cut off" : "there are trailing bytes"));
    }
  }
}
