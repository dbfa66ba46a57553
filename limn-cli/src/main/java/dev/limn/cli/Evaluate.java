package dev.limn.cli;

import dev.limn.data.DataException;
import dev.limn.data.Dataset;
import dev.limn.data.DatasetFormat;
import dev.limn.data.PackSettings;
import dev.limn.data.PackedCache;
import dev.limn.draw.Drawer;
import dev.limn.draw.ModelBundle;
import dev.limn.image.Filter;
import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.metric.ColourAgreement;
import dev.limn.metric.Evaluation;
import dev.limn.metric.EvaluationConfig;
import dev.limn.metric.Measure;
import dev.limn.metric.MetricException;
import dev.limn.text.PictureFeatures;
import dev.limn.text.SqueezeNetFeatures;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `limn evaluate MODEL`: draws many pictures and measures them.
///
/// The table goes to standard output, the same and more to a JSON file.
@Command(
    name = "evaluate",
    description = {
      "Measure what a model draws: the distance of its drawings to pictures that were held back"
          + " from training (FSD, KSD), how often they have the colour that is named, how varied"
          + " they are, and which training pictures are nearest to them.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  limn evaluate models/flowers-64 --data flowers --weights squeezenet1_1_notop.safetensors"
    })
final class Evaluate implements Callable<Integer> {
  private static final String WEIGHTS =
      "SqueezeNet 1.1's weights as safetensors (conv1 and fire2 to fire9 in PyTorch's layout,"
          + " 722,496 numbers, as in squeezenet1_1_notop.safetensors); Limn never downloads them";

  @Spec private CommandSpec spec;
  @Mixin private DeviceOptions options;

