package dev.limn.train;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The directory of one training run, such as `runs/00003-reed-flowers-64`, and the names of the
/// files in it. The names are those that users of StyleGAN's trainers know.
///
/// Runs are numbered upwards and never overwritten: two trainers that start at once get two
/// numbers.
///
/// @param root the directory itself; TensorBoard's event files lie directly in it
/// @param number of the run, from 0
/// @param name what the run is, without the number
public record RunDirectory(Path root, int number, String name) {
  private static final int THOUSAND = 1000;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,99}");
  private static final Pattern ROOT = Pattern.compile("(\\d{5,9})-(" + NAME.pattern() + ")");

  public RunDirectory {
    checkName(name);
    if (number < 0) {
      throw new TrainException("run number " + number + "; expected at least 0");
    }
  }

  /// Makes the directory of a new run with the next free number.
  ///
  /// @param runs where the runs lie; made when it is missing
  /// @param name letters, digits, `.`, `_`, `+` and `-`, at most 100
  /// @throws TrainException when the name is none or the directory cannot be made
  public static synchronized RunDirectory create(Path runs, String name) {
    checkName(name);
    try {
      Files.createDirectories(runs);
      // Other processes wait here, so that no number is given twice. A name alone would not do: two
      // runs of different names could take the same number.
      try (var channel = FileChannel.open(runs.resolve(".lock"), CREATE, WRITE);
          var _ = channel.lock()) {
        int number = list(runs).stream().mapToInt(RunDirectory::number).max().orElse(-1) + 1;
        var root = runs.resolve(String.format(Locale.ROOT, "%05d-%s", number, name));
        Files.createDirectory(root);
        return new RunDirectory(root, number, name);
      }
    } catch (FileAlreadyExistsException e) {
      throw new TrainException(
          "cannot make a run in " + runs + ": " + e.getFile() + " is in the way", e);
    } catch (IOException e) {
      throw new TrainException("cannot make the run " + name + " in " + runs + ": " + e, e);
    }
  }

  /// The run that lies in this directory.
  ///
  /// @throws TrainException when it is not a directory with the name of a run
  public static RunDirectory open(Path root) {
    return parse(root)
        .orElseThrow(
            () ->
                new TrainException(
                    root + " is not a run; expected a directory like runs/00003-reed-flowers-64"));
  }

  /// All runs, by number.
  ///
  /// @param runs where the runs lie; a missing directory has none
  public static List<RunDirectory> list(Path runs) {
    var found = new ArrayList<RunDirectory>();
    if (!Files.isDirectory(runs)) {
      return found;
    }
    try (DirectoryStream<Path> children = Files.newDirectoryStream(runs)) {
      children.forEach(child -> parse(child).ifPresent(found::add));
    } catch (IOException e) {
      throw new TrainException("cannot list the runs in " + runs + ": " + e, e);
    }
    found.sort(Comparator.comparingInt(RunDirectory::number).thenComparing(RunDirectory::name));
    return found;
  }

  /// The run with the highest number.
  public static Optional<RunDirectory> newest(Path runs) {
    var all = list(runs);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  /// Every option of the run, as it was started.
  public Path config() {
    return root.resolve("config.yaml");
  }

  /// What the trainer said.
  public Path log() {
    return root.resolve("log.txt");
  }

  /// One JSON object a tick.
  public Path stats() {
    return root.resolve("stats.jsonl");
  }

  /// A grid of training pictures.
  public Path reals() {
    return root.resolve("reals.png");
  }

  /// The grid drawn before the first step.
  public Path fakesInit() {
    return root.resolve("fakes_init.png");
  }

  /// The grid drawn after so many pictures, a [#sheet].
  public Path fakes(long seen, boolean thousands) {
    return sheet("fakes", seen, thousands);
  }

  /// A sheet of those that are made now and then, such as `colours000200.png` after 200 thousand
  /// pictures, or `colours000200.500.png` where thousands do not tell them apart.
  ///
  /// @param name of all of them
  /// @param seen pictures
  /// @param thousands whether no two are made within the same thousand, see [#thousands]
  public Path sheet(String name, long seen, boolean thousands) {
    String kimg = String.format(Locale.ROOT, "%06d", seen / THOUSAND);
    String rest = thousands ? "" : String.format(Locale.ROOT, ".%03d", seen % THOUSAND);
    return root.resolve(name + kimg + rest + ".png");
  }

  /// Whether what is made every so many pictures, and at the end, is told apart by thousands.
  ///
  /// @param interval pictures
  /// @param total pictures at the end
  public static boolean thousands(long interval, long total) {
    long rest = total % interval;
    return total <= interval || interval % THOUSAND == 0 && (rest == 0 || rest >= THOUSAND);
  }

  /// Where the [CheckpointStore] works.
  public Path checkpoints() {
    return root.resolve("checkpoints");
  }

  private static Optional<RunDirectory> parse(Path root) {
    var file = root.toAbsolutePath().normalize().getFileName();
    var match = ROOT.matcher(file == null ? "" : file.toString());
    if (!match.matches() || !Files.isDirectory(root)) {
      return Optional.empty();
    }
    return Optional.of(new RunDirectory(root, Integer.parseInt(match.group(1)), match.group(2)));
  }

  private static void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new TrainException(
          "\""
              + name
              + "\" cannot name a run; expected 1 to 100 letters, digits, '.', '_', '+' or '-',"
              + " beginning with a letter or digit");
    }
  }
}
