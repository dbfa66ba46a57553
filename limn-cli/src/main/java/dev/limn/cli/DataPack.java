package dev.limn.cli;

import dev.limn.data.DataException;
import dev.limn.data.Finding;
import dev.limn.data.Fit;
import dev.limn.data.PackSettings;
import dev.limn.data.PackedCache;
import dev.limn.image.Filter;
import dev.limn.model.Family;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `limn data pack DIR`: makes the cache that training reads.
@Command(
    name = "pack",
    description = {
      "Decode and resize every picture once, into the cache that training reads. Training does it"
          + " by itself when there is none.",
      ""
    })
final class DataPack implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private DataFolder data;
  @Mixin private CacheOption cache;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = Option.NULL_VALUE,
      description =
          "Where the cache goes (default: .limn-cache in the data set, or ~/.cache/limn when that"
              + " may not be written).")
  private Optional<Path> out;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      defaultValue = Option.NULL_VALUE,
      description =
          "Both sides of a packed picture (default: what limn train takes when nothing else is"
              + " said; of another family or resolution it is the setting load, as --dry-run shows).")
  private Optional<Integer> size;

  @Option(
      names = "--fit",
      paramLabel = "FIT",
      defaultValue = "stretch",
      description = "How other shapes become square: stretch or centre-crop.")
  private Fit fit;

  @Option(
      names = "--filter",
      paramLabel = "FILTER",
      defaultValue = Option.NULL_VALUE,
      description =
          "How pictures are resized: nearest, box, bilinear, bicubic (unless given) or lanczos.")
  private Optional<Filter> filter;

  @Option(
      names = "--allow-bad",
      description = "Go on although more than 5 %% of the samples are broken.")
  private boolean allowBad;

  @Override
  public void run() {
    var line = spec.commandLine();
    var settings = settings();
    var dataset = data.open();
    try (var progress = new ProgressLine(line.getErr(), "packed");
        var packed = PackedCache.open(dataset, settings, progress)) {
      for (Finding skipped : packed.skipped()) {
        line.getErr().println("skipped " + skipped);
      }
      line.getOut()
          .printf(
              Locale.ROOT,
              "%,d samples at %d×%d in %s%s%n",
              packed.count(),
              packed.size(),
              packed.size(),
              packed.directory(),
              packed.fresh() ? "" : " (they were there already)");
    }
    line.getErr().flush();
    line.getOut().flush();
  }

  private PackSettings settings() {
    if (out.filter(StandardOutput::is).isPresent()) {
      throw new ParameterException(
          spec.commandLine(), "--out -: a cache is a folder, which standard output cannot take");
    }
    int side = size.orElseGet(DataPack::usual);
    try {
      return new PackSettings(
          side, fit, filter.orElse(PackSettings.of(side).filter()), out, allowBad);
    } catch (DataException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
    }
  }

  /// The side to which the default family's pictures are scaled.
  private static int usual() {
    return usual(Family.named(Family.DEFAULT));
  }

  private static <C extends Record> int usual(Family<C> family) {
    C config = family.presets().values().iterator().next();
    return family.needs(config).pictures().feed().load();
  }
}
