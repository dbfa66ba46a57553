package dev.limn.run;

import dev.limn.text.TextEncoder;
import dev.limn.train.CheckpointStore;
import dev.limn.train.RunDirectory;
import dev.limn.train.TrainException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds the run that "the latest" means: the newest one that can go on. A folder that holds no
/// configuration cannot, and a run that failed before its first checkpoint would only fail again.
///
/// @param newest the run; empty when none can go on
/// @param passedOver later ones that cannot, each with the reason
public record ResumableRuns(Optional<RunDirectory> newest, List<String> passedOver) {
  private static final String FAILED = " failed: ";

  public ResumableRuns {
    passedOver = List.copyOf(passedOver);
  }

  /// Looks through the runs of a folder, from the newest on.
  public static ResumableRuns in(Path runs) {
    var passedOver = new ArrayList<String>();
    for (RunDirectory run : RunDirectory.list(runs).reversed()) {
      var reason = obstacle(run);
      if (reason.isEmpty()) {
        return new ResumableRuns(Optional.of(run), passedOver);
      }
      passedOver.add(run.root() + " is passed over: " + reason.get());
    }
    return new ResumableRuns(Optional.empty(), passedOver);
  }

  /// Why a run cannot go on, if it cannot.
  private static Optional<String> obstacle(RunDirectory run) {
    if (Ablation.isOne(run.root())) {
      return Optional.empty();
    }
    if (!Files.isRegularFile(run.config())) {
      return Optional.of("it has no " + run.config().getFileName());
    }
    try {
      TrainingRun.read(run.config());
    } catch (RuntimeException e) {
      return Optional.of(e.getMessage());
    }
    return failure(run.log())
        .filter(_ -> !hasProgress(run.root()))
        .map(reason -> "it failed before its first checkpoint: " + reason);
  }

  /// The end of a log, if that is a failure.
  private static Optional<String> failure(Path log) {
    if (!Files.isRegularFile(log)) {
      return Optional.empty();
    }
    try {
      var lines = Files.readAllLines(log);
      // of a failure of several lines the first tells
      for (String line : lines.reversed()) {
        int said = line.indexOf(FAILED);
        if (said >= 0) {
          return Optional.of(line.substring(said + FAILED.length()));
        }
        if (line.contains(" run ")) {
          return Optional.empty(); // it began here, and nothing failed since
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new TrainException(log + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean hasProgress(Path run) {
    if (Files.isDirectory(run.resolve(TextEncoder.FOLDER))) {
      return true;
    }
    try (var stages = Files.newDirectoryStream(run, "checkpoints*")) {
      for (Path stage : stages) {
        if (CheckpointStore.newestValid(stage).checkpoint().isPresent()) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new TrainException(run + ": cannot be listed: " + e.getMessage(), e);
    }
  }
}
