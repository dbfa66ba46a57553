package dev.limn.run;

import dev.limn.data.Dataset;
import dev.limn.model.DataNeeds;
import dev.limn.text.Corpus;
import dev.limn.text.TextEncoder;
import dev.limn.text.training.EncoderFamily;
import dev.limn.text.training.TextConfig;
import dev.limn.torch.Device;
import dev.limn.train.RunDirectory;
import dev.limn.train.TrainException;
import dev.limn.train.Trainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The training of a text encoder and nothing else.
final class EncoderCourse<C extends Record & TextConfig> implements Course {
  private final RunConfig config;
  private final EncoderFamily.Chosen<C> chosen;

  EncoderCourse(RunConfig config, EncoderFamily.Chosen<C> chosen) {
    this.config = config;
    this.chosen = chosen;
  }

  @Override
  public BatchFit fitted(boolean batchSaid) {
    if (ofSentences()) {
      return new BatchFit(config, Optional.empty());
    }
    return BatchFit.of(config, pictures(), needs().annotation(), batchSaid);
  }

  @Override
  public void check() {
    if (ofSentences()) {
      corpus();
    }
  }

  private boolean ofSentences() {
    return chosen.family().needs(chosen.config()) instanceof DataNeeds.Sentences;
  }

  private Dataset pictures() {
    return Preflight.data(config, needs().annotation());
  }

  private DataNeeds.Pictures needs() {
    return chosen.family().needs(chosen.config()).pictures();
  }

  @Override
  public String subject() {
    return RunConfigs.plain(Path.of(config.data()));
  }

  @Override
  public String length() {
    boolean bounded = EncoderLength.passes(config.encoder().get(EncoderLength.KEY), true) > 0;
    return String.format(
        Locale.ROOT,
        "%s%,d steps of %s",
        bounded ? "at most " : "",
        chosen.config().steps(),
        config.family().replace('-', ' '));
  }

  @Override
  public Trainer.End run(Session session) {
    Path folder = folder(session.run());
    if (ofSentences()) {
      return Files.isDirectory(folder) ? Trainer.End.FINISHED : learnSentences(session, folder);
    }
    var feed = needs().feed();
    try (var pictures = TrainingPictures.open(config, pictures(), feed, session)) {
      return new TextStages(config, session).ofPictures(pictures, feed, named(), folder);
    }
  }

  private Optional<Path> named() {
    return config.textEncoder().isEmpty()
        ? Optional.empty()
        : Optional.of(Path.of(config.textEncoder()));
  }

  private Trainer.End learnSentences(Session session, Path folder) {
    var parts = corpus();
    String id = parts.train().id();
    DataIdentity.require(session.run(), config, id, parts.train().size(), "sentences");
    session.say(
        String.format(
            Locale.ROOT,
            "data: %s; %,d sentences to learn from, %,d held back",
            parts.train().origin(),
            parts.train().size(),
            parts.heldBack().size()));
    var stages = new TextStages(config, session);
    C fitted =
        chosen
            .family()
            .configType()
            .cast(stages.fitted(chosen.config(), parts.train().size(), "sentences"));
    try (var training = chosen.family().ofSentences(parts, fitted, session.device())) {
      return stages.train(training, id, folder);
    }
  }

  /// The sentences to learn from.
  ///
  /// @throws RuntimeException when there are none that can be learnt from
  private Corpus.Parts corpus() {
    var all = chosen.family().corpus(Path.of(config.data()), chosen.config(), config.reading());
    var parts = all.split(config.holdBack());
    if (!config.half().isEmpty()) {
      parts = new Corpus.Parts(parts.train().half(config.half().equals("b")), parts.heldBack());
    }
    try (var _ = chosen.family().ofSentences(parts, chosen.config(), Device.CPU)) {
      return parts; // it has what a step needs
    } catch (RuntimeException e) {
      throw new TrainException(config.data() + ": " + e.getMessage(), e);
    }
  }

  private static Path folder(RunDirectory run) {
    return run.root().resolve(TextEncoder.FOLDER);
  }

  @Override
  public boolean finished(RunDirectory run) {
    return Files.isDirectory(folder(run));
  }

  @Override
  public List<String> results(RunDirectory run) {
    return List.of("text encoder: " + folder(run));
  }

  @Override
  public void requireVariableLength(RunDirectory run) {
    throw new TrainException(
        run.root() + ": the length of a text encoder's training cannot be changed");
  }
}
