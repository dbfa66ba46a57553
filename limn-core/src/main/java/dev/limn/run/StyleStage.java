package dev.limn.run;

import dev.limn.config.Settings;
import dev.limn.data.LoaderConfig;
import dev.limn.data.PackedCache;
import dev.limn.data.SplitRule;
import dev.limn.draw.ImageTensors;
import dev.limn.draw.ModelBundle;
import dev.limn.image.Filter;
import dev.limn.image.Image;
import dev.limn.image.Resampler;
import dev.limn.image.Sheet;
import dev.limn.io.AtomicFile;
import dev.limn.model.Family;
import dev.limn.model.ModelException;
import dev.limn.model.style.StyleConfig;
import dev.limn.model.style.StyleEncoder;
import dev.limn.model.style.StyleFigures;
import dev.limn.model.style.StyleLearner;
import dev.limn.text.CaptionEmbeddings;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.CaptionedExamples;
import dev.limn.train.CheckpointStore;
import dev.limn.train.RunDirectory;
import dev.limn.train.TrainException;
import dev.limn.train.Trainer;
import dev.limn.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// The training of a style encoder for a model that is there. At every checkpoint the run's
/// `model/` is that model, file by file, and the encoder beside it.
final class StyleStage {
  private static final int KEPT = 3;
  private static final int STYLES = 8;
  private static final int SENTENCES = 6;
  private static final int MEASURED = 512;

  private final RunDirectory run;
  private final RunConfig config;
  private final Device device;
  private final PackedCache cache;
  private final SplitRule.Parts parts;
  private final Stages stages;

  StyleStage(
      RunDirectory run,
      RunConfig config,
      Device device,
      PackedCache cache,
      SplitRule.Parts parts,
      Stages stages) {
    this.run = run;
    this.config = config;
    this.device = device;
    this.cache = cache;
    this.parts = parts;
    this.stages = stages;
  }

