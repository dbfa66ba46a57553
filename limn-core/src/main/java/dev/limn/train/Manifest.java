package dev.limn.train;

import dev.limn.data.Sha256;
import dev.limn.io.RegularFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// `manifest.json` of a checkpoint: the size and SHA-256 of every other file.
///
/// The text has one form only. What is read is written again and compared, so that a changed bit
/// anywhere in it is found without a checksum of the manifest itself: in a name, a size or a digest
/// it disagrees with the files, in the step with the directory, anywhere else with the form.
record Manifest(long step, SortedMap<String, Entry> files) {
  static final String FILE = "manifest.json";

  /// Version of the layout; readers refuse a higher one.
  static final int FORMAT = 1;

  private static final int MAX_SIZE = 1 << 20;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final Pattern FORMAT_LINE = Pattern.compile("\"format\": (\\d{1,9})\\b");
  private static final Pattern STEP_LINE = Pattern.compile("\"step\": (\\d{1,18})\\b");
  private static final Pattern ENTRY_LINE =
      Pattern.compile(
          "\"(" + NAME.pattern() + ")\": \\{\"size\": (\\d{1,18}), \"sha256\": \"(\\p{Alnum}+)\"}");

  /// @param size in bytes
  /// @param sha256 64 lower-case hexadecimal digits
  record Entry(long size, String sha256) {}

  Manifest {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  static void checkName(String name) {
    if (!NAME.matcher(name).matches() || name.equals(FILE)) {
      throw new TrainException(
          "\""
              + name
              + "\" cannot name a file of a checkpoint; expected 1 to 100 letters, digits, '.', '_' or"
              + " '-', and not "
              + FILE);
    }
  }

  String text() {
    var out = new StringBuilder();
    out.append("{\n  \"format\": ").append(FORMAT);
    out.append(",\n  \"step\": ").append(step);
    out.append(",\n  \"files\": {");
    String separator = "\n    ";
    for (Map.Entry<String, Entry> file : files.entrySet()) {
      out.append(separator)
          .append('"')
          .append(file.getKey())
          .append("\": {\"size\": ")
          .append(file.getValue().size)
          .append(", \"sha256\": \"")
          .append(file.getValue().sha256)
          .append("\"}");
      separator = ",\n    ";
    }
    return out.append("\n  }\n}\n").toString();
  }

  /// @throws TrainException with the reason when the text is no manifest of this version
  static Manifest parse(String text) {
    var format = FORMAT_LINE.matcher(text);
    if (format.find() && Integer.parseInt(format.group(1)) > FORMAT) {
      throw new TrainException(
          FILE
              + " has format "
              + format.group(1)
              + "; this version reads up to "
              + FORMAT
              + ", so a newer one wrote it or it is damaged");
    }
    var step = STEP_LINE.matcher(text);
    if (!step.find()) {
      throw new TrainException(FILE + " is damaged: it names no step");
    }
    var files = new TreeMap<String, Entry>();
    var entry = ENTRY_LINE.matcher(text);
    while (entry.find()) {
      files.put(entry.group(1), new Entry(Long.parseLong(entry.group(2)), entry.group(3)));
    }
    var manifest = new Manifest(Long.parseLong(step.group(1)), files);
    if (files.isEmpty() || !manifest.text().equals(text)) {
      throw new TrainException(FILE + " is damaged: it does not have the form it was written in");
    }
    return manifest;
  }

  /// @throws TrainException with the reason when there is no such file or it is no manifest
  static Manifest read(Path directory) {
    var file = directory.resolve(FILE);
    try {
      byte[] bytes = RegularFile.bytes(file, MAX_SIZE);
      // Latin-1 keeps every byte apart, UTF-8 would replace broken ones.
      return parse(new String(bytes, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new TrainException(FILE + " cannot be read: " + e, e);
    }
  }

  /// Size and digest of a file as it lies on the disk now.
  static Entry measure(Path file) throws IOException {
    RegularFile.require(file);
    return new Entry(Files.size(file), Sha256.of(file));
  }
}
