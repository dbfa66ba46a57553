package dev.limn.cli;

import dev.limn.data.DataException;
import dev.limn.data.Dataset;
import dev.limn.data.DatasetFormat;
import dev.limn.data.PackSettings;
import dev.limn.data.PackedCache;
import dev.limn.draw.ModelBundle;
import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.metric.ColourAgreement;
import dev.limn.metric.Evaluation;
import dev.limn.metric.EvaluationConfig;
import dev.limn.metric.Measure;
import dev.limn.metric.Measure.Need;
import dev.limn.metric.MetricException;
import dev.limn.metric.MetricNetworks;
import dev.limn.model.Family;
import dev.limn.run.ModelArtist;
import dev.limn.torch.Device;
import dev.limn.torch.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `limn evaluate MODEL`: draws many pictures and measures them.
///
/// A line a measure goes to standard output, the same and more to a JSON file.
@Command(
    name = "evaluate",
    description = {
      "Measure what a model draws, against pictures that were held back from training: how far"
          + " drawings are from real ones (fid, kid, fsd, ksd), how sure a classifier is of them"
          + " (is), whether they lie among real ones and cover them (pr), whether they match their"
          + " sentences (r-precision, text-match, colours, attributes), how varied they are"
          + " (diversity), whether they are copies (nearest), and the shape of their set"
          + " (geometry).",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  limn evaluate models/flowers-64 --data flowers --weights squeezenet1_1_notop.safetensors",
      "  limn evaluate RUN --data flowers --measures r-precision,text-match --evaluator RUN2"
    })
