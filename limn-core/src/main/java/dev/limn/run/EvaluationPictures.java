package dev.limn.run;

import dev.limn.data.Dataset;
import dev.limn.data.DatasetOptions;
import dev.limn.data.PackSettings;
import dev.limn.data.PackedCache;
import dev.limn.data.Progress;
import dev.limn.data.Sha256;
import dev.limn.data.SplitRule;
import dev.limn.draw.ModelBundle;
import dev.limn.metric.EvaluationConfig;
import dev.limn.metric.Measure.Need;
import dev.limn.metric.MeasuredPictures;
import dev.limn.metric.MetricException;
import dev.limn.model.Condition;
import dev.limn.model.Feed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/// The pictures that a model is measured with: those that its training never saw.
///
/// What was held back is read from the model's run, or from the facts in the model; whether a
/// folder holds the pictures of the training is told by their content, not by its name. Pictures
/// that the model learned from are left out, or, where that is asked for, taken and told.
public final class EvaluationPictures implements AutoCloseable {
  /// What is asked for.
  ///
  /// @param data the pictures of the training, or others; by default those of the model's run
  /// @param test a folder of its own, all of it to measure with
  /// @param holdBack every so manieth picture is measured with; 1 for all, 0 for those that the
  ///   data set itself holds back; by default those that were held back from training
  /// @param reading how the folder is read, when anything is said of it
  /// @param allowBad whether many broken files are allowed
  /// @param learned whether pictures that the model learned from may be measured with
  /// @param training whether those of the training are needed beside
  public record Wanted(
      Optional<Path> data,
      Optional<Path> test,
      OptionalInt holdBack,
      Optional<DatasetOptions> reading,
      boolean allowBad,
      boolean learned,
      boolean training) {}

  private final Wanted wanted;
  private final LearnedFrom known;
  private final Feed feed;
  private final int side;
  private final Progress progress;
  private final Set<PackedCache> caches = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<String> notes = new ArrayList<>();
  private final Set<Integer> rules = new HashSet<>();
  private Path folder = Path.of("");
  private MeasuredPictures pictures;

  private EvaluationPictures(
      Wanted wanted, LearnedFrom known, Feed feed, int side, Progress progress) {
    this.wanted = wanted;
    this.known = known;
    this.feed = feed;
    this.side = side;
    this.progress = progress;
  }