  /// @throws ModelException when there is no model, or one that draws no sentences
  static void requireGenerator(RunConfig config) {
    Path folder = ModelBundle.locate(Path.of(config.generator()));
    var description = ModelBundle.describe(folder);
    if (description.condition() != Family.Condition.TEXT) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "%s: family %s draws no sentences; expected a model that does",
              folder,
              description.family()));
    }
  }

  Trainer.End run(Family.Feed feed, Path model) {
    requireGenerator(config);
    Path folder = ModelBundle.locate(Path.of(config.generator()));
    var settings = Settings.of(config.settings(), StyleConfig.class);
    try (var bundle = ModelBundle.open(folder, device);
        var embeddings = CaptionEmbeddings.of(cache, bundle.encoder())) {
      var loading =
          LoaderConfig.of(feed.resolution(), feed.batch(), config.seed())
              .withCaptions(feed.captions());
      var examples = new CaptionedExamples(cache, stages.captioned(), loading, embeddings);
      long total = Math.max(1, Math.round(config.kimg() * 1000));
      try (var learner =
              Stages.owning(
                  examples,
                  () ->
                      new StyleLearner(
                          settings,
                          config.seed(),
                          total,
                          device,
                          examples,
                          bundle.generator(),
                          encoder -> preview(bundle, encoder)));
          var store =
              CheckpointStore.open(
                  run.checkpoints(), new CheckpointStore.Retention(KEPT, _ -> false))) {
        var plan =
            new Trainer.Plan(
                total,
                Stages.interval(config.tickKimg()),
                Stages.interval(config.previewKimg()),
                Stages.interval(config.saveKimg()));
        stages.say(config.family() + " for " + folder + ": " + learner.summary());
        var writer = new Writer(bundle, model, learner, examples);
        List<TrainingListener> listeners =
            List.of(writer, new Forecast(InstantSource.system(), stages::say));
        String essence = config.essence() + " generator " + bundle.hash();
        Trainer.End end =
            stages.train(
                learner, plan, store, new Records("", "", essence, (_, _) -> listeners, Map.of()));
        if (end == Trainer.End.FINISHED) {
          writer.finish(store);
        }
        writer.figures().ifPresent(figures -> stages.say("style encoder: " + figures));
        return end;
      }
    }
  }

  /// Pictures of the data above, below them sentences in their styles.
  private Optional<Image> preview(ModelBundle bundle, StyleEncoder encoder) {
    int[] from = parts.heldBack().length > 0 ? parts.heldBack() : parts.train();
    var random = new SplittableRandom(config.seed());
    var generator = bundle.generator();
    int side = generator.resolution();
    var styles = new ArrayList<Image>();
    var sentences = new ArrayList<String>();
    for (int i = 0; i < STYLES; i++) {
      int index = from[random.nextInt(from.length)];
      Image whole = cache.picture(index);
      styles.add(Resampler.resize(whole, side, side, Filter.BICUBIC));
      if (i < SENTENCES && !cache.captions(index).isEmpty()) {
        sentences.add(cache.captions(index).getFirst());
      }
    }
    if (sentences.isEmpty()) {
      return Optional.empty();
    }
    try (var _ = Scope.open()) {
      var noise = new ArrayList<Tensor>();
      for (Image style : styles) {
        noise.add(Tensors.of(encoder.encode(style), 1, generator.noise())); // [1, Z]
      }
      Tensor z = Tensors.cat(0, noise); // [S, Z]
      var rows = new ArrayList<List<Image>>(List.of(styles));
      for (String sentence : sentences) {
        Tensor text =
            bundle.encoder().encode(List.of(sentence)).expand(STYLES, generator.textWidth());
        rows.add(ImageTensors.draw(generator, z, text));
      }
      var captions = Stream.concat(Stream.of("styles"), sentences.stream()).toList();
      return Optional.of(Sheet.captioned(rows, captions, Sheet.Style.PLAIN));
    }
  }

  /// Writes the model with its encoder at every checkpoint, and measures the encoder.
  private final class Writer extends ModelWriting {
    private final ModelBundle bundle;
    private final Path model;
    private final StyleLearner learner;
    private final CaptionedExamples examples;
    private Optional<StyleFigures> figures = Optional.empty();

    Writer(ModelBundle bundle, Path model, StyleLearner learner, CaptionedExamples examples) {
      super(stages::say);
      this.bundle = bundle;
      this.model = model;
      this.learner = learner;
      this.examples = examples;
    }

    Optional<StyleFigures> figures() {
      return figures;
    }

    @Override
    void write(long pictures) {
      try (var _ = Scope.open()) {
        StyleFigures measured;
        try (StyleEncoder encoder = learner.encoder(bundle.hash(), Map.of())) {
          Tensor text = examples.sampleText(MEASURED); // [N, W]
          measured = StyleFigures.of(encoder, bundle.generator(), text, config.seed() + 1);
        }
        var training = new LinkedHashMap<>(stages.facts());
        training.put("kimg", pictures / 1000.0);
        training.put("seed", config.seed());
        training.put("correlation", measured.correlation());
        training.put("verification-auc", measured.verification());
        training.put("verification-auc-of-pixels", measured.pixels());
        copy();
        try (StyleEncoder encoder = learner.encoder(bundle.hash(), training)) {
          encoder.write(model);
        }
        figures = Optional.of(measured);
      }
    }

    /// The generator's own files, byte for byte: its hash stays what it is.
    private void copy() {
      try {
        Files.createDirectories(model);
        try (var listed = Files.list(bundle.directory())) {
          for (Path file : listed.sorted().toList()) {
            String name = file.getFileName().toString();
            if (name.matches(".*\\.(json|safetensors|txt)") && !name.startsWith("style-encoder")) {
              AtomicFile.copy(file, model.resolve(name));
            }
          }
        }
      } catch (IOException e) {
        throw new TrainException(model + ": cannot be written: " + e.getMessage(), e);
      }
    }
  }
}
