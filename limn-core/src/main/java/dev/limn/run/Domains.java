package dev.limn.run;

import dev.limn.data.Dataset;
import dev.limn.data.PackedCache;
import dev.limn.model.DataNeeds.Arrangement;
import dev.limn.train.TrainException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// The two domains of a data set without pairs: its two classes, the first by name is A. A data set
/// with CycleGAN's folders has them in `trainA` and `trainB`; what lies in `testA` and `testB` (or
/// `valA` and `valB`) is not learned from.
///
/// @param first label of domain A
/// @param second label of domain B
record Domains(List<String> names, int first, int second) {
  private static final Pattern OTHERS =
      Pattern.compile("(?i)(test|val|valid|validation)[-_ ]?[ab]");

  /// @param names of the data set's classes
  /// @param root of the data set, for the message
  /// @throws TrainException when there are not two
  static Domains of(List<String> names, Path root) {
    int[] learned =
        IntStream.range(0, names.size())
            .filter(i -> !OTHERS.matcher(names.get(i)).matches())
            .toArray();
    if (learned.length != 2) {
      throw new TrainException(
          String.format(
              Locale.ROOT,
              "%s: %s; expected two domains: a folder of pictures each, such as trainA and trainB",
              root,
              learned.length == 0
                  ? "no folders of pictures"
                  : String.format(
                      Locale.ROOT,
                      "%,d folder%s of pictures (%s)",
                      learned.length,
                      learned.length == 1 ? "" : "s",
                      String.join(
                          ", ", Arrays.stream(learned).limit(4).mapToObj(names::get).toList()))));
    }
    return new Domains(names, learned[0], learned[1]);
  }

  int[] first(PackedCache cache, int[] samples) {
    return of(cache, samples, first);
  }

  int[] second(PackedCache cache, int[] samples) {
    return of(cache, samples, second);
  }

  private static int[] of(PackedCache cache, int[] samples, int label) {
    return Arrays.stream(samples).filter(i -> cache.label(i) == label).toArray();
  }

  /// The pictures of a domain, in words.
  ///
  /// @param which 0 for A, 1 for B
  String named(int which) {
    return String.format(Locale.ROOT, "pictures of \"%s\"", names.get(which == 0 ? first : second));
  }

  /// For people: which folder is which domain.
  String line(int ofFirst, int ofSecond) {
    return String.format(
        Locale.ROOT,
        "domain A is \"%s\" with %,d pictures to learn from, domain B \"%s\" with %,d",
        names.get(first),
        ofFirst,
        names.get(second),
        ofSecond);
  }

  /// @throws TrainException when the data set holds single pictures
  static void requirePairs(Dataset dataset, Arrangement arrangement) {
    if (dataset.samples().stream().allMatch(sample -> sample.views() == 2)) {
      return;
    }
    throw new TrainException(
        String.format(
                Locale.ROOT,
                "%s: %s; expected %s: files with both side by side, A on the left, as --format pix2pix reads",
                dataset.root(),
                dataset.detection(),
                arrangement == Arrangement.MASKED ? "pictures with masks" : "pairs of pictures")
            + " them");
  }
}
