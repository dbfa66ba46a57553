package dev.limn.train;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.limn.io.Disk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/// The checkpoints of one training run: a directory each, `000200` for step 200.
///
/// A checkpoint is there whole or not at all, whenever the process or the machine stops. A save
/// writes all files into a directory `.tmp-…` beside the others, forces each to the disk, writes
/// the manifest last, forces the directory, renames it, and forces the parent. What is read is
/// compared with the SHA-256 of its manifest first (see [Checkpoint]); when the newest one is
/// damaged, the one before it is taken.
///
/// An open store holds a lock: two trainers cannot work on one run. Readers use the static
/// [#newestValid(Path)], which locks and changes nothing.
public final class CheckpointStore implements AutoCloseable {
  private static final String TEMPORARY = ".tmp-";
  private static final String REPLACED = ".old-";

  private final Path directory;
  private final Retention retention;
  private final Optional<FileChannel> lock;
  private final Disk disk;

  /// Those that this process has written or verified; pruning counts on them without reading them
  /// again.
  private final Set<Path> known = new HashSet<>();

  private final List<Rejection> kept = new ArrayList<>();

  private CheckpointStore(
      Path directory, Retention retention, Optional<FileChannel> lock, Disk disk) {
    this.directory = directory;
    this.retention = retention;
    this.lock = lock;
    this.disk = disk;
  }

  /// Which checkpoints stay.
  ///
  /// @param keep how many of the newest valid ones, at least 2: one alone would leave nothing to
  ///   fall back to
  /// @param milestone steps that stay for ever; asked again at every save, so it may also follow
  ///   the best one so far
  public record Retention(int keep, LongPredicate milestone) {
    /// The newest three.
    public static final Retention DEFAULT = new Retention(3, step -> false);

    public Retention {
      if (keep < 2) {
        throw new TrainException("keep " + keep + " checkpoints; expected at least 2");
      }
    }
  }

  /// A checkpoint that was not taken, or not removed.
  ///
  /// @param directory of the checkpoint
  /// @param reason what is wrong with it
  public record Rejection(Path directory, String reason) {}

  /// What a search for the newest valid checkpoint came to.
  ///
  /// @param checkpoint the newest valid one, if any
  /// @param rejected newer ones that are damaged, newest first
  public record Found(Optional<Checkpoint> checkpoint, List<Rejection> rejected) {
    public Found {
      rejected = List.copyOf(rejected);
    }
  }

  /// Opens the store for a trainer: makes the directory when it is missing and removes what earlier
  /// processes left half done.
  ///
  /// @throws TrainException when another trainer has it open or it cannot be written
  public static CheckpointStore open(Path directory, Retention retention) {
    return open(directory, retention, Disk.REAL);
  }

  static CheckpointStore open(Path directory, Retention retention, Disk disk) {
    try {
      Files.createDirectories(directory);
      var store = new CheckpointStore(directory, retention, lock(directory), disk);
      try {
        store.recover();
        return store;
      } catch (IOException | RuntimeException e) {
        store.close();
        throw e;
      }
    } catch (IOException e) {
      throw new TrainException("cannot open the checkpoints in " + directory + ": " + e, e);
    }
  }

  /// The newest checkpoint in `directory` whose every file is as it was written. Locks and changes
  /// nothing; a directory that is not there has none.
  public static Found newestValid(Path directory) {
    var rejected = new ArrayList<Rejection>();
    for (Path candidate : list(directory)) {
      try {
        return new Found(Optional.of(Checkpoint.verify(candidate)), rejected);
      } catch (TrainException e) {
        rejected.add(new Rejection(candidate, e.getMessage()));
      }
    }
    return new Found(Optional.empty(), rejected);
  }

  /// As [#newestValid(Path)] in this store's directory.
  public Found newestValid() {
    var found = newestValid(directory);
    found.checkpoint().ifPresent(checkpoint -> known.add(checkpoint.directory()));
    return found;
  }