  /// Opens them.
  ///
  /// @param model its folder, or its run's
  /// @param side of its drawings
  /// @param progress hears of packing
  /// @throws RuntimeException naming the folder, what is wrong with it and what was expected
  public static EvaluationPictures open(
      Wanted wanted, Path model, ModelBundle.Description description, int side, Progress progress) {
    var known = LearnedFrom.of(model, description.training());
    var feed = description.feed();
    var opened = new EvaluationPictures(wanted, known, feed, side, progress);
    try {
      opened.choose(description.condition());
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /// Whether there is a folder to open: one that is said, or that of the model's run.
  public static boolean there(Wanted wanted, Path model) {
    return wanted.data().isPresent()
        || wanted.test().isPresent()
        || LearnedFrom.of(model, Map.of()).data().isPresent();
  }

  private void choose(Condition condition) {
    folder =
        wanted
            .test()
            .or(wanted::data)
            .or(known::data)
            .orElseThrow(() -> new MetricException("expected " + Need.PICTURES.option()));
    Dataset dataset = opened(folder);
    if (condition == Condition.TEXT
        && dataset.samples().stream().allMatch(sample -> sample.captions().isEmpty())) {
      throw new MetricException(
          folder + ": these pictures have no captions; expected captioned ones to draw from");
    }
    boolean bad = allowBad(folder);
    var cache = packed(dataset, side, bad);
    var asTrained = feed.load() == side ? cache : packed(dataset, feed.load(), bad);
    boolean same = asTrained.contentId().equals(known.contentId());
    var parts = same ? ruleOf(cache) : OptionalInt.empty();
    if (same && parts.isEmpty() && wanted.holdBack().isEmpty() && wanted.test().isEmpty()) {
      throw new MetricException(
          String.format(
              Locale.ROOT,
              "%s: the model was trained with %d of these pictures held back, which does not tell"
                  + " which; expected --hold-back N, as in training",
              folder,
              known.heldBack().orElse(0)));
    }
    parts.ifPresent(rules::add);
    Optional<BitSet> seen =
        parts.isPresent()
            ? Optional.of(set(known.parts(cache, parts.getAsInt()).train()))
            : sharedWithTraining(asTrained);
    known.before().forEach(run -> alsoSeen(run, asTrained, seen));
    var asked = asked(cache, same, parts, seen.isPresent());
    int[] unseen =
        IntStream.of(asked.chosen()).filter(i -> !seen.map(s -> s.get(i)).orElse(false)).toArray();
    int learned = asked.chosen().length - unseen.length;
    if (learned > 0 && !wanted.learned()) {
      requireSome(unseen, learned, asked.chosen().length);
      note(
          "%,d of %,d pictures of %s are left out: the model learned from them",
          learned, asked.chosen().length, folder);
    }
    var training = training(cache, same, parts, asked);
    pictures =
        new MeasuredPictures(
            cache,
            wanted.learned() ? asked.chosen() : unseen,
            training.cache(),
            training.chosen(),
            asked.split() + without(learned),
            wanted.learned() && learned > 0);
  }

  /// The rule of the training; where more than one gives its numbers, the one that is said.
  private OptionalInt ruleOf(PackedCache cache) {
    var rule = known.rule(cache);
    if (rule.isPresent() || wanted.holdBack().isEmpty() || wanted.holdBack().getAsInt() == 1) {
      return rule;
    }
    int held = new SplitRule(wanted.holdBack().getAsInt()).apply(cache).heldBack().length;
    return known.heldBack().equals(OptionalInt.of(held)) ? wanted.holdBack() : rule;
  }

  /// Pictures of a cache.
  private record Chosen(PackedCache cache, int[] chosen, String split) {}

  private String without(int learned) {
    if (learned == 0) {
      return "";
    }
    return wanted.learned()
        ? text("; the model learned from %,d of these", learned)
        : text("; without %,d that the model learned from", learned);
  }

  private void requireSome(int[] unseen, int learned, int of) {
    if (unseen.length < 2) {
      throw new MetricException(
          text(
              "%s: the model learned from %s; on these no figure tells how well it draws what it has"
                  + " not seen. Measure on others (--test DIR), or train with --hold-back 4;"
                  + " --training-pictures measures on these all the same and says so in every line",
              folder,
              learned == of
                  ? text("all of the %,d pictures to measure with", of)
                  : text("%,d of the %,d pictures to measure with", learned, of)));
    }
  }

  /// What is to be measured with, before what was learned from is left out.
  private Chosen asked(PackedCache cache, boolean same, OptionalInt own, boolean told) {
    if (wanted.test().isPresent() || wanted.holdBack().equals(OptionalInt.of(1))) {
      return new Chosen(cache, all(cache), "all pictures");
    }
    if (wanted.holdBack().isPresent()) {
      int oneIn = wanted.holdBack().getAsInt();
      rules.add(oneIn);
      if (!told) {
        noteOtherNumbers(cache, oneIn);
      }
      return by(cache, oneIn);
    }
    if (same) {
      var held = by(cache, own.getAsInt());
      return held.chosen().length > 0 ? held : new Chosen(cache, all(cache), "all pictures");
    }
    if (told) {
      return new Chosen(cache, all(cache), "all pictures");
    }
    boolean asMany =
        known.pictures().isPresent()
            && known.heldBack().isPresent()
            && known.pictures().getAsInt() + known.heldBack().getAsInt() == cache.count();
    int oneIn =
        (asMany ? known.rule(cache) : OptionalInt.empty()).orElse(EvaluationConfig.HOLD_BACK);
    rules.add(oneIn);
    noteOtherNumbers(cache, oneIn);
    return by(cache, oneIn);
  }

  private static Chosen by(PackedCache cache, int oneIn) {
    return new Chosen(
        cache, new SplitRule(oneIn).apply(cache).heldBack(), MeasuredPictures.split(oneIn));
  }

  /// Of a model that does not say which pictures it learned from, only how many.
  private void noteOtherNumbers(PackedCache cache, int oneIn) {
    int left = new SplitRule(oneIn).apply(cache).train().length;
    known
        .pictures()
        .ifPresent(
            then -> {
              if (then != left) {
                note(
                    "the model was trained on %d pictures; --data with --hold-back %d leaves %d of %d"
                        + " for that. Of pictures that it never saw, --hold-back 1 measures on all",
                    then, oneIn, left, cache.count());
              }
            });
  }

  /// The pictures of the training, as large as those to measure with.
  private Chosen training(PackedCache cache, boolean same, OptionalInt own, Chosen asked) {
    if (same && own.isPresent()) {
      return new Chosen(cache, known.parts(cache, own.getAsInt()).train(), "");
    }
    var other = wanted.test().isPresent() ? wanted.data().or(known::data) : known.data();
    if (other.isPresent() && !wanted.training()) {
      return new Chosen(cache, new int[0], "");
    }
    if (other.isPresent()) {
      var there = packed(opened(other.get()), side, allowBad(other.get()));
      boolean its = isRuns(other.get());
      var oneIn = its ? known.rule(there) : OptionalInt.empty();
      return new Chosen(
          there, oneIn.isPresent() ? known.parts(there, oneIn.getAsInt()).train() : all(there), "");
    }
    var measured = set(asked.chosen());
    boolean others = wanted.test().isEmpty() && measured.cardinality() < cache.count();
    int[] rest = IntStream.range(0, cache.count()).filter(i -> !measured.get(i)).toArray();
    return new Chosen(cache, others ? rest : new int[0], "");
  }

  /// Which of these pictures the model's own training had, told by their pixels; empty when its
  /// data is not there any more.
  private Optional<BitSet> sharedWithTraining(PackedCache asTrained) {
    if (known.data().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(shared(known, asTrained));
  }

  /// Pictures that a run had learned from, with whose weights this one began.
  private void alsoSeen(Path run, PackedCache asTrained, Optional<BitSet> seen) {
    var its = LearnedFrom.of(run, Map.of());
    if (its.data().isPresent() && seen.isPresent()) {
      seen.get().or(shared(its, asTrained));
    }
  }

  private BitSet shared(LearnedFrom other, PackedCache asTrained) {
    Path data = other.data().orElseThrow();
    var there = packed(Dataset.open(data, other.reading()), feed.load(), other.allowBad());
    var rule = other.rule(there);
    int[] train = rule.isPresent() ? other.parts(there, rule.getAsInt()).train() : all(there);
    Set<String> learned = new HashSet<>();
    for (int i : train) {
      learned.add(pixels(there, i));
    }
    var found = new BitSet();
    for (int i = 0; i < asTrained.count(); i++) {
      found.set(i, learned.contains(pixels(asTrained, i)));
    }
    return found;
  }

  private static String pixels(PackedCache cache, int sample) {
    return Sha256.of(cache.picture(sample).rgb());
  }

  private boolean isRuns(Path other) {
    return known.data().map(own -> own.equals(other.toAbsolutePath().normalize())).orElse(false);
  }

  private Dataset opened(Path other) {
    return Dataset.open(
        other, isRuns(other) ? known.reading() : wanted.reading().orElse(DatasetOptions.AUTO));
  }

  private boolean allowBad(Path other) {
    return wanted.allowBad() || isRuns(other) && known.allowBad();
  }

  private PackedCache packed(Dataset dataset, int size, boolean bad) {
    var settings =
        PackSettings.of(size).withFit(feed.fit()).withFilter(feed.filter()).withAllowBad(bad);
    var cache = PackedCache.open(dataset, settings, progress);
    caches.add(cache);
    return cache;
  }

  private static int[] all(PackedCache cache) {
    return IntStream.range(0, cache.count()).toArray();
  }

  private static BitSet set(int[] members) {
    var set = new BitSet();
    IntStream.of(members).forEach(set::set);
    return set;
  }

  private void note(String format, Object... values) {
    notes.add(text(format, values));
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /// The folder that is measured with.
  public Path folder() {
    return folder;
  }

  /// Those to measure with, and those of the training.
  public MeasuredPictures pictures() {
    return pictures;
  }

  /// What a person should know about the choice, each a sentence.
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /// Rules by which pictures were held back, as an evaluator's training may have had them; none
  /// where all are measured with.
  public Set<Integer> rules() {
    return Set.copyOf(rules);
  }

  @Override
  public void close() {
    caches.forEach(PackedCache::close);
  }
}
