package dev.limn.run;

import dev.limn.train.TrainingListener;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// What is recorded of a training, and beside it.
///
/// @param stage prefixes its figures; empty for the last
/// @param drawings folder of its previews; empty for the run itself
/// @param essence what its weights depend on besides the data
/// @param more listeners, made from where figures go and how far the training is
/// @param texts for the TensorBoard, by tag
record Records(
    String stage,
    String drawings,
    String essence,
    BiFunction<RunLogging, Long, List<TrainingListener>> more,
    Map<String, String> texts) {
  Records with(BiFunction<RunLogging, Long, List<TrainingListener>> other) {
    return new Records(stage, drawings, essence, other, texts);
  }
}
