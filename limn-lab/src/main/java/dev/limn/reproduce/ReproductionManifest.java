package dev.limn.reproduce;

import dev.limn.config.ConfigException;
import dev.limn.config.Settings;
import dev.limn.io.AtomicFile;
import dev.limn.torch.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What a reproduction that can be resumed was begun with: `reproduction.yaml` in its folder.
///
/// It is written once, before the first training, and never again. Whoever goes on has to ask for
/// the same; only the device and the number of threads may differ.
///
/// @param experiment its name
/// @param full the paper's settings
/// @param seed of everything that is random
/// @param device where it was begun
/// @param threads of one operation there
/// @param data what was named with `--data`, as absolute paths
/// @param captions what was named with `--caption`
/// @param inputs what the data are known by, as [Experiment#inputs] has them
public record ReproductionManifest(
    String experiment,
    boolean full,
    long seed,
    String device,
    int threads,
    List<String> data,
    List<String> captions,
    Map<String, Object> inputs) {
  private static final String FILE = "reproduction.yaml";
  private static final String FINISHED = "report.json";
  private static final Set<String> FREE = Set.of("device", "threads");

  public ReproductionManifest {
    if (experiment == null || device == null) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "experiment: %s, device: %s; expected both", experiment, device));
    }
    data = data == null ? List.of() : List.copyOf(data);
    captions = captions == null ? List.of() : List.copyOf(captions);
    inputs = inputs == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
  }

  /// What is asked for now.
  static ReproductionManifest of(
      Experiment.Card card, Context context, Map<String, Object> inputs) {
    return new ReproductionManifest(
        card.name(),
        context.full(),
        context.seed(),
        context.device().toString(),
        context.threads() > 0 ? context.threads() : Engine.threads(),
        context.data().stream().map(path -> path.toAbsolutePath().normalize().toString()).toList(),
        context.captions(),
        inputs);
  }

  /// Whether this is the folder of a reproduction that can be resumed, finished or not.
  public static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(FILE));
  }

  /// Whether the reproduction in this folder has its report.
  public static boolean isFinished(Path folder) {
    return Files.exists(folder.resolve(FINISHED));
  }

  /// Reads what the folder's reproduction was begun with.
  ///
  /// @throws ReproduceException if there is none, or the file is not one
  public static ReproductionManifest read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!isIn(folder)) {
      throw new ReproduceException(
          file + ": no such file; expected the folder of a reproduction of " + resumable());
    }
    try {
      return Settings.of(Settings.readYaml(file), ReproductionManifest.class);
    } catch (ConfigException e) {
      String reason = e.getMessage();
      throw new ReproduceException(
          reason.startsWith(file.toString()) ? reason : file + ": " + reason, e);
    }
  }

  /// The experiments that can be resumed, for people.
  static String resumable() {
    return String.join(
        ", ",
        Experiment.all().stream()
            .filter(experiment -> experiment.abilities().contains(Experiment.Ability.RESUME))
            .map(experiment -> experiment.card().name())
            .toList());
  }

  /// Writes it to a folder where there is none, so that it is there whole or not at all.
  void write(Path folder) {
    try {
      AtomicFile.write(folder.resolve(FILE), Settings.yaml(Settings.toMap(this)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @param folder where this was read
  /// @throws ReproduceException naming the file, what it says and what is asked
  void requireSame(Path folder, ReproductionManifest asked) {
    for (var other : Settings.differences(this, asked, FREE)) {
      throw new ReproduceException(
          String.format(
              Locale.ROOT,
              "%s: %s is %s, asked for is %s; a reproduction goes on with what it was begun with, only --device and --threads may differ",
              folder.resolve(FILE),
              other.key(),
              other.there(),
              other.asked()));
    }
  }
}
