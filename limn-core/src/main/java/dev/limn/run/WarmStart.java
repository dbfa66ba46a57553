package dev.limn.run;

import dev.limn.config.ConfigException;
import dev.limn.config.Settings;
import dev.limn.model.ModelLearner;
import dev.limn.text.TextEncoder;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.TorchException;
import dev.limn.torch.io.Safetensors;
import dev.limn.train.Checkpoint;
import dev.limn.train.CheckpointStore;
import dev.limn.train.LearnerState;
import dev.limn.train.TrainException;
import dev.limn.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/// Begins a training with what another one has learned: fine-tuning on other pictures, or going on
/// at a larger resolution.
///
/// Every learned weight that the other training has under the same name with the same shape is
/// taken; the rest starts at random, and so do the optimisers' moments, counters and random states.
/// What the stage before has given stays, and where sentences are read otherwise, so does what was
/// measured on them.
final class WarmStart {
  private WarmStart() {}

  /// @param from the other run, of the same family
  /// @param sameText whether sentences are read by that run's text encoder
  /// @param stage name of the folder with the stage's checkpoints
  /// @return what was taken, for people
  /// @throws TrainException when there is nothing to take
  static String apply(Path from, boolean sameText, Path stage, ModelLearner learner) {
    Path checkpoints = from.resolve(stage);
    Checkpoint newest =
        CheckpointStore.newestValid(checkpoints)
            .checkpoint()
            .orElseThrow(
                () ->
                    new TrainException(
                        from + ": no checkpoint in " + checkpoints + "; expected a training run"));
    long taken = 0;
    long all = 0;
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Map<String, Tensor> theirs = Safetensors.readFinite(Trainer.tensors(newest));
      LearnerState state = learner.state();
      for (Map.Entry<String, Tensor> own : state.tensors().entrySet()) {
        String name = own.getKey();
        boolean given = !learner.learns(name) || !sameText && learner.measuredOnText(name);
        if (given || state.moments().contains(name)) {
          continue;
        }
        Tensor target = own.getValue();
        all += target.elements();
        Tensor source = theirs.get(name);
        if (source != null
            && source.shape().equals(target.shape())
            && source.dtype() == target.dtype()) {
          target.copyInPlace(source);
          taken += target.elements();
        }
      }
    } catch (TorchException e) {
      throw new TrainException(newest.directory() + ": " + e.getMessage(), e);
    }
    if (taken == 0) {
      throw new TrainException(
          from
              + ": none of its weights fits; expected a run of the same family with like settings");
    }
    return String.format(
        Locale.ROOT,
        "starting from %s: %.1f %% of the weights",
        newest.directory(),
        100.0 * taken / all);
  }

  /// Whether sentences become the same features in both runs: the files of their text encoders are
  /// equal, byte for byte.
  static boolean sameText(Path from, Path encoder) {
    try {
      var files = TextEncoder.files(encoder);
      for (Path file : files) {
        Path theirs = from.resolve(TextEncoder.FOLDER).resolve(file.getFileName());
        if (!Files.isRegularFile(theirs) || Files.mismatch(file, theirs) >= 0) {
          return false;
        }
      }
      return !files.isEmpty();
    } catch (IOException e) {
      throw new TrainException(
          "the text encoders of " + from + " and " + encoder + " cannot be compared: " + e, e);
    }
  }

  /// @throws TrainException unless it is a run of that family
  static void requireFamily(Path from, String family) {
    Path file = from.resolve("config.yaml");
    Object theirs;
    try {
      theirs = Settings.readYaml(file).get("family");
    } catch (ConfigException e) {
      throw new TrainException(from + ": expected a training run: " + e.getMessage(), e);
    }
    if (!family.equals(theirs)) {
      throw new TrainException(
          from + ": a run of family " + theirs + "; expected one of " + family);
    }
  }
}
