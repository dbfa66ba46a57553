package dev.limn.cli;

import dev.limn.draw.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// The seeds of `--seeds`: numbers and ranges, as in `1,5,7-9`.
///
/// @param text as it was written
/// @param all in the order in which they were written
record Seeds(String text, List<Long> all) {
  private static final int MOST = 10_000;

  Seeds {
    all = List.copyOf(all);
  }

  /// `count` seeds from `first` on.
  static Seeds from(long first, int count) {
    var text = count == 1 ? "" + first : first + "-" + (first + count - 1);
    return new Seeds(text, LongStream.range(first, first + count).boxed().toList());
  }

  /// Reads them from the command line.
  static final class Reader implements ITypeConverter<Seeds> {
    Reader() {}

    @Override
    public Seeds convert(String text) {
      var seeds = new ArrayList<Long>();
      for (var part : text.split(",", -1)) {
        if (!part.matches("[0-9]{1,10}(-[0-9]{1,10})?")) {
          throw new TypeConversionException(
              String.format(
                  Locale.ROOT,
                  "'%s' in '%s'; expected numbers and ranges like 0-31 or 1,5,7-9",
                  part,
                  text));
        }
        int dash = part.indexOf('-');
        long first = Long.parseLong(dash < 0 ? part : part.substring(0, dash));
        long last = Long.parseLong(part.substring(dash + 1));
        if (last < first) {
          throw new TypeConversionException(
              String.format(Locale.ROOT, "'%s' goes backwards; expected %d-%d", part, last, first));
        }
        if (last > Prompt.MAX_SEED) {
          throw new TypeConversionException(
              String.format(Locale.ROOT, "seed %d; expected 0 to %d", last, Prompt.MAX_SEED));
        }
        if (seeds.size() + last - first + 1 > MOST) {
          throw new TypeConversionException(
              String.format(Locale.ROOT, "more than %,d seeds", MOST));
        }
        LongStream.rangeClosed(first, last).forEach(seeds::add);
      }
      return new Seeds(text, seeds);
    }
  }
}