  @Parameters(
      paramLabel = "MODEL",
      description =
          "A model's folder, a training run's, or the name of a model that comes with Limn.")
  private Path model;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = Option.NULL_VALUE,
      description = "The captioned pictures that the model was trained on, for all but colours.")
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
      names = "--weights",
      paramLabel = "FILE",
      defaultValue = Option.NULL_VALUE,
      description = "SqueezeNet 1.1's weights (safetensors), for all but colours.")
  private Optional<Path> weights;

  @Option(
      names = "--measures",
      paramLabel = "LIST",
      split = ",",
      defaultValue = "fsd,colours",
      description = "Any of fsd, ksd, colours, diversity and neighbours, with commas.")
  private Set<Measure> measures;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "1500",
      description =
          "Drawings, and held-back pictures, of the distances. They can only be compared at the"
              + " same number.")
  private int count;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "20",
      description = "Drawings of each colour, and of each sentence of the diversity.")
  private int seeds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Which pictures, captions and noise are taken.")
  private long seed;

  @Option(
      names = "--hold-back",
      paramLabel = "N",
      defaultValue = "4",
      description = "One picture in N was held back; the same as in training.")
  private int holdBack;

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
      description = "Where the report goes (default: NAME-evaluation.json, here).")
  private Optional<Path> out;

  @Option(
      names = "--grid",
      paramLabel = "FILE.png",
      defaultValue = Option.NULL_VALUE,
      description = "Write the drawings of the colours on a sheet, to look at.")
  private Optional<Path> grid;

  @Option(
      names = "--neighbours",
      paramLabel = "FILE.png",
      defaultValue = Option.NULL_VALUE,
      description =
          "Where 16 drawings and the training pictures nearest to each go (default:"
              + " NAME-neighbours.png, here, when neighbours are measured).")
  private Optional<Path> neighbours;

  @Override
  public Integer call() throws IOException {
    long start = System.nanoTime();
    var config = config();
    check(config);
    var folder = ModelBundle.locate(ShippedModels.named(model));
    for (var file : List.of(out, grid, neighbours)) {
      prepareFolder(file);
    }
    var device = options.prepare();
    try (var bundle = ModelBundle.open(folder, device)) {
      warnOfUnknownWords(config, bundle);
      var report = new EvaluationReport(config, bundle, device);
      Evaluation.Outcome outcome;
      try (var stages = new StageLines(spec.commandLine().getErr())) {
        outcome = measured(config, bundle, device, stages, report);
      }
      warnOfAnotherSplit(outcome, bundle);
      var name = bundle.description().name();
      var file = out.orElseGet(() -> Path.of(name + "-evaluation.json"));
      report.finish(outcome, System.nanoTime() - start);
      Files.writeString(file, report.json());
      var stdout = spec.commandLine().getOut();
      report.print(stdout);
      EvaluationReport.row(stdout, "report", file.toString());
      if (grid.isPresent()) {
        write(grid.get(), outcome.colours().orElseThrow(), "sheet");
      }
      if (outcome.neighbours().isPresent()) {
        var sheet = neighbours.orElseGet(() -> Path.of(name + "-neighbours.png"));
        write(sheet, outcome.neighbours().get(), "nearest");
      }
      stdout.flush();
    }
    return ExitStatus.OK;
  }

  private EvaluationConfig config() {
    try {
      return new EvaluationConfig(measures, count, seeds, seed, holdBack, sentence);
    } catch (MetricException e) {
      throw usage("--" + e.getMessage());
    }
  }

  private void check(EvaluationConfig config) {
    for (var measure : config.measures()) {
      if (measure.needsData() && data.isEmpty()) {
        throw usage(
            Choices.dashed(measure) + " needs --data DIR, the captioned pictures of the training");
      }
      if (measure.needsFeatures() && weights.isEmpty()) {
        throw usage(Choices.dashed(measure) + " needs --weights FILE, " + WEIGHTS);
      }
    }
    if (grid.isPresent() && !config.has(Measure.COLOURS)) {
      throw usage("--grid shows the colours; expected colours among --measures");
    }
    if (neighbours.isPresent() && !config.has(Measure.NEIGHBOURS)) {
      throw usage("--neighbours FILE.png: expected neighbours among --measures");
    }
    if (config.measures().stream().anyMatch(Measure::needsFeatures)
        && !Files.isRegularFile(weights.orElseThrow())) {
      throw new MetricException(weights.get() + ": no such file; expected " + WEIGHTS);
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private static void prepareFolder(Optional<Path> file) throws IOException {
    if (file.isPresent() && file.get().toAbsolutePath().getParent() != null) {
      Files.createDirectories(file.get().toAbsolutePath().getParent());
    }
  }

  private Evaluation.Outcome measured(
      EvaluationConfig config,
      ModelBundle bundle,
      Device device,
      StageLines stages,
      EvaluationReport report)
      throws IOException {
    if (config.measures().stream().noneMatch(Measure::needsFeatures)) {
      return Evaluation.of(
          config,
          (sentences, seeds) -> drawn(bundle, device, sentences, seeds),
          Optional.empty(),
          Optional.empty(),
          device,
          stages);
    }
    var folder = data.orElseThrow();
    var dataset =
        format.map(named -> Dataset.open(folder, named)).orElseGet(() -> Dataset.open(folder));
    if (!dataset.captioned()) {
      throw new MetricException(
          folder + ": these pictures have no captions; expected captioned ones to draw from");
    }
    var settings = PackSettings.of(bundle.generator().resolution()).withFilter(Filter.BICUBIC);
    try (var cache =
            PackedCache.open(
                dataset, settings, (done, total) -> stages.advanced("packed", done, total));
        PictureFeatures network = SqueezeNetFeatures.open(weights.orElseThrow(), device)) {
      report.extractor(weights.get(), network.width(), SqueezeNetFeatures.RESIZE);
      report.data(folder);
      return Evaluation.of(
          config,
          (sentences, seeds) -> drawn(bundle, device, sentences, seeds),
          Optional.of(cache),
          Optional.of(network),
          device,
          stages);
    }
  }

  private static List<Image> drawn(
      ModelBundle bundle, Device device, List<String> sentences, long[] seeds) {
    try (var _ = Scope.open()) {
      int width = bundle.generator().noise();
      var noise = new ArrayList<Tensor>();
      LongStream.of(seeds).forEach(number -> noise.add(Drawer.noise(number, width, 1)));
      Tensor z = Tensors.cat(0, noise).to(device); // [N, Z]
      return Drawer.draw(bundle.generator(), z, bundle.encoder().encode(sentences));
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

  private void warn(String message) {
    spec.commandLine().getErr().println("limn: " + message);
    spec.commandLine().getErr().flush();
  }

  private void write(Path file, Image sheet, String what) {
    Png.write(file, sheet);
    EvaluationReport.row(spec.commandLine().getOut(), what, file.toString());
  }
}
