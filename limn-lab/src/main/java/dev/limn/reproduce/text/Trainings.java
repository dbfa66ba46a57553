package dev.limn.reproduce.text;

import dev.limn.reproduce.Context;
import dev.limn.reproduce.Report;
import dev.limn.reproduce.ReproduceException;
import dev.limn.run.RunConfig;
import dev.limn.run.RunConfigs;
import dev.limn.run.TrainingRun;
import dev.limn.torch.Engine;
import dev.limn.train.RunDirectory;
import dev.limn.train.Trainer;
import dev.limn.train.log.StatsLog;
import dev.limn.train.log.StatusLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The training runs of a comparison, in `runs/` of its folder, as `limn train` makes them. One
/// that is there is taken as it is when it is finished, and goes on from its checkpoint when it is
/// not.
final class Trainings {
  private final Context context;
  private final Report report;
  private final TextToImage.Scale size;
  private final Path data;

  Trainings(Context context, Report report, TextToImage.Scale size, Path data) {
    this.context = context;
    this.report = report;
    this.size = size;
    this.data = data.toAbsolutePath().normalize();
  }

  /// The encoder of all systems, from one half of the training pictures; or of another kind, with
  /// another seed and from the other half, the one that judges.
  TrainingRun encoder(String name, String family, String half) {
    boolean judges = family.equals(TextToImage.EVALUATOR);
    var said = said(family, context.seed() + (judges ? 1001 : 1));
    said.put("half", half);
    return trained(name, said, judges ? size.evaluator() : size.encoder());
  }

  TrainingRun system(TextSystem system, TrainingRun encoder) {
    var said = said(system.family(), context.seed() + 1);
    said.put("preset", system.preset(context.full()));
    said.put("kimg", size.kimg());
    said.put("preview-kimg", size.kimg() / 5);
    said.put("save-kimg", size.saveKimg());
    said.put("text-encoder", encoder.directory().root().toAbsolutePath().normalize().toString());
    return trained(system.run(), said, system.settings(context.full()));
  }

  private Map<String, Object> said(String family, long seed) {
    var said = new LinkedHashMap<String, Object>();
    said.put("data", data.toString());
    said.put("hold-back", CaptionedData.HOLD_BACK);
    said.put("family", family);
    said.put("seed", seed);
    said.put("device", context.device().toString());
    said.put("threads", context.threads() > 0 ? context.threads() : Engine.threads());
    return said;
  }

  private TrainingRun trained(String name, Map<String, Object> said, Map<String, String> settings) {
    RunConfig config = RunConfigs.of(Optional.empty(), said, settings);
    TrainingRun run = TrainingRun.goOn(context.file("runs/" + name).getParent(), name, config);
    report.configuration(name, run.config());
    if (run.finished()) {
      context.say("%s: finished before", name);
      return run;
    }
    context.check();
    try (var status = StatusLine.onLines(line -> context.say("%s: %s", name, line))) {
      if (run.run(status, context.cancelled()) == Trainer.End.INTERRUPTED) {
        throw context.stopped();
      }
    }
    return run;
  }

  /// What the training steps of a run took, in all the parts that it was trained in.
  static double minutes(RunDirectory run) {
    try (var files = Files.list(run.root())) {
      return files
          .filter(file -> file.getFileName().toString().matches("stats.*\\.jsonl"))
          .sorted()
          .mapToDouble(file -> minutes(StatsLog.read(file)))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double minutes(List<Map<String, Object>> lines) {
    double minutes = 0;
    double before = 0;
    for (var line : lines) {
      if (line.get("kimg") instanceof Number kimg
          && line.get("pictures-per-second") instanceof Number speed) {
        minutes += (kimg.doubleValue() - before) * 1000 / speed.doubleValue() / 60;
        before = kimg.doubleValue();
      }
    }
    return minutes;
  }

  /// What the content of a file is known by.
  static String sha256(Path file) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new ReproduceException(file + ": cannot be read: " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