final class Evaluate implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DeviceOptions options;
  @Mixin private InstrumentOptions instruments;

  @Parameters(
      paramLabel = "MODEL",
      description =
          "A model's folder, a training run's, or the name of a model that comes with Limn.")
  private Path model;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = Option.NULL_VALUE,
      description = "The pictures that the model was trained on, for all but colours.")
  private Optional<Path> data;

  private Optional<DatasetFormat> format = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "How the folder is laid out, when what Limn finds by itself is wrong.")
  void format(String label) {
    try {
      format = Optional.of(DatasetFormat.of(label));
    } catch (DataException e) {
      throw usage("--format: " + e.getMessage());
    }
  }

  @Option(
      names = "--measures",
      paramLabel = "LIST",
      split = ",",
      defaultValue = EvaluationConfig.MEASURES,
      description =
          "Any of fid, kid, is, fsd, ksd, pr, r-precision, text-match, diversity, nearest, geometry,"
              + " colours and attributes, with commas.")
  private Set<Measure> measures;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "" + EvaluationConfig.COUNT,
      description =
          "Drawings, and held-back pictures, of the distances. They can only be compared at the"
              + " same number.")
  private int count;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "" + EvaluationConfig.SEEDS,
      description = "Drawings of each colour, and of each sentence of the diversity.")
  private int seeds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "" + EvaluationConfig.SEED,
      description =
          "Which pictures, captions and noise are taken, 0 to " + EvaluationConfig.MAX_SEED + ".")
  private long seed;

  @Option(
      names = "--hold-back",
      paramLabel = "N",
      defaultValue = "" + EvaluationConfig.HOLD_BACK,
      description = "One picture in N was held back; the same as in training.")
  private int holdBack;

  @Option(
      names = "--allow-bad",
      description = "Go on although more than 5 %% of the samples are broken, as in training.")
  private boolean allowBad;

  @Option(
      names = "--sentence",
      paramLabel = "TEXT",
      defaultValue = ColourAgreement.SENTENCE,
      description = "What is drawn in ten colours; {} stands for the colour.")
  private String sentence;

  @Option(
      names = "--out",
      paramLabel = "FILE.json",
      defaultValue = Option.NULL_VALUE,
      description =
          "Where the report goes (default: NAME-evaluation.json, here, with a number when that is"
              + " there already).")
  private Optional<Path> out;

  @Option(
      names = "--grid",
      paramLabel = "FILE.png",
      defaultValue = Option.NULL_VALUE,
      description = "Write the drawings of the colours on a sheet, to look at.")
  private Optional<Path> grid;

  @Option(
      names = "--nearest",
      paramLabel = "FILE.png",
      defaultValue = Option.NULL_VALUE,
      description =
          "Where 16 drawings and the training pictures nearest to each go (default:"
              + " NAME-nearest.png, here, with a number when that is there already).")
  private Optional<Path> nearest;

  @Option(names = "--force", description = "Let --out, --grid and --nearest replace files.")
  private boolean force;

  @Option(
      names = "--crop",
      paramLabel = "L,T,W,H",
      split = ",",
      defaultValue = "0,0,1,1",
      description =
          "The part of a picture that nearest looks at, in shares of its sides: left, top, width"
              + " and height, such as a face without what is behind it.")
  private double[] crop;

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      defaultValue = "" + EvaluationConfig.REPETITIONS,
      description = "Choices of landmarks of geometry.")
  private int repetitions;

  @Option(
      names = "--attribute-steps",
      paramLabel = "N",
      defaultValue = "" + EvaluationConfig.ATTRIBUTE_STEPS,
      description = "How long the classifier that reads attributes learns, 64 pictures a step.")
  private int attributeSteps;

  @Override
  public Integer call() throws IOException {
    long start = System.nanoTime();
    var config = config();
    var asked = ShippedModels.named(model);
    var sources = instruments.sources(asked);
    check(config, sources);
    var folder = ModelBundle.locate(asked);
    var reports = outlet(out);
    var grids = outlet(grid);
    var nearests = outlet(nearest);
    var device = options.prepare();
    try (var bundle = ModelBundle.open(folder, device)) {
      warnOfUnknownWords(config, bundle);
      var report = new EvaluationReport(config, bundle, device);
      Evaluation.Outcome outcome;
      try (var stages = new StageLines(spec.commandLine().getErr());
          var networks = MetricNetworks.open(sources, config.measures(), device)) {
        outcome = measured(config, bundle, networks, device, stages, report);
      }
      warnOfAnotherSplit(outcome, bundle);
      warnOfAnotherSplit(outcome);
      var name = OutputFiles.plain(bundle.description().name());
      report.finish(outcome, System.nanoTime() - start);
      var file =
          reports.one(
              name + "-evaluation", ".json", (path, _) -> AtomicFile.write(path, report.json()));
      var stdout = spec.commandLine().getOut();
      report.print(stdout);
      EvaluationReport.row(stdout, "report", file.toString());
      if (grid.isPresent()) {
        sheet(grids, name + "-colours", outcome.colours().orElseThrow());
      }
      outcome.nearest().ifPresent(image -> sheet(nearests, name + "-nearest", image));
      stdout.flush();
    }
    return ExitStatus.OK;
  }

  private EvaluationConfig config() {
    if (crop.length != 4) {
      throw usage("--crop: " + crop.length + " numbers; expected left, top, width and height");
    }
    try {
      return new EvaluationConfig(
          measures,
          count,
          seeds,
          seed,
          holdBack,
          sentence,
          repetitions,
          attributeSteps,
          new EvaluationConfig.Crop(crop[0], crop[1], crop[2], crop[3]));
    } catch (MetricException e) {
      throw usage("--" + e.getMessage());
    }
  }

  private void check(EvaluationConfig config, MetricNetworks.Sources sources) {
    for (var measure : config.measures()) {
      var missing = sources.missing(measure, data.isPresent());
      if (missing.isPresent()) {
        throw usage(measure.label() + " needs " + missing.get().option());
      }
    }
    if (grid.isPresent() && !config.has(Measure.COLOURS)) {
      throw usage("--grid shows the colours; expected colours among --measures");
    }
    if (nearest.isPresent() && !config.has(Measure.NEAREST)) {
      throw usage("--nearest FILE.png: expected nearest among --measures");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private OutputFiles outlet(Optional<Path> file) throws IOException {
    var outlet = OutputFiles.ofFile(file, Path.of(""), force);
    Files.createDirectories(outlet.folder().toAbsolutePath());
    return outlet;
  }

  private Evaluation.Outcome measured(
      EvaluationConfig config,
      ModelBundle bundle,
      MetricNetworks networks,
      Device device,
      StageLines stages,
      EvaluationReport report) {
    var artist = ModelArtist.of(bundle, device);
    if (config.measures().stream().noneMatch(measure -> measure.needs(Need.PICTURES))) {
      return Evaluation.of(config, artist, Optional.empty(), networks, device, stages);
    }
    var folder = data.orElseThrow();
    var dataset =
        format.map(named -> Dataset.open(folder, named)).orElseGet(() -> Dataset.open(folder));
    if (artist.condition() == Family.Condition.TEXT
        && dataset.samples().stream().allMatch(sample -> sample.captions().isEmpty())) {
      throw new MetricException(
          folder + ": these pictures have no captions; expected captioned ones to draw from");
    }
    var description = bundle.description();
    var feed = Family.named(description.family()).feed(description.settings());
    var settings =
        PackSettings.of(bundle.generator().resolution())
            .withFit(feed.fit())
            .withFilter(feed.filter())
            .withAllowBad(allowBad);
    try (var cache =
        PackedCache.open(
            dataset, settings, (done, total) -> stages.advanced("packed", done, total))) {
      report.data(folder);
      return Evaluation.of(config, artist, Optional.of(cache), networks, device, stages);
    }
  }

  private void warnOfUnknownWords(EvaluationConfig config, ModelBundle bundle) {
    if (config.has(Measure.COLOURS)) {
      var unknown = new TreeSet<String>();
      for (var word : ColourAgreement.WORDS) {
        unknown.addAll(bundle.encoder().reading(word.in(config.sentence())).unknown());
      }
      if (!unknown.isEmpty()) {
        warn("colours: the model never saw " + String.join(", ", unknown));
      }
    }
  }

  /// Held-back pictures that were trained on after all would flatter the model.
  private void warnOfAnotherSplit(Evaluation.Outcome outcome, ModelBundle bundle) {
    var then = bundle.description().training().get("pictures");
    var now = outcome.facts().get("trained-on");
    if (then != null && now != null && !then.equals(now)) {
      warn(
          "the model was trained on %s pictures; --data with --hold-back %d leaves %s of %s for that"
              .formatted(then, holdBack, now, outcome.facts().get("pictures")));
    }
  }

  /// An evaluator that has learnt from pictures that are held back here knows them by heart.
  private void warnOfAnotherSplit(Evaluation.Outcome outcome) {
    for (var measure : List.of(Measure.R_PRECISION, Measure.TEXT_MATCH)) {
      if (outcome.results().get(measure.label()) instanceof Map<?, ?> figures
          && figures.get("evaluator") instanceof Map<?, ?> evaluator
          && evaluator.get("hold-back") instanceof Integer then
          && then != holdBack) {
        warn(
            "%s: the evaluator was trained with --hold-back %d; with --hold-back %d it may have learnt"
                    .formatted(measure.label(), then, holdBack)
                + " from pictures that are held back here");
      }
    }
  }

  private void warn(String message) {
    spec.commandLine().getErr().println("limn: " + message);
    spec.commandLine().getErr().flush();
  }

  private void sheet(OutputFiles outlet, String usual, Image image) {
    var file = outlet.one(usual, ".png", (path, _) -> Png.write(path, image));
    EvaluationReport.row(spec.commandLine().getOut(), "sheet", file.toString());
  }
}
