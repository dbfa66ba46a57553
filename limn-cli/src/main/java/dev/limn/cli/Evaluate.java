package dev.limn.cli;

import dev.limn.config.ConfigException;
import dev.limn.draw.ModelBundle;
import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.io.AtomicFile;
import dev.limn.metric.ColourAgreement;
import dev.limn.metric.Evaluation;
import dev.limn.metric.EvaluationConfig;
import dev.limn.metric.Measure;
import dev.limn.metric.Measure.Need;
import dev.limn.metric.MetricNetworks;
import dev.limn.model.Condition;
import dev.limn.run.EvaluationPictures;
import dev.limn.run.ModelArtist;
import dev.limn.run.RunConfigs;
import dev.limn.torch.Device;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
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
      "  limn evaluate RUN",
      "  limn evaluate RUN --test pictures-that-it-never-saw",
      "  limn evaluate flowers-64 --data flowers --weights squeezenet1_1_notop.safetensors",
      "  limn evaluate RUN --data flowers --measures r-precision,text-match --evaluator RUN2"
    })
final class Evaluate implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DeviceOptions options;
  @Mixin private InstrumentOptions instruments;
  @Mixin private EvaluationData data;
  @Mixin private CacheOption packing;

  @Parameters(
      paramLabel = "MODEL",
      description =
          "A model's folder, a training run's, or the name of a model that comes with Limn.")
  private Path model;

  @Option(
      names = "--measures",
      paramLabel = "LIST",
      split = ",",
      description =
          "Any of fid, kid, is, fsd, ksd, pr, r-precision, text-match, diversity, nearest, geometry,"
              + " colours and attributes, with commas (default: geometry, and colours of models that"
              + " draw sentences; fsd with --weights, fid and kid with --inception, r-precision and"
              + " text-match with --evaluator).")
  private Set<Measure> measures;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = Option.NULL_VALUE,
      description =
          "Drawings, and pictures that they are held against. Figures can only be compared at the"
              + " same number (default: "
              + EvaluationConfig.COUNT
              + ", or as many as there are).")
  private Optional<Integer> count;

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
          "Where the report goes (default: NAME-evaluation.json in the model's run, or in the folder"
              + " out; with a number when that is there already). A - is standard output.")
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
          "Where 16 drawings and the training pictures nearest to each go (default: NAME-nearest.png"
              + " beside the report).")
  private Optional<Path> nearest;

  @Option(names = "--no-files", description = "Only print, and write no file that is not named.")
  private boolean plain;

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
    var asked = ShippedModels.named(model);
    var folder = ModelBundle.locate(asked);
    var description = ModelBundle.describe(folder);
    var sources = instruments.sources(asked);
    var config = config(description.condition(), folder);
    check(config, folder, sources);
    var usual = usualFolder(folder);
    var reports = OutputFiles.ofFile(out.filter(path -> !StandardOutput.is(path)), usual, force);
    var grids = OutputFiles.ofFile(grid, usual, force);
    var nearests = OutputFiles.ofFile(nearest, usual, force);
    for (var outlet : List.of(reports, grids, nearests)) {
      outlet.requireFolder();
    }
    var device = options.prepare();
    try (var bundle = ModelBundle.open(folder, device)) {
      warnOfUnknownWords(config, bundle);
      var report = new EvaluationReport(config, bundle, device);
      Evaluation.Outcome outcome;
      try (var stages = new StageLines(spec.commandLine().getErr());
          var networks = MetricNetworks.open(sources, config.measures(), device)) {
        outcome = measured(config, bundle, networks, device, stages, report);
      }
      var name = OutputFiles.plain(bundle.description().name());
      report.finish(outcome, System.nanoTime() - start);
      boolean standard = out.filter(StandardOutput::is).isPresent();
      if (standard) {
        spec.commandLine().getOut().print(report.json());
        spec.commandLine().getOut().flush();
      }
      var lines = standard ? spec.commandLine().getErr() : spec.commandLine().getOut();
      report.print(lines);
      if (!standard && !plain) {
        var file =
            reports.one(
                name + "-evaluation", ".json", (path, _) -> AtomicFile.write(path, report.json()));
        EvaluationReport.row(lines, "report", file.toString());
      }
      if (grid.isPresent()) {
        sheet(lines, grids, name + "-colours", outcome.colours().orElseThrow());
      }
      if (nearest.isPresent() || !plain) {
        outcome.nearest().ifPresent(image -> sheet(lines, nearests, name + "-nearest", image));
      }
      lines.flush();
    }
    return ExitStatus.OK;
  }

  /// Where files go that are not named: into the model's run, or, of a model that lies in none, to
  /// where drawings go.
  private static Path usualFolder(Path folder) {
    return RunConfigs.runFolder(folder).filter(Files::isWritable).orElse(OutputFiles.USUAL);
  }

  private EvaluationConfig config(Condition condition, Path folder) {
    if (crop.length != 4) {
      throw usage("--crop: " + crop.length + " numbers; expected left, top, width and height");
    }
    try {
      return new EvaluationConfig(
          measures == null ? usualMeasures(condition, folder) : measures,
          count.orElse(EvaluationConfig.COUNT),
          seeds,
          seed,
          0, // the pictures say themselves which of them are held back
          sentence,
          repetitions,
          attributeSteps,
          new EvaluationConfig.Crop(crop[0], crop[1], crop[2], crop[3]));
    } catch (ConfigException e) {
      throw usage("--" + e.getMessage());
    }
  }

  /// All that can be measured with what there is.
  private Set<Measure> usualMeasures(Condition condition, Path folder) {
    Set<Measure> usual = EnumSet.noneOf(Measure.class);
    if (EvaluationPictures.there(data.wanted(false), folder)) {
      usual.add(Measure.GEOMETRY);
    }
    if (condition == Condition.TEXT) {
      usual.add(Measure.COLOURS);
    }
    usual.addAll(instruments.usual());
    if (usual.isEmpty()) {
      throw usage("the pictures are missing: expected " + Need.PICTURES.option());
    }
    return usual;
  }

  private void check(EvaluationConfig config, Path folder, MetricNetworks.Sources sources) {
    boolean pictures = EvaluationPictures.there(data.wanted(false), folder);
    for (var measure : config.measures()) {
      var missing = sources.missing(measure, pictures);
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

  private Evaluation.Outcome measured(
      EvaluationConfig config,
      ModelBundle bundle,
      MetricNetworks networks,
      Device device,
      StageLines stages,
      EvaluationReport report) {
    var artist = ModelArtist.of(bundle, device);
    if (config.measures().stream().noneMatch(measure -> measure.needs(Need.PICTURES))) {
      return Evaluation.real(config, artist, Optional.empty(), networks, device, stages);
    }
    boolean training = config.has(Measure.NEAREST) || config.has(Measure.ATTRIBUTES);
    try (var opened =
        EvaluationPictures.open(
            data.wanted(training),
            bundle.directory(),
            bundle.description(),
            bundle.generator().resolution(),
            (done, total) -> stages.advanced("packed", done, total))) {
      stages.close();
      opened.notes().forEach(this::warn);
      report.data(opened.folder());
      var outcome =
          Evaluation.real(
              counted(config, opened, artist.condition()),
              artist,
              Optional.of(opened.pictures()),
              networks,
              device,
              stages);
      warnOfAnotherSplit(outcome, opened.rules());
      return outcome;
    }
  }

  /// As many drawings as there are pictures, unless their number was said.
  private EvaluationConfig counted(
      EvaluationConfig config, EvaluationPictures opened, Condition condition) {
    var pictures = opened.pictures();
    int usable = Evaluation.comparable(pictures.cache(), pictures.measured(), condition);
    if (count.isPresent() || usable >= config.count() || usable < 2) {
      return config;
    }
    warn(
        String.format(
            Locale.ROOT,
            "%,d pictures to measure with, so as many drawings; figures of the usual %,d are"
                + " steadier, and cannot be compared with these",
            usable,
            config.count()));
    return config.withCount(usable);
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

  /// An evaluator that has learnt from pictures that are held back here knows them by heart.
  private void warnOfAnotherSplit(Evaluation.Outcome outcome, Set<Integer> rules) {
    for (var measure : List.of(Measure.R_PRECISION, Measure.TEXT_MATCH)) {
      if (outcome.results().get(measure.label()) instanceof Map<?, ?> figures
          && figures.get("evaluator") instanceof Map<?, ?> evaluator
          && evaluator.get("hold-back") instanceof Integer then
          && !rules.isEmpty()
          && !rules.contains(then)) {
        warn(
            String.format(
                Locale.ROOT,
                "%s: the evaluator was trained with --hold-back %d; here it is %s, so it may have"
                    + " learnt from pictures that are held back here",
                measure.label(),
                then,
                rules));
      }
    }
  }

  private void warn(String message) {
    spec.commandLine().getErr().println("limn: " + message);
    spec.commandLine().getErr().flush();
  }

  private static void sheet(PrintWriter to, OutputFiles outlet, String usual, Image image) {
    var file = outlet.one(usual, ".png", (path, _) -> Png.write(path, image));
    EvaluationReport.row(to, "sheet", file.toString());
  }
}