  /// The checkpoints' directories, newest first, not verified.
  public List<Path> list() {
    return list(directory);
  }

  /// Saves a checkpoint, and then removes those that no longer need to stay.
  ///
  /// @param step names it; a higher one is newer. A checkpoint of the same step is replaced, and is
  ///   lost only once the new one is whole
  /// @param files name to content, at least one; names are letters, digits, `.`, `_` and `-`
  /// @throws TrainException when it cannot be written, with the path, the bytes needed and those
  ///   that are free; the earlier checkpoints are then as they were. What cannot be removed is no
  ///   failure, see [#kept]
  public Checkpoint save(long step, Map<String, FileContent> files) {
    if (step < 0 || files.isEmpty()) {
      throw new TrainException(
          String.format(
              Locale.ROOT,
              "step %d with %d files; expected a step of at least 0 and a file",
              step,
              files.size()));
    }
    files.keySet().forEach(Manifest::checkName);
    Path place = directory.resolve(Checkpoint.directoryName(step));
    Path temporary = directory.resolve(TEMPORARY + place.getFileName());
    long needed = needed(files);
    Checkpoint checkpoint;
    try {
      checkSpace(needed);
      delete(temporary);
      checkpoint = Checkpoint.written(place, write(temporary, step, files));
      publish(temporary, place);
    } catch (IOException | RuntimeException e) {
      throw failed(temporary, place, needed, e);
    }
    known.add(place);
    kept.clear();
    try {
      prune();
    } catch (TrainException e) {
      kept.add(new Rejection(directory, "cannot be looked for: " + e.getMessage()));
    }
    return checkpoint;
  }

  /// Those that the last [#save] should have removed and could not, each with the reason. They are
  /// in nobody's way but the disk's, and the next save tries again.
  public List<Rejection> kept() {
    return List.copyOf(kept);
  }

  /// Lets another trainer have the run.
  @Override
  public void close() {
    try {
      if (lock.isPresent()) {
        lock.get().close();
      }
    } catch (IOException e) {
      throw new TrainException("cannot unlock the checkpoints in " + directory + ": " + e, e);
    }
  }

  private static Optional<FileChannel> lock(Path directory) throws IOException {
    var channel = FileChannel.open(directory.resolve(".lock"), CREATE, WRITE);
    FileLock held;
    try {
      held = channel.tryLock();
    } catch (OverlappingFileLockException _) {
      held = null;
    } catch (IOException _) {
      // Some network file systems cannot lock; training is worth more than the guard.
      channel.close();
      return Optional.empty();
    }
    if (held == null) {
      channel.close();
      throw new TrainException(
          "another trainer works on the checkpoints in " + directory + "; stop it first");
    }
    return Optional.of(channel);
  }

  private void recover() throws IOException {
    for (Path child : children(directory)) {
      String name = child.getFileName().toString();
      if (name.startsWith(REPLACED)) {
        // Stopped between the two renames of a replacement: the earlier one is the valid one.
        Path place = directory.resolve(name.substring(REPLACED.length()));
        if (Files.exists(place)) {
          delete(child);
        } else {
          disk.rename(child, place);
        }
      } else if (name.startsWith(TEMPORARY)) {
        delete(child);
      }
    }
    disk.forceDirectory(directory);
  }

  private Manifest write(Path temporary, long step, Map<String, FileContent> files)
      throws IOException {
    disk.createDirectory(temporary);
    var entries = new TreeMap<String, Manifest.Entry>();
    for (var file : new TreeMap<>(files).entrySet()) {
      Path path = temporary.resolve(file.getKey());
      disk.write(path, file.getValue()::writeTo, true);
      entries.put(file.getKey(), Manifest.measure(path));
    }
    var manifest = new Manifest(step, entries);
    disk.write(temporary.resolve(Manifest.FILE), FileContent.of(manifest.text())::writeTo, true);
    disk.forceDirectory(temporary);
    return manifest;
  }

