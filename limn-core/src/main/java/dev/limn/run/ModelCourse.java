package dev.limn.run;

import dev.limn.data.Dataset;
import dev.limn.data.LoaderConfig;
import dev.limn.data.PackedCache;
import dev.limn.draw.ModelBundle;
import dev.limn.metric.Evaluation;
import dev.limn.model.Condition;
import dev.limn.model.DataNeeds;
import dev.limn.model.DataNeeds.Arrangement;
import dev.limn.model.Feed;
import dev.limn.model.ModelFamily;
import dev.limn.text.CaptionEmbeddings;
import dev.limn.text.TextEncoder;
import dev.limn.train.CaptionedExamples;
import dev.limn.train.LabelledExamples;
import dev.limn.train.MaskedExamples;
import dev.limn.train.PairedExamples;
import dev.limn.train.RunDirectory;
import dev.limn.train.TrainException;
import dev.limn.train.Trainer;
import dev.limn.train.UnpairedExamples;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The training of a model that draws or translates pictures: for one that draws sentences the text
/// encoder first, then the family's stages.
final class ModelCourse<C extends Record> implements Course {
  private final RunConfig config;
  private final ModelFamily<C> family;
  private final C own;
  private final DataNeeds.Pictures needs;

  ModelCourse(RunConfig config, ModelFamily<C> family, C own) {
    this.config = config;
    this.family = family;
    this.own = own;
    needs = family.needs(own);
  }

  @Override
  public BatchFit fitted(boolean batchSaid) {
    return BatchFit.of(config, data(), needs.annotation(), batchSaid);
  }

  @Override
  public void check() {
    if (needs.arrangement() != Arrangement.SINGLE && !config.evaluation().isEmpty()) {
      throw new TrainException(
          String.format(
                  Locale.ROOT,
                  "evaluation: nothing to measure; family %s draws from pictures, which the measures have",
                  family.name())
              + " not");
    }
    StageOrder.requireFoundation(family, own);
    if (needs.annotation() == Condition.TEXT) {
      TextStages.requireNamed(namedEncoder());
    }
  }

  private Dataset data() {
    Dataset dataset = Preflight.data(config, needs.annotation());
    switch (needs.arrangement()) {
      case SINGLE -> {}
      case PAIRED, MASKED -> Domains.requirePairs(dataset, needs.arrangement());
      case UNPAIRED -> Domains.of(dataset.classNames(), dataset.root());
    }
    return dataset;
  }

  @Override
  public String subject() {
    return RunConfigs.plain(Path.of(config.data())) + "-" + needs.feed().resolution();
  }

  @Override
  public String length() {
    return String.format(Locale.ROOT, "%,d pictures", Course.total(config));
  }

  @Override
  public boolean finished(RunDirectory run) {
    return new StageOrder<>(run, family, own).finished(Course.total(config), model(run));
  }

  @Override
  public List<String> results(RunDirectory run) {
    Path model = model(run);
    return needs.arrangement() == Arrangement.SINGLE
        ? List.of("model: " + model, "draw with it: " + RunConfigs.command(model))
        : List.of("model: " + model);
  }

  private static Path model(RunDirectory run) {
    return run.root().resolve("model");
  }

  @Override
  public Trainer.End run(Session session) {
    try (var pictures = TrainingPictures.open(config, data(), needs.feed(), session)) {
      config.plan().ifPresent(plan -> heldBack(pictures, plan)); // before hours of training
      if (needs.arrangement() == Arrangement.SINGLE && pictures.cache().views() > 1) {
        session.say(
            "pairs of pictures, of which "
                + config.family()
                + " takes one: it learns the first (A, on the left) of each; --side b takes the"
                + " second");
      }
      return switch (needs.arrangement()) {
        case SINGLE ->
            switch (needs.annotation()) {
              case TEXT -> ofText(session, pictures);
              case CLASSES, NOTHING, PICTURE -> withoutText(session, pictures);
            };
        case PAIRED, MASKED, UNPAIRED -> ofPictures(session, pictures);
      };
    }
  }

  /// How many pictures can be held against drawings.
  ///
  /// @throws TrainException when these are fewer than the measures need
  private int heldBack(TrainingPictures pictures, EvaluationPlan plan) {
    int parted =
        Evaluation.comparable(pictures.cache(), pictures.parts().heldBack(), needs.annotation());
    if (plan.needsPictures() && parted < 2) {
      throw new TrainException(
          String.format(
                  Locale.ROOT,
                  "measures that compare pictures need at least 2 that are held back%s, not %d; expected",
                  needs.annotation() == Condition.TEXT ? " and have captions" : "",
                  parted)
              + " --hold-back N");
    }
    return parted;
  }

