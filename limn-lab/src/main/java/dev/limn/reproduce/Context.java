package dev.limn.reproduce;

import dev.limn.LimnException;
import dev.limn.torch.Device;
import dev.limn.train.CheckpointStore;
import dev.limn.train.Learner;
import dev.limn.train.Trainer;
import dev.limn.train.TrainingListener;
import dev.limn.train.log.StatsLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Where and how an experiment runs.
///
/// @param out an existing folder for everything it writes
/// @param full the paper's settings, instead of those that end in minutes
/// @param seed of everything that is random
/// @param device where to compute
/// @param threads of one operation, 0 for the engine's own choice
/// @param data folders that the user named
/// @param captions sentences to draw that the user named; none for the experiment's own
/// @param progress shows where the experiment is; a line replaces the one before
/// @param warnings takes lines that are to stay
/// @param cancelled asks the experiment to stop
public record Context(
    Path out,
    boolean full,
    long seed,
    Device device,
    int threads,
    List<Path> data,
    List<String> captions,
    Consumer<String> progress,
    Consumer<String> warnings,
    BooleanSupplier cancelled) {
  /// Thrown through an experiment that was asked to stop.
  public static final class Cancelled extends LimnException {
    private static final long serialVersionUID = 1L;

    Cancelled() {
      super("stopped before it was finished");
    }
  }

  public Context {
    data = List.copyOf(data);
    captions = List.copyOf(captions);
  }

  /// With the experiment's own sentences, and warnings that are shown like progress.
  public Context(
      Path out,
      boolean full,
      long seed,
      Device device,
      int threads,
      List<Path> data,
      Consumer<String> progress,
      BooleanSupplier cancelled) {
    this(out, full, seed, device, threads, data, List.of(), progress, progress, cancelled);
  }

  /// One of two settings.
  public <T> T pick(T quick, T inFull) {
    return full ? inFull : quick;
  }

  /// Says where the experiment is.
  ///
  /// @param format as [String#format]
  public void say(String format, Object... arguments) {
    progress.accept(String.format(Locale.ROOT, format, arguments));
  }

  /// Says what the user should know although the experiment goes on.
  public void warn(String warning) {
    warnings.accept(warning);
  }

  /// @throws Cancelled if the experiment was asked to stop
  public void check() {
    if (cancelled.getAsBoolean()) {
      throw new Cancelled();
    }
  }

  /// To be thrown where a training was asked to stop and has saved.
  public Cancelled stopped() {
    return new Cancelled();
  }

  /// A file of the experiment's folder; its parents are made.
  public Path file(String name) {
    Path file = out.resolve(name);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /// The folder that the user named first.
  ///
  /// @param expected what it has to be, for the message
  /// @throws ReproduceException if there is none, or it is not there
  public Path data(String expected) {
    if (data.isEmpty()) {
      throw new ReproduceException("--data DIR is missing; expected " + expected);
    }
    Path folder = data.getFirst();
    if (!Files.isDirectory(folder)) {
      throw new ReproduceException("--data " + folder + ": no such folder; expected " + expected);
    }
    return folder;
  }

  /// Trains to the end with the [Trainer] of all families: figures go to `runs/NAME/stats.jsonl`,
  /// the state at the end to `runs/NAME/checkpoints`.
  ///
  /// @param name of the run, unlike those of the experiment's other runs
  /// @param learner stays open
  /// @param total pictures, or vectors
  /// @param tick pictures between lines of figures
  /// @throws Cancelled if the experiment was asked to stop; the state is saved then
  public void train(
      String name, Learner learner, long total, long tick, TrainingListener... listeners) {
    check();
    Path run = file("runs/" + name + "/stats.jsonl").getParent();
    var hears = new ArrayList<>(List.of(listeners));
    try (var store =
            CheckpointStore.open(run.resolve("checkpoints"), CheckpointStore.Retention.DEFAULT);
        var stats = StatsLog.resume(run.resolve("stats.jsonl"), -1)) {
      hears.add(
          new TrainingListener() {
            private long last = System.nanoTime();

            @Override
            public void step(Tick tick) {
              long now = System.nanoTime();
              if (now - last > 200_000_000L) {
                last = now;
                say("%s: %.0f %%", name, 100.0 * tick.seen() / tick.total());
              }
            }

            @Override
            public void tick(Tick tick) {
              stats.write(tick.kimg(), tick.figures());
            }
          });
      var plan = new Trainer.Plan(total, tick, 0, total);
      if (new Trainer(learner, plan, store, name, hears).run(cancelled)
          == Trainer.End.INTERRUPTED) {
        throw new Cancelled();
      }
    }
  }
}
