package dev.limn.train;

import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.io.Safetensors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Drives a [Learner]: steps, ticks, previews, checkpoints, resuming, and what to do when a step is
/// not finite.
///
/// Time is counted in pictures seen. A run that is resumed continues bit for bit on the same device
/// with the same number of threads and the same engine; otherwise it continues, and says why it is
/// not exact.
public final class Trainer {
  private static final int WINDOW = 50;

  /// Steps from one look at drawings to the next: these cost an eighth of a step of 16 pictures, so
  /// that looking takes less than a hundredth of the time.
  private static final int LOOK = 50;

  private static final int LOOK_SMALL = 100;
  private static final int LARGE = 16;
  private static final int TOO_MANY = 5;
  private static final double SLOWER = 0.5;
  private static final int FAILED_SAVES = 3;
  private static final Duration PAUSE = Duration.ofSeconds(2);

  /// When things happen, in pictures.
  ///
  /// @param total the length of the training
  /// @param tick between figures
  /// @param preview between previews; 0 for none
  /// @param save between checkpoints
  public record Plan(long total, long tick, long preview, long save) {
    public Plan {
      if (total < 1 || tick < 1 || preview < 0 || save < 1) {
        throw new IllegalArgumentException(
            "a plan of "
                + total
                + " pictures with ticks every "
                + tick
                + ", previews every "
                + preview
                + ", checkpoints every "
                + save
                + "; expected numbers above 0");
      }
    }
  }

  /// How a training ended.
  public enum End {
    FINISHED,
    INTERRUPTED
  }

  private final Learner learner;
  private final Plan plan;
  private final CheckpointStore store;
  private final String fingerprint;
  private final Map<String, String> others;
  private final List<TrainingListener> listeners;
  private final Deque<Boolean> recent = new ArrayDeque<>();
  private long seen;
  private long skipped;
  private int rollbacks;
  private int failedSaves;

  /// As below, with no other fingerprints.
  public Trainer(
      Learner learner,
      Plan plan,
      CheckpointStore store,
      String fingerprint,
      List<TrainingListener> listeners) {
    this(learner, plan, store, fingerprint, Map.of(), listeners);
  }

  /// @param fingerprint of configuration and data; a checkpoint of another one is refused
  /// @param others fingerprints whose checkpoints are continued all the same, though not bit for
  ///   bit, with the reason why not
  public Trainer(
      Learner learner,
      Plan plan,
      CheckpointStore store,
      String fingerprint,
      Map<String, String> others,
      List<TrainingListener> listeners) {
    this.learner = learner;
    this.plan = plan;
    this.store = store;
    this.fingerprint = fingerprint;
    this.others = Map.copyOf(others);
    this.listeners = List.copyOf(listeners);
  }

  /// Pictures seen so far.
  public long seen() {
    return seen;
  }

  /// Continues from the newest valid checkpoint, if there is one.
  ///
  /// @return whether there was
  /// @throws TrainException if it belongs to another configuration or other data
  public boolean resume() {
    CheckpointStore.Found found = store.newestValid();
    found
        .rejected()
        .forEach(
            bad ->
                say(
                    "checkpoint "
                        + bad.directory()
                        + " is damaged and was passed over: "
                        + bad.reason()));
    found.checkpoint().ifPresent(this::restore);
    return found.checkpoint().isPresent();
  }

  private void restore(Checkpoint checkpoint) {
    TrainerRecord record =
        TrainerRecord.parse(checkpoint.text(TrainerRecord.FILE), checkpoint.directory());
    boolean same = record.fingerprint().equals(fingerprint);
    if (!same && !others.containsKey(record.fingerprint())) {
      throw new TrainException(
          checkpoint.directory()
              + ": was made with another configuration or other data ("
              + record.fingerprint()
              + "; expected "
              + fingerprint
              + ")");
    }
    try (var _ = Scope.open()) {
      Path file = checkpoint.file(TrainerRecord.TENSORS);
      learner.restore(new LearnerState(Safetensors.readFinite(file), record.values()));
    }
    seen = record.seen();
    skipped = record.skipped();
    rollbacks = record.rollbacks();
    if (!same) {
      say("resume is not bit-exact: " + others.get(record.fingerprint()));
    }
    record
        .differencesFrom(TrainerRecord.here())
        .ifPresent(why -> say("resume is not bit-exact: " + why));
    say("continuing at " + kimg(seen) + " kimg from " + checkpoint.directory().getFileName());
  }

