package dev.limn.run;

import dev.limn.data.PackedCache;
import dev.limn.data.SplitRule;
import dev.limn.draw.ModelBundle;
import dev.limn.model.Family;
import dev.limn.text.Corpus;
import dev.limn.text.TextEncoder;
import dev.limn.text.skipthought.SkipThoughtConfig;
import dev.limn.text.skipthought.SkipThoughtTraining;
import dev.limn.text.training.TextConfig;
import dev.limn.text.training.TextTraining;
import dev.limn.torch.Device;
import dev.limn.train.CheckpointStore;
import dev.limn.train.RunDirectory;
import dev.limn.train.TrainException;
import dev.limn.train.Trainer;
import dev.limn.train.log.StatusLine;
import dev.limn.vision.PictureEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// How a run comes by its text encoder: from another run or model, or by training one.
final class TextStages {
  private static final int KEPT = 2;

  private final RunDirectory run;
  private final RunConfig config;
  private final Device device;
  private final StageTraining stages;

  TextStages(
      RunDirectory run,
      RunConfig config,
      Device device,
      StatusLine status,
      Consumer<String> log,
      BooleanSupplier stop) {
    this.run = run;
    this.config = config;
    this.device = device;
    stages = new StageTraining(run, status, log, stop);
  }

  /// The sentences of a run that learns from nothing else.
  ///
  /// @throws RuntimeException when there are none that can be learnt from
  static Corpus.Parts corpus(RunConfig config) {
    var settings = (SkipThoughtConfig) RunConfigs.encoder(config.encoder());
    var parts =
        Corpus.read(Path.of(config.data()), settings.lines(), config.reading())
            .split(config.holdBack());
    if (!config.half().isEmpty()) {
      parts = new Corpus.Parts(parts.train().half(config.half().equals("b")), parts.heldBack());
    }
    try (var _ = new SkipThoughtTraining(parts, settings, Device.CPU)) {
      return parts; // it has what a step needs
    } catch (RuntimeException e) {
      throw new TrainException(config.data() + ": " + e.getMessage(), e);
    }
  }

  /// Trains on sentences alone.
  ///
  /// @param whose the run
  Trainer.End ofSentences(TrainingRun whose) {
    if (Files.isDirectory(whose.textEncoder())) {
      return Trainer.End.FINISHED;
    }
    var parts = corpus(config);
    String id = parts.train().id();
    whose.requireSameData(id, parts.train().size(), "sentences");
    stages.say(
        String.format(
            Locale.ROOT,
            "data: %s; %,d sentences to learn from, %,d held back",
            parts.train().origin(),
            parts.train().size(),
            parts.heldBack().size()));
    var settings = (SkipThoughtConfig) fitted(parts.train().size(), "sentences");
    try (var training = new SkipThoughtTraining(parts, settings, device)) {
      return train(training, id, whose.textEncoder());
    }
  }

  /// The side of pictures that are packed for a text encoder which learns from random cuts of them.
  static int packed(int side) {
    return side + side / 16;
  }

  /// The side of the cuts that a text encoder will be trained on; empty where one is taken that is
  /// there, or needs no pictures.
  OptionalInt side() {
    if (named(config).isPresent()) {
      return OptionalInt.empty();
    }
    var settings = RunConfigs.encoder(config.encoder());
    return settings instanceof SkipThoughtConfig
        ? OptionalInt.empty()
        : OptionalInt.of(settings.resolution());
  }

  /// Takes the encoder that is named, or trains one on the captions and pictures.
  Trainer.End ofPictures(PackedCache cache, SplitRule.Parts parts, Path folder) {
    Optional<Path> named = named(config);
    if (named.isPresent()) {
      take(named.get(), folder);
      stages.say("text encoder: " + named.get());
      return Trainer.End.FINISHED;
    }
    long captioned = IntStream.of(parts.train()).filter(i -> !cache.captions(i).isEmpty()).count();
    var settings = fitted((int) captioned, "pictures");
    try (var training = settings.training(cache, parts, device)) {
      return train(training, cache.contentId(), folder);
    }
  }

