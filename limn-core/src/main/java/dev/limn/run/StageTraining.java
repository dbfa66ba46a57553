package dev.limn.run;

import dev.limn.data.Sha256;
import dev.limn.train.CheckpointStore;
import dev.limn.train.Learner;
import dev.limn.train.RunDirectory;
import dev.limn.train.Trainer;
import dev.limn.train.TrainingListener;
import dev.limn.train.log.StatusLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Trains one stage of a run, from its newest checkpoint on, with records in the run's directory.
///
/// @param status where a person sees it
/// @param log takes lines
/// @param stop whether to end after the step
record StageTraining(
    RunDirectory run, StatusLine status, Consumer<String> log, BooleanSupplier stop) {
  /// Says a line to the person and to the log.
  void say(String line) {
    status.message(line);
    log.accept(line);
  }

  /// @param data what the data is known by
  Trainer.End train(
      Learner learner, Trainer.Plan plan, CheckpointStore store, String data, Records records) {
    long seen = store.newestValid().checkpoint().map(Trainer::seen).orElse(0L);
    String stage = records.stage();
    boolean thousands = RunDirectory.thousands(Math.max(1, plan.preview()), plan.total());
    try (var logging =
        new RunLogging(run, stage, records.drawings(), thousands, seen, status, log)) {
      if (seen == 0) {
        records.texts().forEach(logging::text);
      }
      var others = new LinkedHashMap<String, String>();
      PrecisionSettings.others(records.essence())
          .forEach((essence, why) -> others.put(fingerprint(stage, essence, data), why));
      var listeners = new ArrayList<TrainingListener>();
      listeners.add(logging);
      listeners.addAll(records.more().apply(logging, seen));
      String fingerprint = fingerprint(stage, records.essence(), data);
      var trainer = new Trainer(learner, plan, store, fingerprint, others, listeners);
      trainer.resume();
      return trainer.run(stop);
    }
  }

  private static String fingerprint(String stage, String essence, String data) {
    return Sha256.of(stage + " " + essence + " " + data);
  }
}
