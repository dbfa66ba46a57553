package dev.limn.cli;

import dev.limn.data.Dataset;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `DIR` and how it is read: the data set a verb of `limn data` is about.
final class DataFolder {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Parameters(paramLabel = "DIR", description = "The folder with the pictures.")
  private Path folder;

  @Mixin private ReadingOptions reading;

  /// Reads the folder's listing and captions; pictures are not decoded yet.
  ///
  /// @throws dev.limn.data.DataException if it cannot be read so
  Dataset open() {
    return Dataset.open(folder, reading.options(command.commandLine()));
  }

  /// The last part of the folder's path.
  String name() {
    return folder.toAbsolutePath().normalize().getFileName().toString();
  }
}
