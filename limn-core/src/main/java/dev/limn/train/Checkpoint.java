package dev.limn.train;

import dev.limn.data.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// A saved state whose every file has been compared with the SHA-256 of its manifest. The only ways
/// to one are [#verify] and [CheckpointStore], so that nothing damaged is ever used.
public final class Checkpoint {
  static final Pattern NAME = Pattern.compile("\\d{6,18}");

  private final Path directory;
  private final Manifest manifest;

  private Checkpoint(Path directory, Manifest manifest) {
    this.directory = directory;
    this.manifest = manifest;
  }

  /// Compares every file with the manifest.
  ///
  /// @param directory of one checkpoint, such as `checkpoints/000200`
  /// @throws TrainException with the first thing that is wrong
  public static Checkpoint verify(Path directory) {
    var manifest = Manifest.read(directory);
    if (!directory.getFileName().toString().equals(directoryName(manifest.step()))) {
      throw new TrainException(
          Manifest.FILE + " belongs to step " + manifest.step() + ", not to this directory");
    }
    manifest
        .files()
        .forEach(
            (name, expected) -> {
              try {
                var found = Manifest.measure(directory.resolve(name));
                if (found.size() != expected.size()) {
                  throw new TrainException(
                      name + " has " + found.size() + " bytes; expected " + expected.size());
                }
                if (!found.sha256().equals(expected.sha256())) {
                  throw new TrainException(
                      name
                          + " is damaged: SHA-256 "
                          + found.sha256()
                          + "; expected "
                          + expected.sha256());
                }
              } catch (IOException e) {
                throw new TrainException(name + " cannot be read: " + e, e);
              }
            });
    return new Checkpoint(directory, manifest);
  }

  /// A checkpoint that this process has just written and measured.
  static Checkpoint written(Path directory, Manifest manifest) {
    return new Checkpoint(directory, manifest);
  }

  static String directoryName(long step) {
    return String.format(Locale.ROOT, "%06d", step);
  }

  /// The number that names the checkpoint; in a training run, pictures seen.
  public long step() {
    return manifest.step();
  }

  /// Where the files lie.
  public Path directory() {
    return directory;
  }

  /// The files' names in order, without the manifest.
  public List<String> names() {
    return List.copyOf(manifest.files().keySet());
  }

  /// Whether there is a file of this name.
  public boolean has(String name) {
    return manifest.files().containsKey(name);
  }

  /// The path of a file, for readers that map it.
  ///
  /// @throws TrainException when the checkpoint has no such file
  public Path file(String name) {
    entry(name);
    return directory.resolve(name);
  }

  /// @throws TrainException when the checkpoint has no such file
  public long size(String name) {
    return entry(name).size();
  }

  /// @throws TrainException when the checkpoint has no such file
  public String sha256(String name) {
    return entry(name).sha256();
  }

  /// A stream of the file's bytes; the caller closes it.
  ///
  /// @throws TrainException when the checkpoint has no such file or it cannot be opened
  public InputStream open(String name) {
    try {
      return Files.newInputStream(file(name));
    } catch (IOException e) {
      throw new TrainException("cannot open " + directory.resolve(name) + ": " + e, e);
    }
  }

  /// The file's bytes, compared with the manifest once more.
  ///
  /// @throws TrainException when the checkpoint has no such file or it has changed since
  public byte[] bytes(String name) {
    try (var in = open(name)) {
      byte[] bytes = in.readAllBytes();
      String sha256 = Sha256.of(bytes);
      if (!sha256.equals(sha256(name))) {
        throw new TrainException(directory.resolve(name) + " has changed since it was verified");
      }
      return bytes;
    } catch (IOException e) {
      throw new TrainException("cannot read " + directory.resolve(name) + ": " + e, e);
    }
  }

  /// The file as UTF-8 text.
  ///
  /// @throws TrainException as [#bytes]
  public String text(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "Checkpoint[" + directory + "]";
  }

  private Manifest.Entry entry(String name) {
    var entry = manifest.files().get(name);
    if (entry == null) {
      throw new TrainException(
          "the checkpoint " + directory + " has no file " + name + "; it has " + names());
    }
    return entry;
  }
}
