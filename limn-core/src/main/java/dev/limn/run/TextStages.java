package dev.limn.run;

import dev.limn.data.PackedCache;
import dev.limn.data.SplitRule;
import dev.limn.model.DataNeeds;
import dev.limn.model.Feed;
import dev.limn.text.TextEncoder;
import dev.limn.text.training.EncoderFamily;
import dev.limn.text.training.TextConfig;
import dev.limn.text.training.TextTraining;
import dev.limn.torch.Device;
import dev.limn.train.CheckpointStore;
import dev.limn.train.TrainException;
import dev.limn.train.Trainer;
import dev.limn.vision.PictureEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// How a run comes by its text encoder: from another run or model, or by training one.
final class TextStages {
  private static final int KEPT = 2;

  private final RunConfig config;
  private final Course.Session session;

  TextStages(RunConfig config, Course.Session session) {
    this.config = config;
    this.session = session;
  }

  /// Takes the encoder that is named, or trains one on the captions and pictures in its own size:
  /// what a family cuts out of larger pictures would be a small part of each, of which the captions
  /// do not speak.
  ///
  /// @param feed as the family takes the pictures
  /// @param named a run, a model or a folder with a text encoder
  /// @param folder where it is kept; nothing is done where it is there already
  Trainer.End ofPictures(TrainingPictures pictures, Feed feed, Optional<Path> named, Path folder) {
    if (Files.isDirectory(folder)) {
      return Trainer.End.FINISHED;
    }
    if (named.isPresent()) {
      take(named.get(), folder);
      session.say("text encoder: " + named.get());
      return Trainer.End.FINISHED;
    }
    var chosen = EncoderSection.encoderOf(config.encoder());
    Optional<Feed> own = feed(chosen);
    if (own.isEmpty() || own.get().resolution() == feed.resolution()) {
      return train(chosen, pictures.cache(), pictures.parts(), folder);
    }
    int size = own.get().load();
    session.say(
        String.format(
            Locale.ROOT, "the text encoder learns from the pictures at %d×%d", size, size));
    try (var cache = pictures.packed(feed, size)) {
      return train(chosen, cache, pictures.partsOf(cache), folder);
    }
  }

  /// How a text encoder takes pictures, if it does.
  private static <C extends Record & TextConfig> Optional<Feed> feed(
      EncoderFamily.Chosen<C> chosen) {
    return chosen.family().needs(chosen.config()) instanceof DataNeeds.Pictures pictures
        ? Optional.of(pictures.feed())
        : Optional.empty();
  }

  private Trainer.End train(
      EncoderFamily.Chosen<?> chosen, PackedCache cache, SplitRule.Parts parts, Path folder) {
    long captioned = IntStream.of(parts.train()).filter(i -> !cache.captions(i).isEmpty()).count();
    TextConfig fitted = fitted(chosen.config(), (int) captioned, "pictures");
    try (var training = fitted.training(cache, parts, session.device())) {
      return train(training, cache.contentId(), folder);
    }
  }

  /// The settings, no longer than the data are worth; says so where that is less than they say.
  ///
  /// @param unit what is counted, in the plural
  TextConfig fitted(TextConfig whole, int samples, String unit) {
    TextConfig fitted = EncoderLength.fitted(whole, config.encoder(), samples);
    if (fitted.steps() < whole.steps()) {
      session.say(
          String.format(
              Locale.ROOT,
              "the text encoder learns for %,d steps, not %,d: %,d %s are gone through %s times;"
                  + " -o %s=%d takes all of them",
              fitted.steps(),
              whole.steps(),
              samples,
              unit,
              Math.ceilDiv((long) fitted.steps() * fitted.batch(), samples),
              config.ofEncoder() ? "steps" : "encoder.steps",
              whole.steps()));
    }
    return fitted;
  }

  /// @throws RuntimeException when the text encoder that was named cannot be opened
  static void requireNamed(Optional<Path> named) {
    named.ifPresent(folder -> TextEncoder.open(source(folder), Device.CPU).close());
  }

  /// Where the text encoder of a run or of a model lies.
  private static Path source(Path named) {
    Path ofRun = named.resolve(TextEncoder.FOLDER);
    return Files.isDirectory(ofRun) ? ofRun : named;
  }

  private void take(Path named, Path folder) {
    Path source = source(named);
    Path temporary = temporary(folder);
    try (var encoder = TextEncoder.open(source, session.device())) {
      if (PictureEncoder.isIn(source)) {
        try (var pictures = PictureEncoder.open(source, session.device())) {
          pictures.save(temporary);
        }
      }
      keep(encoder, temporary, folder);
    }
  }

  private static Path temporary(Path folder) {
    return folder.resolveSibling("." + TextEncoder.FOLDER + ".tmp");
  }

  /// Trains stage by stage, and keeps what comes out.
  ///
  /// @param data what the data is known by
  Trainer.End train(TextTraining training, String data, Path folder) {
    for (TextTraining.Stage stage : training.stages()) {
      session.say(
          String.format(Locale.ROOT, "learning text, %s: %,d steps", stage.name(), stage.steps()));
      var directory = session.run().root().resolve("checkpoints-" + stage.name());
      try (var store =
          CheckpointStore.open(directory, new CheckpointStore.Retention(KEPT, _ -> false))) {
        long total = stage.pictures();
        long tick = Math.max(stage.batch(), total / 20);
        var plan = new Trainer.Plan(total, tick, 0, Math.max(stage.batch(), total / 5));
        var records =
            new Records(stage.name(), "", config.encoderEssence(), (_, _) -> List.of(), Map.of());
        Trainer.End end = session.stages().train(training.begin(stage), plan, store, data, records);
        if (end == Trainer.End.INTERRUPTED) {
          return end;
        }
      }
    }
    training.findings().forEach(session::say);
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
