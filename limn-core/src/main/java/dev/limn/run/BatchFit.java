package dev.limn.run;

import dev.limn.config.ConfigException;
import dev.limn.data.Dataset;
import dev.limn.data.Sample;
import dev.limn.data.SplitRule;
import dev.limn.model.Condition;
import dev.limn.model.ModelException;
import dev.limn.train.TrainException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/// A configuration whose batch the data can fill: a larger one would hold the same pictures several
/// times. A batch that nobody chose is made smaller; one that was chosen is refused.
///
/// @param config how to train
/// @param note what was changed, for people; empty for nothing
public record BatchFit(RunConfig config, Optional<String> note) {
  private static final String BATCH = "batch";
  private static final int LEAST = 2;

  /// @param annotation what has to be known of each picture
  /// @param batchSaid whether somebody chose the batch
  /// @throws TrainException when the data has fewer than two pictures to learn from, or fewer than
  ///   the batch that was chosen
  static BatchFit of(RunConfig config, Dataset dataset, Condition annotation, boolean batchSaid) {
    boolean captions = annotation == Condition.TEXT;
    int most = pictures(config, dataset, captions);
    String what = (captions ? "captioned " : "") + (most == 1 ? "picture" : "pictures");
    if (most < LEAST) {
      throw new TrainException(
          String.format(
              Locale.ROOT,
              "%s: %,d %s to learn from; expected at least %d",
              dataset.root(),
              most,
              what,
              LEAST));
    }
    if (config.ofEncoder() || !(config.settings().get(BATCH) instanceof Integer batch)) {
      return new BatchFit(config, Optional.empty()); // text encoders fit theirs themselves
    }
    if (batch <= most) {
      return new BatchFit(config, Optional.empty());
    }
    if (batchSaid) {
      throw new TrainException(tooLarge(batch, most, what, config));
    }
    RunConfig smaller = smaller(config, most);
    return new BatchFit(
        smaller,
        Optional.of(
            String.format(
                Locale.ROOT,
                "batch %,d instead of %,d: there are %,d %s to learn from",
                smaller.settings().get(BATCH),
                batch,
                most,
                what)));
  }

  /// With the largest batch that the family can do: some take even numbers only.
  private static RunConfig smaller(RunConfig config, int most) {
    var settings = new LinkedHashMap<>(config.settings());
    for (int batch = most; ; batch--) {
      settings.put(BATCH, batch);
      try {
        var smaller = config.with(settings, config.textEncoder());
        smaller.configured(); // which checks all settings
        return smaller;
      } catch (ConfigException | IllegalArgumentException | ModelException e) {
        if (batch <= LEAST) {
          throw e;
        }
      }
    }
  }

  /// @param what is counted, in the plural
  static String tooLarge(int batch, int most, String what, RunConfig config) {
    return String.format(
        Locale.ROOT,
        "batch %,d; expected at most %,d, the %s to learn from in %s: --batch %d",
        batch,
        most,
        what,
        config.data(),
        most);
  }

  private static int pictures(RunConfig config, Dataset dataset, boolean captions) {
    List<Sample> samples = dataset.samples();
    var parts = new SplitRule(config.holdBack()).apply(samples.size(), i -> samples.get(i).split());
    int[] train = parts.train();
    if (!config.half().isEmpty() && train.length > 0) {
      int first = config.half().equals("b") ? 1 : 0;
      int[] whole = train;
      train =
          IntStream.range(0, whole.length).filter(i -> i % 2 == first).map(i -> whole[i]).toArray();
    }
    return (int)
        IntStream.of(train).filter(i -> !captions || !samples.get(i).captions().isEmpty()).count();
  }
}