  /// The settings, no longer than the data are worth; says so where that is less than they say.
  private TextConfig fitted(int samples, String unit) {
    TextConfig whole = RunConfigs.encoder(config.encoder());
    TextConfig fitted = EncoderLength.fitted(whole, config.encoder(), samples);
    if (fitted.steps() < whole.steps()) {
      stages.say(
          String.format(
              Locale.ROOT,
              "the text encoder learns for %,d steps, not %,d: %,d %s are gone through %s times;"
                  + " -o %s=%d takes all of them",
              fitted.steps(),
              whole.steps(),
              samples,
              unit,
              Math.ceilDiv((long) fitted.steps() * fitted.batch(), samples),
              config.textOnly() ? "steps" : "encoder.steps",
              whole.steps()));
    }
    return fitted;
  }

  /// The text encoder that was named, or that of the model which is built on.
  private static Optional<Path> named(RunConfig config) {
    if (!config.textEncoder().isEmpty()) {
      return Optional.of(Path.of(config.textEncoder()));
    }
    return config.textOnly()
        ? Optional.empty()
        : Family.named(config.family()).foundation(config.settings()).map(ModelBundle::locate);
  }

  /// @throws RuntimeException when the text encoder that was named cannot be opened
  static void requireNamed(RunConfig config) {
    named(config).ifPresent(folder -> TextEncoder.open(source(folder), Device.CPU).close());
  }

  /// Where the text encoder of a run or of a model lies.
  private static Path source(Path named) {
    Path ofRun = named.resolve(TextEncoder.FOLDER);
    return Files.isDirectory(ofRun) ? ofRun : named;
  }

  private void take(Path named, Path folder) {
    Path source = source(named);
    Path temporary = temporary(folder);
    try (var encoder = TextEncoder.open(source, device)) {
      if (PictureEncoder.isIn(source)) {
        try (var pictures = PictureEncoder.open(source, device)) {
          pictures.save(temporary);
        }
      }
      keep(encoder, temporary, folder);
    }
  }

  private static Path temporary(Path folder) {
    return folder.resolveSibling("." + TextEncoder.FOLDER + ".tmp");
  }

  private Trainer.End train(TextTraining training, String data, Path folder) {
    for (TextTraining.Stage stage : training.stages()) {
      stages.say(
          String.format(Locale.ROOT, "learning text, %s: %,d steps", stage.name(), stage.steps()));
      var directory = run.root().resolve("checkpoints-" + stage.name());
      try (var store =
          CheckpointStore.open(directory, new CheckpointStore.Retention(KEPT, _ -> false))) {
        long total = stage.pictures();
        long tick = Math.max(stage.batch(), total / 20);
        var plan = new Trainer.Plan(total, tick, 0, Math.max(stage.batch(), total / 5));
        var records =
            new Records(stage.name(), "", config.encoderEssence(), (_, _) -> List.of(), Map.of());
        Trainer.End end = stages.train(training.begin(stage), plan, store, data, records);
        if (end == Trainer.End.INTERRUPTED) {
          return end;
        }
      }
    }
    training.findings().forEach(stages::say);
    Path temporary = temporary(folder);
    try (var encoder = training.encoder()) {
      training
          .pictureSide()
          .ifPresent(
              pictures -> {
                try (pictures) {
                  pictures.save(temporary);
                }
              });
      keep(encoder, temporary, folder);
    }
    return Trainer.End.FINISHED;
  }

  private static void keep(TextEncoder encoder, Path temporary, Path folder) {
    try {
      encoder.save(temporary);
      Files.move(temporary, folder);
    } catch (IOException e) {
      throw new TrainException(folder + ": cannot be written: " + e.getMessage(), e);
    }
  }
}
