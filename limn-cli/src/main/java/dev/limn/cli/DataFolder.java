package dev.limn.cli;

import dev.limn.data.DataException;
import dev.limn.data.Dataset;
import dev.limn.data.DatasetFormat;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `DIR` and `--format`: the data set a verb of `limn data` is about.
final class DataFolder {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Parameters(paramLabel = "DIR", description = "The folder with the pictures.")
  private Path folder;

  private Optional<DatasetFormat> format = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "How the folder is laid out, when what Limn finds by itself is wrong: imagefolder,"
              + " sidecar, cub, coco, celeba, webdataset, idx, pix2pix, classes or pictures.")
  void format(String label) {
    try {
      format = Optional.of(DatasetFormat.of(label));
    } catch (DataException e) {
      throw new ParameterException(command.commandLine(), "--format: " + e.getMessage());
    }
  }

  /// Reads the folder's listing and captions; pictures are not decoded yet.
  ///
  /// @throws dev.limn.data.DataException if it cannot be read so
  Dataset open() {
    return format.map(named -> Dataset.open(folder, named)).orElseGet(() -> Dataset.open(folder));
  }

  /// The last part of the folder's path.
  String name() {
    return folder.toAbsolutePath().normalize().getFileName().toString();
  }
}
