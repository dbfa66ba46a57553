package dev.limn.run;

import dev.limn.data.Dataset;
import dev.limn.data.LoaderConfig;
import dev.limn.draw.ImageTensors;
import dev.limn.draw.ModelBundle;
import dev.limn.image.Filter;
import dev.limn.image.Image;
import dev.limn.image.Resampler;
import dev.limn.image.Sheet;
import dev.limn.model.Condition;
import dev.limn.model.DataNeeds;
import dev.limn.model.Feed;
import dev.limn.model.Inversion;
import dev.limn.model.InversionFamily;
import dev.limn.model.InversionLearner;
import dev.limn.model.ModelException;
import dev.limn.text.CaptionEmbeddings;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.CaptionedExamples;
import dev.limn.train.CheckpointStore;
import dev.limn.train.RunDirectory;
import dev.limn.train.Trainer;
import dev.limn.train.TrainingListener;
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

/// The training of what reads noise off the drawings of a model that is there. At every checkpoint
/// the run's `model/` is that model, file by file, and what was learned beside it.
final class InversionCourse<C extends Record> implements Course {
  private static final int KEPT = 3;
  private static final int STYLES = 8;
  private static final int SENTENCES = 6;
  private static final int MEASURED = 512;

  private final RunConfig config;
  private final InversionFamily<C> family;
  private final C own;

  InversionCourse(RunConfig config, InversionFamily<C> family, C own) {
    this.config = config;
    this.family = family;
    this.own = own;
  }

  @Override
  public BatchFit fitted(boolean batchSaid) {
    return BatchFit.of(config, data(), family.needs(own).condition(), batchSaid);
  }

  @Override
  public void check() {
    generator();
  }

  private Dataset data() {
    return Preflight.data(config, family.needs(own).condition());
  }