  private Trainer.End ofText(Session session, TrainingPictures pictures) {
    Feed feed = needs.feed();
    int[] captioned = pictures.captioned();
    pictures.requireBatch(feed.batch(), captioned.length, "captioned pictures");
    Path folder = session.run().root().resolve(TextEncoder.FOLDER);
    if (new TextStages(config, session).ofPictures(pictures, feed, namedEncoder(), folder)
        == Trainer.End.INTERRUPTED) {
      return Trainer.End.INTERRUPTED;
    }
    PackedCache cache = pictures.cache();
    try (var encoder = TextEncoder.open(folder, session.device());
        var embeddings = CaptionEmbeddings.of(cache, encoder);
        var previews = Previews.ofText(cache, captioned, encoder, config.seed())) {
      var loading = loading().withCaptions(feed.captions());
      return each(
          session,
          pictures,
          new ModelStage.Source(
              () -> new CaptionedExamples(cache, captioned, loading, embeddings),
              new Conditions(Optional.of(encoder), List.of()),
              previews));
    }
  }

  /// The text encoder that was named, or that of the model which is built on.
  private Optional<Path> namedEncoder() {
    return config.textEncoder().isEmpty()
        ? family.foundation(own).map(ModelBundle::locate)
        : Optional.of(Path.of(config.textEncoder()));
  }

  private LoaderConfig loading() {
    Feed feed = needs.feed();
    return LoaderConfig.of(feed.resolution(), feed.batch(), config.seed()).withFlip(feed.flip());
  }

  /// For classes, or from noise alone.
  private Trainer.End withoutText(Session session, TrainingPictures pictures) {
    PackedCache cache = pictures.cache();
    int[] train = pictures.parts().train();
    pictures.requireBatch(needs.feed().batch(), train.length, "pictures");
    boolean named = needs.annotation() == Condition.CLASSES;
    List<String> classes = named ? cache.classNames() : List.of();
    try (var previews =
        named ? Previews.ofClasses(classes, config.seed()) : Previews.ofNoise(config.seed())) {
      return each(
          session,
          pictures,
          new ModelStage.Source(
              () -> new LabelledExamples(cache, train, loading(), classes.size()),
              new Conditions(Optional.empty(), classes),
              previews));
    }
  }

  /// From other pictures: pairs, two domains, or masks.
  private Trainer.End ofPictures(Session session, TrainingPictures pictures) {
    PackedCache cache = pictures.cache();
    int[] train = pictures.parts().train();
    var conditions = new Conditions(Optional.empty(), List.of());
    var source =
        switch (needs.arrangement()) {
          case PAIRED, SINGLE -> {
            pictures.requireBatch(needs.feed().batch(), train.length, "pairs");
            yield new ModelStage.Source(
                () -> new PairedExamples(cache, train, loading()),
                conditions,
                TranslationPreviews.ofPairs(pictures, config.seed()));
          }
          case MASKED -> {
            pictures.requireBatch(needs.feed().batch(), train.length, "pictures with masks");
            yield new ModelStage.Source(
                () -> new MaskedExamples(cache, train, loading()),
                conditions,
                TranslationPreviews.ofPairs(pictures, config.seed()));
          }
          case UNPAIRED -> {
            var domains = Domains.of(cache.classNames(), cache.directory());
            int[] first = domains.first(cache, train);
            int[] second = domains.second(cache, train);
            pictures.requireBatch(needs.feed().batch(), first.length, domains.named(0));
            pictures.requireBatch(needs.feed().batch(), second.length, domains.named(1));
            session.say(domains.line(first.length, second.length));
            yield new ModelStage.Source(
                () -> new UnpairedExamples(cache, first, second, loading()),
                conditions,
                TranslationPreviews.ofDomains(pictures, first, second, config.seed()));
          }
        };
    try (var _ = source.previews()) {
      return each(session, pictures, source);
    }
  }

  private Trainer.End each(Session session, TrainingPictures pictures, ModelStage.Source source) {
    var order = new StageOrder<>(session.run(), family, own);
    int parted = config.plan().map(plan -> heldBack(pictures, plan)).orElse(0);
    return order.each(
        Course.total(config),
        model(session.run()),
        task ->
            new ModelStage<>(config, family, session, pictures, source, order).learn(task, parted));
  }
}
