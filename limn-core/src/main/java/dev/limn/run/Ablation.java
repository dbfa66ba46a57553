package dev.limn.run;

import dev.limn.draw.ImageTensors;
import dev.limn.draw.ModelBundle;
import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.image.Sheet;
import dev.limn.io.AtomicFile;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.RunDirectory;
import dev.limn.train.TrainException;
import dev.limn.train.Trainer;
import dev.limn.train.log.StatusLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// The paper's comparison (Reed et al. 2016, figures 3 and 4): GAN, GAN-CLS, GAN-INT and
/// GAN-INT-CLS, trained in turn on the same data with the same text encoder, seed and length, and
/// what each draws for the same sentences from the same noise.
///
/// A directory like `runs/00004-ablation-flowers` with `ablation.yaml`, a run for each system, and
/// in the end `ablation.png`: for each of three sentences a row a system. Interrupted, it goes on
/// where it was.
public final class Ablation {
  private static final String CONFIG = "ablation.yaml";
  private static final String MODE = "mode";
  private static final int SENTENCES = 3;
  private static final int COLUMNS = 8;

  /// The family's word for a mode, and the paper's.
  private static final Map<String, String> SYSTEMS = new LinkedHashMap<>();

  static {
    SYSTEMS.put("gan", "GAN");
    SYSTEMS.put("cls", "GAN-CLS");
    SYSTEMS.put("int", "GAN-INT");
    SYSTEMS.put("int_cls", "GAN-INT-CLS");
  }

  private final RunDirectory directory;
  private final RunConfig config;

  private Ablation(RunDirectory directory, RunConfig config) {
    this.directory = directory;
    this.config = config;
  }

  /// The family whose modes are compared.
  public static String family() {
    return FamilyChoice.having(MODE)
        .orElseThrow(() -> new TrainException("no family has modes to compare"));
  }

  /// What such a directory is called for a folder of data.
  public static String name(Path data) {
    return "ablation-" + RunConfigs.plain(data);
  }

  /// Makes a new directory.
  ///
  /// @param config of all four; its mode does not matter
  /// @throws TrainException when the family has no modes
  /// @throws RuntimeException as [TrainingRun#create]
  public static Ablation create(Path runs, String name, RunConfig config) {
    if (!config.settings().containsKey(MODE)) {
      throw new TrainException(
          "family '" + config.family() + "' has no modes to compare; expected " + family());
    }
    RunConfig decided = PrecisionSettings.decided(Preflight.check(config, false).config());
    RunDirectory directory = RunDirectory.create(runs, name);
    write(directory, decided);
    return new Ablation(directory, decided);
  }

  private static void write(RunDirectory directory, RunConfig config) {
    Path file = directory.root().resolve(CONFIG);
    try {
      AtomicFile.write(file, RunConfigs.yaml(config));
    } catch (IOException e) {
      throw new TrainException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /// Whether this is such a directory.
  public static boolean isOne(Path directory) {
    return Files.isRegularFile(directory.resolve(CONFIG));
  }

  /// Opens one that was begun.
  public static Ablation open(Path directory) {
    return new Ablation(RunDirectory.open(directory), TrainingRun.read(directory.resolve(CONFIG)));
  }

  /// The same on another device or with another number of threads.
  public Ablation on(String device, int threads) {
    return new Ablation(directory, config.on(device, threads));
  }

  /// The same in other precisions, which its `ablation.yaml` and the runs that were begun keep;
  /// these do not continue bit for bit, and say so.
  ///
  /// @param said as [PrecisionSettings#with] has it
  /// @param device where it goes on
  public Ablation inPrecisions(Map<String, String> said, String device) {
    Ablation other = asIfIn(said, device);
    for (RunDirectory begun : RunDirectory.list(directory.root())) {
      TrainingRun.open(begun.root()).inPrecisions(said, device);
    }
    write(directory, other.config);
    return other;
  }

  /// As [#inPrecisions], but nothing is written.
  public Ablation asIfIn(Map<String, String> said, String device) {
    return new Ablation(directory, PrecisionSettings.with(config, said, device));
  }

  public RunDirectory directory() {
    return directory;
  }

  public RunConfig config() {
    return config;
  }

  /// The comparison, once it is drawn.
  public Path sheet() {
    return directory.root().resolve("ablation.png");
  }

  /// Trains what is not trained yet, and draws the sheet.
  public Trainer.End run(StatusLine status, BooleanSupplier stop) {
    var models = new ArrayList<Path>();
    String encoder = config.textEncoder();
    for (Map.Entry<String, String> system : SYSTEMS.entrySet()) {
      TrainingRun run = system(system.getKey(), encoder);
      status.message(system.getValue());
      if (run.run(status, stop) == Trainer.End.INTERRUPTED) {
        return Trainer.End.INTERRUPTED;
      }
      encoder = run.textEncoder().toAbsolutePath().normalize().toString();
      models.add(run.model());
    }
    draw(models);
    return Trainer.End.FINISHED;
  }

  private TrainingRun system(String mode, String encoder) {
    String name = config.family() + "-" + mode;
    for (RunDirectory begun : RunDirectory.list(directory.root())) {
      if (begun.name().equals(name)) {
        return TrainingRun.open(begun.root()).on(config.device(), config.threads());
      }
    }
    var settings = new LinkedHashMap<>(config.settings());
    settings.put(MODE, mode);
    return TrainingRun.create(directory.root(), name, config.with(settings, encoder));
  }

  private void draw(List<Path> models) {
    List<String> sentences =
        ModelBundle.describe(models.getFirst()).examples().stream().limit(SENTENCES).toList();
    var rows = new LinkedHashMap<String, List<Image>>();
    int number = 0;
    for (Path model : models) {
      String system = List.copyOf(SYSTEMS.values()).get(number++);
      try (var bundle = ModelBundle.open(model, Device.parse(config.device()));
          var _ = Scope.open();
          var rng = new Rng(config.seed())) {
        Tensor z = Tensors.randn(rng, COLUMNS, bundle.generator().noise()); // [C, Z]
        for (String sentence : sentences) {
          Tensor text =
              bundle
                  .encoder()
                  .encode(List.of(sentence))
                  .expand(COLUMNS, bundle.encoder().width()); // [C, W]
          rows.put(system + ": " + sentence, ImageTensors.draw(bundle.generator(), z, text));
        }
      }
    }
    var images = new ArrayList<List<Image>>();
    var captions = new ArrayList<String>();
    for (String sentence : sentences) {
      for (String system : SYSTEMS.values()) {
        String caption = system + ": " + sentence;
        captions.add(caption);
        images.add(rows.get(caption));
      }
    }
    Png.write(sheet(), Sheet.captioned(images, captions, Sheet.Style.PLAIN));
  }
}
