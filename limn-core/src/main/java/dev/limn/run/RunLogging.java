package dev.limn.run;

import dev.limn.image.Image;
import dev.limn.image.ImageException;
import dev.limn.image.Png;
import dev.limn.train.Checkpoint;
import dev.limn.train.RunDirectory;
import dev.limn.train.TrainingListener;
import dev.limn.train.Watchdog;
import dev.limn.train.log.LogException;
import dev.limn.train.log.StatsLog;
import dev.limn.train.log.Status;
import dev.limn.train.log.StatusLine;
import dev.limn.train.log.TensorBoardWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Writes what a trainer says to a run directory and to the terminal: status line, `stats.jsonl`,
/// TensorBoard events, previews.
final class RunLogging implements TrainingListener, AutoCloseable {
  private static final double THOUSAND = 1000;
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
          "D(wrong)",
          "logits/real",
          "D(real)",
          "logits/fake",
          "D(fake)",
          "logits/wrong",
          "D(wrong)");

  private final RunDirectory run;
  private final String stage;
  private final String drawings;
  private final boolean thousands;
  private final StatusLine status;
  private final Path statsFile;
  private final Path events;
  private StatsLog stats;
  private TensorBoardWriter board;
  private final Consumer<String> log;

  /// @param stage prefixes the figures of a stage that prepares the main one; empty for the main
  ///   one
  /// @param drawings folder of the previews in the run; empty for the run itself
  /// @param thousands whether these tell its previews apart, see [RunDirectory#thousands]
  /// @param seen pictures that were seen when it continues
  RunLogging(
      RunDirectory run,
      String stage,
      String drawings,
      boolean thousands,
      long seen,
      StatusLine status,
      Consumer<String> log) {
    this.run = run;
    this.stage = stage;
    this.drawings = drawings;
    this.thousands = thousands;
    this.status = status;
    this.log = log;
    statsFile = stage.isEmpty() ? run.stats() : run.root().resolve("stats-" + stage + ".jsonl");
    // A directory of its own: a viewer that drops what was undone goes by steps alone.
    events = stage.isEmpty() ? run.root() : run.root().resolve("events-" + stage);
    boolean begun = Files.exists(statsFile);
    stats = StatsLog.resume(statsFile, seen / THOUSAND);
    board = begun ? after(seen) : TensorBoardWriter.open(events);
  }

  private TensorBoardWriter after(long seen) {
    return TensorBoardWriter.resume(events, seen == 0 ? 0 : seen + 1);
  }

  /// Drops what was written about steps that are void.
  @Override
  public void rolledBack(long seen) {
    guard(
        () -> {
          stats.close();
          stats = StatsLog.resume(statsFile, seen / THOUSAND);
          board.close();
          board = after(seen);
        });
  }

  /// Training is worth more than its records: a full disk ends neither.
  private void guard(Runnable write) {
    try {
      write.run();
    } catch (LogException | ImageException e) {
      status.message("not recorded: " + e.getMessage());
    }
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
              if (!name.equals("learning-rate") && !name.startsWith("diversity/")) {
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
    guard(() -> stats.write(tick.kimg(), fields));
    guard(
        () -> {
          tick.figures().forEach((name, value) -> board.scalar(tag(name), tick.seen(), value));
          board.scalar(tag("pictures-per-second"), tick.seen(), tick.picturesPerSecond());
          board.flush();
        });
    guard(
        () -> log.accept((stage.isEmpty() ? "" : stage + ": ") + status(tick).line(Status.WIDTH)));
  }

  /// Figures that are measured apart from the steps.
  ///
  /// @param prefix of their names
  void figures(long seen, String prefix, Map<String, Double> figures) {
    var fields = new LinkedHashMap<String, Object>();
    figures.forEach((name, value) -> fields.put(prefix + name, value));
    guard(() -> stats.write(seen / THOUSAND, fields));
    guard(
        () -> {
          figures.forEach((name, value) -> board.scalar(tag(prefix + name), seen, value));
          board.flush();
        });
  }

  @Override
  public void preview(long seen, Image image) {
    guard(() -> Png.write(sheet(seen), image));
    guard(
        () -> {
          board.image(tag("fakes"), seen, image);
          board.flush();
        });
  }

  private Path sheet(long seen) {
    Path plain = seen == 0 ? run.fakesInit() : run.fakes(seen, thousands);
    if (drawings.isEmpty()) {
      return plain;
    }
    Path folder = run.root().resolve(drawings);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new LogException(folder + ": cannot be made: " + e.getMessage(), e);
    }
    return folder.resolve(plain.getFileName());
  }

  @Override
  public void saved(Checkpoint checkpoint) {
    guard(() -> log.accept("saved " + run.root().relativize(checkpoint.directory())));
  }

  /// A mark at its place among the figures, and its text; the log and the terminal get it as a
  /// message.
  @Override
  public void alarm(Watchdog.Alarm alarm) {
    guard(
        () -> {
          board.scalar(tag("alarm/" + alarm.key()), alarm.seen(), 1);
          board.text(tag("alarm/" + alarm.key()), alarm.seen(), alarm.line());
          board.flush();
        });
  }

  @Override
  public void message(String line) {
    status.message(line);
    guard(() -> log.accept(line));
  }

  /// A text for the TensorBoard.
  void text(String tag, String markdown) {
    guard(
        () -> {
          board.text(tag, 0, markdown);
          board.flush();
        });
  }

  @Override
  public void close() {
    guard(stats::close);
    guard(board::close);
  }
}
