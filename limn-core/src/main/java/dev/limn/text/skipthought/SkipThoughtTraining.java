package dev.limn.text.skipthought;

import dev.limn.text.Corpus;
import dev.limn.text.TextEncoder;
import dev.limn.text.TextException;
import dev.limn.text.Vocabulary;
import dev.limn.text.token.Tokenizer;
import dev.limn.text.training.TextTraining;
import dev.limn.torch.Device;
import dev.limn.train.Learner;
import dev.limn.vision.PictureEncoder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The training of skip-thought vectors: one stage, from sentences alone.
public final class SkipThoughtTraining implements TextTraining {
  private final Corpus.Parts corpus;
  private final SkipThoughtConfig config;
  private final Device device;
  private Optional<SkipThoughtLearner> learner = Optional.empty();

  /// A corpus of fewer sentences than a batch gets a smaller batch.
  ///
  /// @throws TextException when no sentence has one before and one behind it
  public SkipThoughtTraining(Corpus.Parts corpus, SkipThoughtConfig config, Device device) {
    this.corpus = corpus;
    this.device = device;
    int usable = usable(corpus.train(), config);
    if (usable == 0) {
      throw new TextException(
          String.format(
              Locale.ROOT,
              "%,d sentences, and none with one before and one behind it of at most %d words;"
                  + " expected at least three that follow each other, or two captions a picture",
              corpus.train().size(),
              config.longest()));
    }
    this.config = config.withBatch(Math.min(config.batch(), usable));
  }

  private static int usable(Corpus corpus, SkipThoughtConfig config) {
    return new Triples(
            corpus,
            Vocabulary.of(Tokenizer.of(config.tokenizer()), List.of(), 1),
            config.longest(),
            1,
            0)
        .count();
  }

  /// The configuration as it is used.
  public SkipThoughtConfig config() {
    return config;
  }

  @Override
  public List<Stage> stages() {
    return List.of(new Stage(SkipThought.ARCHITECTURE, config.steps(), config.batch()));
  }

  @Override
  public Learner begin(Stage stage) {
    if (!stages().contains(stage)) {
      throw new TextException("stage '" + stage.name() + "' is not one of this training");
    }
    if (learner.isEmpty()) {
      learner =
          Optional.of(new SkipThoughtLearner(corpus.train(), corpus.heldBack(), config, device));
    }
    return learner.get();
  }

  private SkipThoughtLearner begun() {
    return learner.orElseThrow(() -> new TextException("the skip-thought was not begun"));
  }

  @Override
  public TextEncoder encoder() {
    return begun().encoder();
  }

  @Override
  public Optional<PictureEncoder> pictureSide() {
    return Optional.empty();
  }

  @Override
  public List<String> findings() {
    return begun().findings();
  }

  @Override
  public void close() {
    learner.ifPresent(Learner::close);
    learner = Optional.empty();
  }
}