  /// The folder of the model that it is trained for.
  ///
  /// @throws ModelException when there is none, or one that draws from something else
  private Path generator() {
    Path folder = ModelBundle.locate(Path.of(config.generator()));
    var description = ModelBundle.describe(folder);
    Condition wanted = family.needs(own).condition();
    if (description.condition() != wanted) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "%s: family %s draws no %s; expected a model that does",
              folder,
              description.family(),
              wanted == Condition.TEXT ? "sentences" : "such"));
    }
    return folder;
  }

  @Override
  public String subject() {
    return RunConfigs.plain(Path.of(config.generator()));
  }

  @Override
  public String length() {
    return String.format(Locale.ROOT, "%,d pictures", Course.total(config));
  }

  @Override
  public boolean finished(RunDirectory run) {
    return false;
  }

  @Override
  public List<String> results(RunDirectory run) {
    Path model = run.root().resolve("model");
    return List.of(
        "model: " + model,
        "draw with it: " + RunConfigs.command(model) + " " + family.drawingOption());
  }

  /// As the generator was fed.
  private Feed feed() {
    DataNeeds.Drawings needs = family.needs(own);
    Feed theirs = ModelBundle.describe(generator()).feed();
    return new Feed(needs.batch(), theirs.load(), theirs.resolution(), needs.captions());
  }

  @Override
  public Trainer.End run(Session session) {
    Feed feed = feed();
    try (var pictures = TrainingPictures.open(config, data(), feed, session);
        var bundle = ModelBundle.open(generator(), session.device());
        var embeddings = CaptionEmbeddings.of(pictures.cache(), bundle.encoder())) {
      var loading =
          LoaderConfig.of(feed.resolution(), feed.batch(), config.seed())
              .withCaptions(feed.captions());
      var examples =
          new CaptionedExamples(pictures.cache(), pictures.captioned(), loading, embeddings);
      return learn(session, pictures, bundle, examples);
    }
  }

  private Trainer.End learn(
      Session session, TrainingPictures pictures, ModelBundle bundle, CaptionedExamples examples) {
    long total = Course.total(config);
    var task =
        new InversionFamily.Task<>(
            own,
            config.seed(),
            total,
            session.device(),
            examples,
            bundle.generator(),
            inversion -> preview(pictures, bundle, inversion));
    try (InversionLearner learner = ModelStage.owning(examples, () -> family.learner(task));
        var store =
            CheckpointStore.open(
                session.run().checkpoints(), new CheckpointStore.Retention(KEPT, _ -> false))) {
      session.say(family.name() + " for " + bundle.directory() + ": " + learner.summary());
      var writer = new Writer(session, pictures, bundle, learner, examples);
      List<TrainingListener> listeners =
          List.of(writer, new Forecast(InstantSource.system(), session::say));
      String essence = config.essence() + " generator " + bundle.hash();
      var records = new Records("", "", essence, (_, _) -> listeners, Map.of());
      Trainer.End end =
          session
              .stages()
              .train(
                  learner,
                  Course.plan(config, total),
                  store,
                  pictures.cache().contentId(),
                  records);
      if (end == Trainer.End.FINISHED) {
        writer.finish(store);
      }
      writer.quality().ifPresent(quality -> session.say(quality.line()));
      return end;
    }
  }

  /// Pictures of the data above, below them sentences in their styles.
  private Optional<Image> preview(
      TrainingPictures pictures, ModelBundle bundle, Inversion inversion) {
    var parts = pictures.parts();
    int[] from = parts.heldBack().length > 0 ? parts.heldBack() : parts.train();
    var random = new SplittableRandom(config.seed());
    int side = bundle.generator().resolution();
    var styles = new ArrayList<Image>();
    var sentences = new ArrayList<String>();
    for (int i = 0; i < STYLES; i++) {
      int index = from[random.nextInt(from.length)];
      Image whole = pictures.cache().picture(index);
      styles.add(Resampler.resize(whole, side, side, Filter.BICUBIC));
      if (i < SENTENCES && !pictures.cache().captions(index).isEmpty()) {
        sentences.add(pictures.cache().captions(index).getFirst());
      }
    }
    return sentences.isEmpty()
        ? Optional.empty()
        : Optional.of(sheet(bundle, inversion, styles, sentences));
  }

  private static Image sheet(
      ModelBundle bundle, Inversion inversion, List<Image> styles, List<String> sentences) {
    var generator = bundle.generator();
    try (var _ = Scope.open()) {
      var noise = new ArrayList<Tensor>();
      for (Image style : styles) {
        noise.add(Tensors.of(inversion.encode(style), 1, generator.noise())); // [1, Z]
      }
      Tensor z = Tensors.cat(0, noise); // [S, Z]
      var rows = new ArrayList<List<Image>>(List.of(styles));
      for (String sentence : sentences) {
        Tensor condition =
            bundle
                .encoder()
                .encode(List.of(sentence))
                .expand(STYLES, generator.conditionWidth()); // [S, W]
        rows.add(ImageTensors.draw(generator, z, condition));
      }
      var captions = Stream.concat(Stream.of("styles"), sentences.stream()).toList();
      return Sheet.captioned(rows, captions, Sheet.Style.PLAIN);
    }
  }

  /// Writes the model with what was learned at every checkpoint, and measures it.
  private final class Writer extends ModelWriting {
    private final Session session;
    private final TrainingPictures pictures;
    private final ModelBundle bundle;
    private final InversionLearner learner;
    private final CaptionedExamples examples;
    private Optional<InversionLearner.Quality> quality = Optional.empty();

    Writer(
        Session session,
        TrainingPictures pictures,
        ModelBundle bundle,
        InversionLearner learner,
        CaptionedExamples examples) {
      super(session::say);
      this.session = session;
      this.pictures = pictures;
      this.bundle = bundle;
      this.learner = learner;
      this.examples = examples;
    }

    Optional<InversionLearner.Quality> quality() {
      return quality;
    }

    @Override
    void write(long seen) {
      Path model = session.run().root().resolve("model");
      try (var _ = Scope.open()) {
        var measured = learner.quality(examples.sampleConditions(MEASURED), config.seed() + 1);
        var training = new LinkedHashMap<>(pictures.facts());
        training.put("kimg", seen / 1000.0);
        training.put("seed", config.seed());
        training.putAll(measured.values());
        bundle.copyTo(model);
        try (Inversion inversion = learner.inversion(bundle.hash(), training)) {
          inversion.write(model);
        }
        quality = Optional.of(measured);
      }
    }
  }
}