  /// How many pictures had been seen when a checkpoint of a trainer was made.
  ///
  /// @throws TrainException when it is none of a trainer's
  public static long seen(Checkpoint checkpoint) {
    return TrainerRecord.parse(checkpoint.text(TrainerRecord.FILE), checkpoint.directory()).seen();
  }

  /// The tensors of a learner's state, in a checkpoint of a trainer.
  public static Path tensors(Checkpoint checkpoint) {
    return checkpoint.file(TrainerRecord.TENSORS);
  }

  /// Trains to the end of the plan or until `stop` says so; either way the state is saved.
  ///
  /// A checkpoint that cannot be saved, because the disk is full, say, is reported and tried again
  /// at the next interval; at the end, after a pause.
  ///
  /// @throws TrainException if steps stay non-finite after a roll-back, or if three saves in a row
  ///   fail
  public End run(BooleanSupplier stop) {
    if (seen == 0 && plan.preview() > 0) {
      preview();
    }
    var means = new Means();
    List<Watchdog> dogs = Watchdog.ofTraining(this::alarm);
    int look = learner.batch() < LARGE ? LOOK_SMALL : LOOK;
    long steps = 0;
    long tickSeen = seen;
    long tickTime = System.nanoTime();
    while (seen < plan.total()) {
      long before = seen;
      StepReport report = learner.step();
      seen += learner.batch();
      steps++;
      means.add(report.figures());
      report.notes().forEach(this::say);
      if (watch(report)) {
        dogs.forEach(dog -> dog.rolledBack(seen));
        means.take();
        tickSeen = seen;
        tickTime = System.nanoTime();
        continue;
      }
      watch(dogs, report.figures());
      if (steps % look == 0) {
        learner
            .diversity()
            .ifPresent(
                of -> {
                  means.add(of.figures());
                  watch(dogs, of.figures());
                });
      }
      boolean last = seen >= plan.total();
      boolean stopped = !last && stop.getAsBoolean();
      double speed = (seen - tickSeen) / ((System.nanoTime() - tickTime) / 1e9);
      boolean tick = last || stopped || crossed(before, plan.tick());
      var now =
          new TrainingListener.Tick(
              seen, plan.total(), speed, tick ? means.take() : report.figures(), skipped);
      listeners.forEach(listener -> listener.step(now));
      if (tick) {
        listeners.forEach(listener -> listener.tick(now));
      }
      if (plan.preview() > 0 && (last || crossed(before, plan.preview()))) {
        preview();
      }
      if (last || stopped) {
        saveAtLast();
      } else if (crossed(before, plan.save())) {
        trySave();
      }
      if (tick) {
        tickSeen = seen;
        tickTime = System.nanoTime();
      }
      if (stopped) {
        return End.INTERRUPTED;
      }
    }
    return End.FINISHED;
  }

  private void watch(List<Watchdog> dogs, Map<String, Double> figures) {
    var now = new TrainingListener.Tick(seen, plan.total(), 0, figures, skipped);
    dogs.forEach(dog -> dog.step(now));
  }

  private void alarm(Watchdog.Alarm alarm) {
    say("warning at " + kimg(alarm.seen()) + " kimg: " + alarm.line());
    listeners.forEach(listener -> listener.alarm(alarm));
  }

  private boolean crossed(long before, long interval) {
    return before / interval != seen / interval;
  }

  private void preview() {
    learner
        .preview()
        .ifPresent(image -> listeners.forEach(listener -> listener.preview(seen, image)));
  }

