package dev.limn.cli;

import dev.limn.run.EvaluationPictures;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The pictures that `limn evaluate` measures with.
final class EvaluationData {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = Option.NULL_VALUE,
      description =
          "The pictures that the model was trained on, or others (default: those of its training"
              + " run). Those that it learned from are left out.")
  private Optional<Path> data;

  @Option(
      names = "--test",
      paramLabel = "DIR",
      defaultValue = Option.NULL_VALUE,
      description =
          "A folder of pictures to measure with, all of them; instead of those held back.")
  private Optional<Path> test;

  @Option(
      names = "--hold-back",
      paramLabel = "N",
      defaultValue = Option.NULL_VALUE,
      description =
          "Measure with one picture in N of --data; 1 for all, as of a folder that training never saw"
              + " (default: what was held back from training).")
  private Optional<Integer> holdBack;

  @Option(
      names = "--training-pictures",
      description =
          "Measure also with pictures that the model learned from. It draws these better than others;"
              + " every line and the report say so.")
  private boolean learned;

  @Mixin private ReadingOptions reading;

  @Option(
      names = "--allow-bad",
      description = "Go on although more than 5 %% of the samples are broken, as in training.")
  private boolean allowBad;

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /// @param training whether the pictures of the training are needed, too
  /// @throws ParameterException when options contradict each other
  EvaluationPictures.Wanted wanted(boolean training) {
    if (test.isPresent() && holdBack.isPresent()) {
      throw usage("--hold-back does not go with --test, of which all pictures are measured with");
    }
    holdBack.ifPresent(
        oneIn -> {
          if (oneIn < 0) {
            throw usage("--hold-back: " + oneIn + "; expected 1 for all pictures, or 2 and more");
          }
        });
    return new EvaluationPictures.Wanted(
        data,
        test,
        holdBack.map(OptionalInt::of).orElse(OptionalInt.empty()),
        reading.said(command.commandLine()),
        allowBad,
        learned,
        training);
  }
}
