package dev.limn.run;

import dev.limn.config.Settings;
import dev.limn.io.AtomicFile;
import dev.limn.train.RunDirectory;
import dev.limn.train.TrainException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// The data of a run is what it was when the run began: `data.json` in its directory.
final class DataIdentity {
  private DataIdentity() {}

  /// Notes what the data is, or holds it against what was noted.
  ///
  /// @param config which says where it lies; where that has changed, its file says so from now on
  /// @param id of its content
  /// @param unit what is counted, in the plural
  /// @throws TrainException when it has changed
  static void require(RunDirectory run, RunConfig config, String id, int count, String unit) {
    Path file = run.root().resolve("data.json");
    if (!Files.exists(file)) {
      var facts = new LinkedHashMap<String, Object>();
      facts.put("id", id);
      facts.put(unit, count);
      try {
        AtomicFile.write(file, Settings.json(facts));
      } catch (IOException e) {
        throw new TrainException(file + ": cannot be written: " + e.getMessage(), e);
      }
      return;
    }
    Map<String, Object> then = Settings.readJson(file);
    if (!id.equals(then.get("id"))) {
      throw new TrainException(
          String.format(
              Locale.ROOT,
              "%s: the data has changed since the run began (%s %s then, %d now; content %s, now %s). Begin a new run, or bring the old data back",
              config.data(),
              then.get(unit),
              unit,
              count,
              then.get("id"),
              id));
    }
    RunConfig kept = TrainingRun.read(run.config());
    if (!kept.data().equals(config.data())) {
      TrainingRun.write(run, kept.at(Path.of(config.data())));
    }
  }
}
