package dev.limn.run;

import dev.limn.data.DatasetOptions;
import dev.limn.data.PackedCache;
import dev.limn.data.SplitRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Which pictures a model learned from, as far as it is known: by the `config.yaml` of the run that
/// it lies in, and by the facts in its own `config.json`, which it carries along.
///
/// @param data the folder, where it is still there
/// @param reading how it was read
/// @param allowBad whether many broken files were allowed
/// @param holdBack every so manieth picture was kept out; 0 for those alone that the data set
///   itself holds back
/// @param half `a` or `b` where it learned from every other picture of the rest; else empty
/// @param contentId what the pictures are known by, see [PackedCache#contentId()]; else empty
/// @param pictures how many it learned from
/// @param heldBack how many were kept out
/// @param before runs whose weights it started from, in turn
public record LearnedFrom(
    Optional<Path> data,
    DatasetOptions reading,
    boolean allowBad,
    OptionalInt holdBack,
    String half,
    String contentId,
    OptionalInt pictures,
    OptionalInt heldBack,
    List<Path> before) {
  /// The fact in a model's `config.json` that says [#holdBack()].
  static final String ONE_IN = "hold-back";

  /// The fact in a model's `config.json` that says [#half()].
  static final String HALF = "half";

  private static final int DEEPEST = 32;

  public LearnedFrom {
    before = List.copyOf(before);
  }

  /// @param model the model's folder, or its run's
  /// @param facts of its training, in its `config.json`
  /// @throws dev.limn.config.ConfigException when the run's configuration cannot be read
  public static LearnedFrom of(Path model, Map<String, Object> facts) {
    var run = RunConfigs.ofRun(model);
    return new LearnedFrom(
        Optional.ofNullable(run.get("data"))
            .map(value -> Path.of(value.toString()))
            .filter(Files::exists),
        reading(run),
        Boolean.TRUE.equals(run.get("allow-bad")),
        number(run.getOrDefault("hold-back", facts.get(ONE_IN))),
        String.valueOf(run.getOrDefault("half", facts.getOrDefault(HALF, ""))),
        String.valueOf(facts.getOrDefault("data-id", "")),
        number(facts.get("pictures")),
        number(facts.get("held-back")),
        before(run));
  }

  private static DatasetOptions reading(Map<String, Object> run) {
    return DatasetOptions.of(
        String.valueOf(run.getOrDefault("format", "auto")),
        String.valueOf(run.getOrDefault("image-column", "")),
        String.valueOf(run.getOrDefault("caption-column", "")),
        String.valueOf(run.getOrDefault("charset", "")),
        String.valueOf(run.getOrDefault("splits", "auto")),
        String.valueOf(run.getOrDefault("side", "both")));
  }

  private static OptionalInt number(Object value) {
    return value instanceof Number number ? OptionalInt.of(number.intValue()) : OptionalInt.empty();
  }

  private static List<Path> before(Map<String, Object> run) {
    var all = new LinkedHashSet<Path>();
    Object from = run.get("from");
    while (from instanceof String text && !text.isEmpty() && all.size() < DEEPEST) {
      if (!all.add(Path.of(text))) {
        break;
      }
      from = RunConfigs.ofRun(Path.of(text)).get("from");
    }
    return new ArrayList<>(all);
  }

  /// Every so manieth picture was kept out of training: as it is said, or, of models that do not
  /// say it, as their numbers of pictures have it; empty when more than one rule gives these.
  ///
  /// @param cache of the same pictures
  OptionalInt rule(PackedCache cache) {
    if (holdBack.isPresent() || heldBack.isEmpty()) {
      return holdBack;
    }
    int own = SplitRule.own(cache);
    int others = cache.count() - own;
    int held = heldBack.getAsInt() - own;
    if (held == 0) {
      return OptionalInt.of(0);
    }
    int least = Math.max(2, others / (held + 1) + 1);
    return held > 0 && least == others / held ? OptionalInt.of(least) : OptionalInt.empty();
  }

  /// The same pictures as they were told apart for training.
  SplitRule.Parts parts(PackedCache cache, int oneIn) {
    var whole = new SplitRule(oneIn).apply(cache);
    return half.isEmpty() ? whole : whole.half(half.equals("b"));
  }
}