  /// Counts steps that were not applied. Five of the last fifty roll back to the last checkpoint
  /// with half the learning rate; if that happens again, training stops.
  ///
  /// @return whether training was rolled back
  private boolean watch(StepReport report) {
    recent.addLast(report.applied());
    if (recent.size() > WINDOW) {
      recent.removeFirst();
    }
    if (report.applied()) {
      return false;
    }
    skipped++;
    say("step at " + kimg(seen) + " kimg skipped: " + report.figures());
    long bad = recent.stream().filter(applied -> !applied).count();
    if (bad < TOO_MANY) {
      return false;
    }
    Optional<Checkpoint> last = store.newestValid().checkpoint();
    if (rollbacks > 0 || last.isEmpty()) {
      throw new TrainException(
          bad
              + " of the last "
              + recent.size()
              + " steps had losses or gradients that are not finite"
              + (last.isEmpty()
                  ? ", and there is no checkpoint to go back to"
                  : ", also after a roll-back")
              + "; lower the learning rate, or use float32");
    }
    long skippedSoFar = skipped;
    restore(last.get());
    learner.scaleLearningRate(SLOWER);
    skipped = skippedSoFar;
    rollbacks++;
    recent.clear();
    listeners.forEach(listener -> listener.rolledBack(seen));
    say(
        "rolled back to "
            + kimg(seen)
            + " kimg with half the learning rate, after "
            + bad
            + " bad steps");
    return true;
  }

  private void saveAtLast() {
    while (!trySave()) {
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TrainException("interrupted before the state could be saved", e);
      }
    }
  }

  /// @return whether it was saved
  private boolean trySave() {
    try {
      save();
      failedSaves = 0;
      return true;
    } catch (TrainException e) {
      failedSaves++;
      if (failedSaves >= FAILED_SAVES) {
        throw new TrainException(
            failedSaves
                + " saves in a row failed, so what is learned from here would be lost; stopped at "
                + kimg(seen)
                + " kimg. The last: "
                + e.getMessage(),
            e);
      }
      say("a save failed, and is tried again later: " + e.getMessage());
      return false;
    }
  }

  private void save() {
    LearnerState state = learner.state();
    requireFinite(state);
    var files = new LinkedHashMap<String, FileContent>();
    files.put(TrainerRecord.TENSORS, TensorFiles.of(state.tensors()));
    var record =
        new TrainerRecord(
            seen, skipped, rollbacks, fingerprint, TrainerRecord.here(), state.values());
    files.put(TrainerRecord.FILE, FileContent.of(record.json()));
    Checkpoint saved = store.save(seen, files);
    listeners.forEach(listener -> listener.saved(saved));
    store.kept().forEach(old -> say(old.directory() + ": an old checkpoint " + old.reason()));
  }

  private static void requireFinite(LearnerState state) {
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      for (Map.Entry<String, Tensor> entry : state.tensors().entrySet()) {
        if (entry.getValue().elements() > 0 && !Double.isFinite(entry.getValue().norm().item())) {
          throw new TrainException(
              "'" + entry.getKey() + "' holds values that are not finite; nothing was saved");
        }
      }
    }
  }

  private void say(String line) {
    listeners.forEach(listener -> listener.message(line));
  }

  private static String kimg(long pictures) {
    return String.format(Locale.ROOT, "%.1f", pictures / 1000.0);
  }

  /// Means of figures between ticks.
  private static final class Means {
    private final Map<String, Double> sums = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    void add(Map<String, Double> figures) {
      figures.forEach(
          (name, value) -> {
            sums.merge(name, value, Double::sum);
            counts.merge(name, 1, Integer::sum);
          });
    }

    Map<String, Double> take() {
      var means = new LinkedHashMap<String, Double>();
      sums.forEach((name, sum) -> means.put(name, sum / counts.get(name)));
      sums.clear();
      counts.clear();
      return means;
    }
  }
}
