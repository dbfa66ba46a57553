package dev.limn.run;

import dev.limn.data.PackedCache;
import dev.limn.image.Image;
import dev.limn.image.ImageException;
import dev.limn.image.Png;
import dev.limn.metric.Evaluation;
import dev.limn.metric.EvaluationConfig;
import dev.limn.metric.MetricException;
import dev.limn.metric.MetricNetworks;
import dev.limn.model.Condition;
import dev.limn.model.Generator;
import dev.limn.model.Model;
import dev.limn.model.ModelException;
import dev.limn.model.ModelLearner;
import dev.limn.text.TextException;
import dev.limn.torch.Device;
import dev.limn.torch.TorchException;
import dev.limn.train.RunDirectory;
import dev.limn.train.TrainingListener;
import dev.limn.vision.VisionException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Measures the model at chosen intervals and at the end, and writes the figures beside those of
/// the training, as `evaluation/fsd` and the like.
///
/// A measure that fails is told, and the training goes on.
final class Measuring implements TrainingListener {
  private final RunDirectory run;
  private final long interval;
  private final EvaluationConfig config;
  private final Optional<PackedCache> pictures;
  private final MetricNetworks instruments;
  private final ModelLearner learner;
  private final Condition condition;
  private final Conditions conditions;
  private final Device device;
  private final RunLogging logging;
  private long seen;

  /// @param interval pictures between measures
  /// @param pictures real ones as large as the drawings, where these are compared
  /// @param seen pictures that were seen when training continues
  Measuring(
      RunDirectory run,
      long interval,
      EvaluationConfig config,
      Optional<PackedCache> pictures,
      MetricNetworks instruments,
      ModelLearner learner,
      Condition condition,
      Conditions conditions,
      Device device,
      RunLogging logging,
      long seen) {
    this.run = run;
    this.interval = interval;
    this.config = config;
    this.pictures = pictures;
    this.instruments = instruments;
    this.learner = learner;
    this.condition = condition;
    this.conditions = conditions;
    this.device = device;
    this.logging = logging;
    this.seen = seen;
  }

  @Override
  public void rolledBack(long now) {
    seen = now;
  }

  @Override
  public void step(Tick tick) {
    long before = seen;
    seen = tick.seen();
    if (before / interval != seen / interval || seen >= tick.total()) {
      measure(RunDirectory.thousands(interval, tick.total()));
    }
  }

  /// @param thousands whether these tell its sheets apart
  private void measure(boolean thousands) {
    long start = System.nanoTime();
    try (Model model = learner.drawing()) {
      if (!(model instanceof Generator generator)) {
        return; // a run with measures is refused for what translates
      }
      var artist =
          new ModelArtist(generator, condition, conditions.encoder(), conditions.classes(), device);
      var outcome =
          Evaluation.of(config, artist, pictures, instruments, device, Evaluation.Watch.SILENT);
      var curve = outcome.curve();
      logging.figures(seen, "evaluation/", curve);
      outcome.colours().ifPresent(sheet -> write(run.sheet("colours", seen, thousands), sheet));
      outcome.nearest().ifPresent(sheet -> write(run.sheet("nearest", seen, thousands), sheet));
      List<String> words = new ArrayList<>();
      curve.forEach((name, value) -> words.add(String.format(Locale.ROOT, "%s %.4g", name, value)));
      logging.message(
          String.format(
              Locale.ROOT,
              "measured at %.1f kimg: %s (%.0f s)",
              seen / 1000.0,
              String.join(", ", words),
              (System.nanoTime() - start) / 1e9));
    } catch (MetricException
        | ModelException
        | TextException
        | TorchException
        | VisionException e) {
      logging.message("not measured: " + e.getMessage());
    }
  }

  private void write(Path file, Image sheet) {
    try {
      Png.write(file, sheet);
    } catch (ImageException e) {
      logging.message("not recorded: " + e.getMessage());
    }
  }
}