  private void publish(Path temporary, Path place) throws IOException {
    Path replaced = directory.resolve(REPLACED + place.getFileName());
    boolean replaces = Files.exists(place);
    if (replaces) {
      delete(replaced);
      disk.rename(place, replaced);
    }
    disk.rename(temporary, place);
    disk.forceDirectory(directory);
    if (replaces) {
      delete(replaced);
    }
  }

  private TrainException failed(Path temporary, Path place, long needed, Exception cause) {
    try {
      delete(temporary);
      Path replaced = directory.resolve(REPLACED + place.getFileName());
      if (Files.exists(replaced) && !Files.exists(place)) {
        disk.rename(replaced, place);
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    String reason = cause instanceof TrainException ? cause.getMessage() : cause.toString();
    return new TrainException(
        String.format(
            Locale.ROOT,
            "cannot save the checkpoint %s (%s): %s. The earlier checkpoints are untouched.",
            place,
            needed == 0 ? "size unknown" : "needs " + needed + " bytes",
            reason),
        cause);
  }

  /// The bytes of the new checkpoint where they are known, or those of the newest one if that is
  /// more.
  private long needed(Map<String, FileContent> files) {
    long known = 0;
    for (var content : files.values()) {
      known += content.size().orElse(0);
    }
    long before = 0;
    for (Path newest : list().stream().limit(1).toList()) {
      try {
        for (Path file : children(newest)) {
          before += Files.size(file);
        }
      } catch (IOException _) {
        // A guess for an early warning, no more: the write itself will say what is wrong.
        before = 0;
      }
    }
    boolean all = files.values().stream().allMatch(content -> content.size().isPresent());
    return all ? known : Math.max(known, before);
  }

  private void checkSpace(long needed) throws IOException {
    long free = Files.getFileStore(directory).getUsableSpace();
    if (needed > free / 1.2) {
      throw new TrainException(
          String.format(Locale.ROOT, "a save wants 1.2 × %d bytes, and %d are free", needed, free));
    }
  }

  /// Removes all but the milestones and the newest `keep` valid ones. Damaged ones go with those
  /// they lie among, so that they never count.
  private void prune() {
    int valid = 0;
    for (Path candidate : list()) {
      if (valid >= retention.keep) {
        long step = Long.parseLong(candidate.getFileName().toString());
        if (!retention.milestone.test(step)) {
          remove(candidate);
        }
      } else if (known.contains(candidate) || isValid(candidate)) {
        known.add(candidate);
        valid++;
      }
    }
  }

  private static boolean isValid(Path candidate) {
    try {
      Checkpoint.verify(candidate);
      return true;
    } catch (TrainException _) {
      return false;
    }
  }

  private void remove(Path checkpoint) {
    // Renamed first: a half removed checkpoint never stands under a name of one.
    Path temporary = directory.resolve(TEMPORARY + "remove-" + checkpoint.getFileName());
    try {
      delete(temporary);
      disk.rename(checkpoint, temporary);
      known.remove(checkpoint);
      delete(temporary);
    } catch (IOException e) {
      kept.add(new Rejection(checkpoint, "cannot be removed: " + e));
    }
  }

  private static List<Path> list(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try {
      return children(directory).stream()
          .filter(child -> Checkpoint.NAME.matcher(child.getFileName().toString()).matches())
          .filter(Files::isDirectory)
          .sorted(
              Comparator.comparingLong(
                      (Path child) -> Long.parseLong(child.getFileName().toString()))
                  .reversed())
          .toList();
    } catch (IOException e) {
      throw new TrainException("cannot list the checkpoints in " + directory + ": " + e, e);
    }
  }

  private static List<Path> children(Path directory) throws IOException {
    var children = new ArrayList<Path>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(children::add);
    }
    children.sort(Comparator.comparing(Path::toString));
    return children;
  }

  private void delete(Path path) throws IOException {
    if (Files.isDirectory(path) && !Files.isSymbolicLink(path)) {
      for (Path child : children(path)) {
        delete(child);
      }
    }
    disk.delete(path);
  }
}
