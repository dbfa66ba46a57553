package dev.limn.cli;

import dev.limn.data.CacheRoots;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `limn data clean [DIR]`: throws packed pictures away.
@Command(
    name = "clean",
    description = {
      "Throw away the pictures that were packed for training, of one folder or of the place for all,"
          + " and tell what that frees. Training packs them anew when it needs them.",
      ""
    })
final class DataClean implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private CacheOption cache;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      defaultValue = Option.NULL_VALUE,
      description =
          "The folder with the pictures, or an archive of them (default: the caches in LIMN_CACHE"
              + " and in ~/.cache/limn).")
  private Optional<Path> folder;

  @Option(
      names = {"-n", "--dry-run"},
      description = "Only tell what would be freed.")
  private boolean dry;

  @Override
  public void run() {
    var out = spec.commandLine().getOut();
    long freed = 0;
    for (var cleaned : CacheRoots.clean(folder, dry)) {
      var what = cleaned.cache();
      if (cleaned.freed()) {
        freed += what.bytes();
      }
      out.printf(
          Locale.ROOT,
          "%,10.1f MB  %s%s%n",
          what.bytes() / 1e6,
          what.directory(),
          cleaned.freed() ? "" : "  (in use, kept)");
    }
    out.printf(Locale.ROOT, "%,10.1f MB  %s%n", freed / 1e6, dry ? "would be freed" : "freed");
    out.flush();
  }
}
