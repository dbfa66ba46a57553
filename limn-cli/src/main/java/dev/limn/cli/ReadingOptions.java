package dev.limn.cli;

import dev.limn.data.DataException;
import dev.limn.data.DatasetOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// How a data set is to be read, where Limn does not find it out by itself.
final class ReadingOptions {
  private final Map<String, String> given = new LinkedHashMap<>();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "How the folder is laid out, when what Limn finds by itself is wrong: imagefolder,"
              + " table, sidecar, cub, coco, celeba, webdataset, stylegan, idx, pix2pix, classes or"
              + " pictures.")
  void format(String value) {
    given.put("format", value);
  }

  @Option(
      names = "--image-column",
      paramLabel = "NAME",
      description = "The column of a table that names the pictures (default: found by its name).")
  void imageColumn(String value) {
    given.put("image-column", value);
  }

  @Option(
      names = "--caption-column",
      paramLabel = "NAME",
      description = "The column of a table that holds the captions (default: found by its name).")
  void captionColumn(String value) {
    given.put("caption-column", value);
  }

  @Option(
      names = "--charset",
      paramLabel = "NAME",
      description =
          "What texts are in that are not UTF-8 and do not say it themselves, such as"
              + " windows-1252.")
  void charset(String value) {
    given.put("charset", value);
  }

  @Option(
      names = "--splits",
      paramLabel = "auto|none",
      description =
          "none takes folders called train, validation and test for folders like any other"
              + " (default: auto, which holds validation and test back).")
  void splits(String value) {
    given.put("splits", value);
  }

  @Option(
      names = "--side",
      paramLabel = "both|a|b",
      description =
          "Of pairs of pictures, only the first (a, on the left) or the second (default: both; a"
              + " family that takes single pictures then learns the first).")
  void side(String value) {
    given.put("side", value);
  }

  /// What was said.
  ///
  /// @param command for whose usage a wrong value is reported
  /// @throws ParameterException naming the value that is none
  DatasetOptions options(CommandLine command) {
    try {
      return DatasetOptions.of(
          given.getOrDefault("format", "auto"),
          given.getOrDefault("image-column", ""),
          given.getOrDefault("caption-column", ""),
          given.getOrDefault("charset", ""),
          given.getOrDefault("splits", "auto"),
          given.getOrDefault("side", "both"));
    } catch (DataException e) {
      throw new ParameterException(command, e.getMessage());
    }
  }

  /// What was said, if anything.
  Optional<DatasetOptions> said(CommandLine command) {
    return given.isEmpty() ? Optional.empty() : Optional.of(options(command));
  }

  /// The keys of a `config.yaml` that were said, with their values.
  Map<String, String> given() {
    return given;
  }
}
