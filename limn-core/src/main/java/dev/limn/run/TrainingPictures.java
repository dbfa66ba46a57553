package dev.limn.run;

import dev.limn.data.Dataset;
import dev.limn.data.Finding;
import dev.limn.data.PackSettings;
import dev.limn.data.PackedCache;
import dev.limn.data.Progress;
import dev.limn.data.Sample;
import dev.limn.data.SplitRule;
import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.image.Sheet;
import dev.limn.model.Feed;
import dev.limn.train.RunDirectory;
import dev.limn.train.TrainException;
import dev.limn.train.log.StatusLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// The pictures that a run learns from, packed in the size in which it takes them.
final class TrainingPictures implements AutoCloseable {
  private static final int LOOKED_AT = 32;

  private final RunConfig config;
  private final Dataset dataset;
  private final PackedCache cache;
  private final SplitRule.Parts parts;
  private final Consumer<String> say;

  private TrainingPictures(
      RunConfig config,
      Dataset dataset,
      PackedCache cache,
      SplitRule.Parts parts,
      Consumer<String> say) {
    this.config = config;
    this.dataset = dataset;
    this.cache = cache;
    this.parts = parts;
    this.say = say;
  }

  /// Opens the data of a run, and tells what a person should know of it.
  ///
  /// @throws RuntimeException when it cannot be learned from, or is not what the run began with
  static TrainingPictures open(
      RunConfig config, Dataset dataset, Feed feed, Course.Session session) {
    session.say("data: " + dataset.detection());
    noteSmall(dataset, feed.resolution(), session::say);
    var cache =
        PackedCache.open(
            dataset, packing(config, feed, feed.load()), progress(session.stages().status()));
    try {
      if (cache.fresh()) {
        session.say(cache.place());
      }
      DataIdentity.require(session.run(), config, cache.contentId(), cache.count(), "pictures");
      var pictures =
          new TrainingPictures(config, dataset, cache, parts(config, cache), session::say);
      pictures.introduce(feed, session.run());
      return pictures;
    } catch (RuntimeException | Error e) {
      cache.close();
      throw e;
    }
  }

  private void introduce(Feed feed, RunDirectory run) {
    say.accept(
        String.format(
            Locale.ROOT,
            "%,d pictures to learn from, %,d held back, %,d skipped",
            parts.train().length,
            parts.heldBack().length,
            cache.skipped().size()));
    for (Finding skipped : cache.skipped()) {
      say.accept("skipped " + skipped);
    }
    noteSides(cache, parts.train(), feed.flip(), say);
    writeReals(run);
  }

  private static PackSettings packing(RunConfig config, Feed feed, int size) {
    return PackSettings.of(size)
        .withFit(feed.fit())
        .withFilter(feed.filter())
        .withAllowBad(config.allowBad());
  }

  /// What a run learns from and what it holds back.
  private static SplitRule.Parts parts(RunConfig config, PackedCache cache) {
    var whole = new SplitRule(config.holdBack()).apply(cache);
    return config.half().isEmpty() ? whole : whole.half(config.half().equals("b"));
  }

  PackedCache cache() {
    return cache;
  }

  SplitRule.Parts parts() {
    return parts;
  }

  /// The same pictures in another size.
  PackedCache packed(Feed feed, int size) {
    var other = PackedCache.open(dataset, packing(config, feed, size), Progress.SILENT);
    if (other.fresh()) {
      say.accept(other.place());
    }
    return other;
  }

  /// The parts of such a cache.
  SplitRule.Parts partsOf(PackedCache other) {
    return parts(config, other);
  }

  /// The samples to learn from that have captions.
  int[] captioned() {
    int[] found = Arrays.stream(parts.train()).filter(i -> !cache.captions(i).isEmpty()).toArray();
    if (found.length < parts.train().length) {
      say.accept(
          String.format(
              Locale.ROOT,
              "%,d pictures without a caption are left out",
              parts.train().length - found.length));
    }
    return found;
  }

  /// A batch larger than the data would hold the same pictures several times.
  ///
  /// @param most pictures that there are
  /// @param what they are
  /// @throws TrainException when the batch is
  void requireBatch(int batch, int most, String what) {
    if (batch > most) {
      throw new TrainException(BatchFit.tooLarge(batch, most, what, config));
    }
  }

  /// What a model says of the data that it learned from.
  Map<String, Object> facts() {
    var facts = new LinkedHashMap<String, Object>();
    facts.put("data", Path.of(config.data()).toAbsolutePath().normalize().getFileName().toString());
    facts.put("data-id", cache.contentId());
    facts.put("pictures", parts.train().length);
    facts.put("held-back", parts.heldBack().length);
    facts.put(LearnedFrom.ONE_IN, config.holdBack());
    if (!config.half().isEmpty()) {
      facts.put(LearnedFrom.HALF, config.half());
    }
    return facts;
  }

  private static void noteSides(
      PackedCache cache, int[] pictures, boolean flip, Consumer<String> say) {
    var sided = cache.sided();
    long count = IntStream.of(pictures).filter(sided::get).count();
    if (flip && count > 0) {
      say.accept(
          String.format(
              Locale.ROOT,
              "%,d of the pictures are never mirrored: their captions say left or right",
              count));
    }
  }

  /// Tells if pictures are smaller than what is learnt, from some of them.
  private static void noteSmall(Dataset dataset, int side, Consumer<String> say) {
    List<Sample> samples = dataset.samples();
    int count = Math.min(LOOKED_AT, samples.size());
    int small = 0;
    Image least = new Image(1, 1, new byte[3]);
    int edge = Integer.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      try {
        for (Image image : samples.get((int) ((long) i * samples.size() / count)).images()) {
          int shorter = Math.min(image.width(), image.height());
          if (shorter < side) {
            small++;
          }
          if (shorter < edge) {
            edge = shorter;
            least = image;
          }
        }
      } catch (IOException | RuntimeException _) {
        continue; // packing tells of pictures that cannot be read
      }
    }
    if (small > 0) {
      say.accept(
          String.format(
              Locale.ROOT,
              "%d of %d pictures looked at are smaller than %d×%d (such as %d×%d): they are enlarged,"
                  + " which adds no detail",
              small,
              count,
              side,
              side,
              least.width(),
              least.height()));
    }
  }

  private static Progress progress(StatusLine status) {
    return (done, total) -> {
      if (done == total) {
        status.message(String.format(Locale.ROOT, "packed %,d pictures", total));
      }
    };
  }

  private void writeReals(RunDirectory run) {
    int[] indices = parts.train();
    if (Files.exists(run.reals())) {
      return;
    }
    var images = new ArrayList<Image>();
    int count = Math.min(64, indices.length);
    for (int i = 0; i < count; i++) {
      images.add(cache.picture(indices[(int) ((long) i * indices.length / count)]));
    }
    Png.write(run.reals(), Sheet.grid(images, 8, Sheet.Style.PLAIN));
  }

  @Override
  public void close() {
    cache.close();
  }
}
