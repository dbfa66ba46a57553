package dev.limn.data;

import dev.limn.image.Image;
import dev.limn.text.token.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Looks at every picture and caption of a data set and tells what is there: what a person wants to
/// know before hours of training.
public final class DatasetCheck {
  private DatasetCheck() {}

  /// How often each of several values occurs, and which is how large.
  ///
  /// @param least the smallest value
  /// @param mean of all
  /// @param most the largest value
  public record Spread(int least, double mean, int most) {
    static Spread of(List<Integer> values) {
      var all = values.stream().mapToInt(Integer::intValue).summaryStatistics();
      return values.isEmpty()
          ? new Spread(0, 0, 0)
          : new Spread(all.getMin(), all.getAverage(), all.getMax());
    }

    @Override
    public String toString() {
      return least == most
          ? Integer.toString(least)
          : String.format(Locale.ROOT, "%d to %d (mean %.1f)", least, most, mean);
    }
  }

  /// What was found.
  ///
  /// @param root the folder
  /// @param format its format
  /// @param detection why it was read so
  /// @param samples that can be used
  /// @param views pictures a sample
  /// @param skipped samples that cannot be used, from opening and from decoding, by name
  /// @param notes what else was noticed
  /// @param sizes how many pictures have each size, by `width×height`, after cutting
  /// @param splits how many samples each split has; empty name for none
  /// @param classes how many samples each class has
  /// @param captions in all
  /// @param captionsEach captions a sample
  /// @param captionWords words a caption
  /// @param words how often each word occurs, as a new training would have it in its vocabulary
  /// @param duplicates groups of samples whose pixels are the same, by name
  /// @param repeated captions that stand under more than one sample, in all
  /// @param sided samples that training never mirrors, since a caption says left or right
  public record Report(
      String root,
      DatasetFormat format,
      String detection,
      int samples,
      int views,
      List<Finding> skipped,
      List<Finding> notes,
      Map<String, Integer> sizes,
      Map<String, Integer> splits,
      Map<String, Integer> classes,
      int captions,
      Spread captionsEach,
      Spread captionWords,
      Map<String, Integer> words,
      List<List<String>> duplicates,
      int repeated,
      int sided) {

    /// Whether so many samples are broken that training refuses the folder.
    public boolean broken() {
      return ErrorBudget.exceeded(skipped.size(), samples + skipped.size());
    }

    /// Words that occur no more than `times` times, sorted.
    public List<String> rareWords(int times) {
      return words.entrySet().stream()
          .filter(word -> word.getValue() <= times)
          .map(Map.Entry::getKey)
          .sorted()
          .toList();
    }

    /// All of it for a terminal.
    public String text() {
      return CheckText.of(this);
    }
  }

  /// Decodes every picture, on all cores, and counts.
  ///
  /// @throws DataException when the pass itself fails; broken pictures are in the report
  public static Report run(Dataset dataset, Progress progress) {
    var samples = dataset.samples();
    var hashes = new String[samples.size()];
    var sizes = new String[samples.size()];
    var skipped = new ArrayList<>(dataset.skipped());
    try {
      var faults =
          DecodePass.over(
              samples,
              progress,
              (i, _, images) -> {
                hashes[i] = pixels(images);
                sizes[i] = images.getFirst().width() + "×" + images.getFirst().height();
              });
      faults.forEach(fault -> fault.ifPresent(skipped::add));
    } catch (IOException e) {
      throw new DataException(dataset.root() + ": cannot be looked through (" + e + ")", e);
    }
    var good = new ArrayList<Integer>();
    var byHash = new TreeMap<String, List<String>>();
    for (int i = 0; i < hashes.length; i++) {
      if (hashes[i] != null) {
        good.add(i);
        byHash.computeIfAbsent(hashes[i], _ -> new ArrayList<>()).add(samples.get(i).name());
      }
    }
    var used = good.stream().map(samples::get).toList();
    var classes = new TreeMap<String, Integer>();
    dataset.classNames().forEach(name -> classes.put(name, 0));
    used.stream()
        .filter(sample -> sample.label() != Sample.NO_LABEL)
        .forEach(
            sample -> classes.merge(dataset.classNames().get(sample.label()), 1, Integer::sum));
    var words = new HashMap<String, Integer>();
    var lengths = new ArrayList<Integer>();
    var owners = new HashMap<String, Integer>();
    for (var sample : used) {
      sample.captions().stream()
          .map(caption -> caption.toLowerCase(Locale.ROOT))
          .distinct()
          .forEach(caption -> owners.merge(caption, 1, Integer::sum));
      for (var caption : sample.captions()) {
        var found = Tokenizer.LATEST.words(caption);
        found.forEach(word -> words.merge(word, 1, Integer::sum));
        lengths.add(found.size());
      }
    }
    return new Report(
        dataset.root().toString(),
        dataset.format(),
        dataset.detection(),
        used.size(),
        samples.getFirst().views(),
        skipped.stream().sorted(Comparator.comparing(Finding::name)).toList(),
        dataset.notes(),
        counts(good, i -> sizes[i]),
        counts(used, Sample::split),
        classes,
        lengths.size(),
        Spread.of(used.stream().map(sample -> sample.captions().size()).toList()),
        Spread.of(lengths),
        words,
        byHash.values().stream()
            .filter(group -> group.size() > 1)
            .sorted(Comparator.comparing(List::getFirst))
            .map(List::copyOf)
            .toList(),
        (int) owners.values().stream().filter(count -> count > 1).count(),
        (int) used.stream().filter(sample -> Sides.areNamed(sample.captions())).count());
  }

  private static <T> Map<String, Integer> counts(List<T> items, Function<T, String> key) {
    return items.stream().collect(Collectors.toMap(key, _ -> 1, Integer::sum, TreeMap::new));
  }

  private static String pixels(List<Image> images) {
    var digest = Sha256.digest();
    for (var image : images) {
      digest.update((byte) (image.width() >> 8));
      digest.update((byte) image.width());
      digest.update(image.rgb());
    }
    return Sha256.hex(digest);
  }
}
