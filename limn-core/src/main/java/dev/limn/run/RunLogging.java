package dev.limn.run;

import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.train.Checkpoint;
import dev.limn.train.RunDirectory;
import dev.limn.train.TrainingListener;
import dev.limn.train.log.StatsLog;
import dev.limn.train.log.Status;
import dev.limn.train.log.StatusLine;
import dev.limn.train.log.TensorBoardWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Writes what a trainer says to a run directory and to the terminal: status line, `stats.jsonl`,
/// TensorBoard events, previews.
final class RunLogging implements TrainingListener, AutoCloseable {
  private static final Map<String, String> SHORT =
      Map.of(
          "loss/d",
          "D",
          "loss/g",
          "G",
          "d/real",
          "D(real)",
          "d/fake",
          "D(fake)",
          "d/wrong",
          "D(wrong)");

  private final RunDirectory run;
  private final String stage;
  private final StatusLine status;
  private final StatsLog stats;
  private final TensorBoardWriter board;
  private final Consumer<String> log;

  /// @param stage prefixes the figures of a stage that prepares the main one; empty for the main
  ///   one
  /// @param seen pictures that were seen when it continues
  RunLogging(RunDirectory run, String stage, long seen, StatusLine status, Consumer<String> log) {
    this.run = run;
    this.stage = stage;
    this.status = status;
    this.log = log;
    var file = stage.isEmpty() ? run.stats() : run.root().resolve("stats-" + stage + ".jsonl");
    stats = seen == 0 ? StatsLog.open(file) : StatsLog.resume(file, seen / 1000.0);
    board =
        seen == 0 ? TensorBoardWriter.open(run.root()) : TensorBoardWriter.resume(run.root(), seen);
  }

  private String tag(String name) {
    return stage.isEmpty() ? name : stage + "/" + name;
  }

  @Override
  public void step(Tick tick) {
    status.update(status(tick));
  }

  private Status status(Tick tick) {
    var shown = new LinkedHashMap<String, Double>();
    tick.figures()
        .forEach(
            (name, value) -> {
              if (!name.equals("learning-rate")) {
                shown.put(SHORT.getOrDefault(name, name), value);
              }
            });
    return new Status(tick.kimg(), tick.total() / 1000.0, tick.picturesPerSecond(), shown);
  }

  @Override
  public void tick(Tick tick) {
    var fields = new LinkedHashMap<String, Object>(tick.figures());
    fields.put("pictures-per-second", tick.picturesPerSecond());
    fields.put("skipped", tick.skipped());
    stats.write(tick.kimg(), fields);
    tick.figures().forEach((name, value) -> board.scalar(tag(name), tick.seen(), value));
    board.scalar(tag("pictures-per-second"), tick.seen(), tick.picturesPerSecond());
    board.flush();
    log.accept((stage.isEmpty() ? "" : stage + ": ") + status(tick).line());
  }

  @Override
  public void preview(long seen, Image image) {
    Png.write(seen == 0 ? run.fakesInit() : run.fakes(seen / 1000), image);
    board.image(tag("fakes"), seen, image);
    board.flush();
  }

  @Override
  public void saved(Checkpoint checkpoint) {
    log.accept("saved " + run.root().relativize(checkpoint.directory()));
  }

  @Override
  public void message(String line) {
    status.message(line);
    log.accept(line);
  }

  /// A text for the TensorBoard.
  void text(String tag, String markdown) {
    board.text(tag, 0, markdown);
    board.flush();
  }

  @Override
  public void close() {
    stats.close();
    board.close();
  }
}
