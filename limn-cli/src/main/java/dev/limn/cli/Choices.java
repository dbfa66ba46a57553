package dev.limn.cli;

import dev.limn.data.Fit;
import dev.limn.image.Filter;
import dev.limn.metric.Measure;
import dev.limn.vision.InceptionFeatures.Input;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// How the library's enumerations are written on a command line: `CENTRE_CROP` is `centre-crop`.
final class Choices {
  private Choices() {}

  /// Teaches `line`, and all its verbs, to read them.
  static void register(CommandLine line) {
    line.registerConverter(Fit.class, reader(Fit.values()));
    line.registerConverter(Filter.class, reader(Filter.values()));
    line.registerConverter(Input.class, reader(Input.values()));
    line.registerConverter(Measure.class, reader(Measure.values()));
  }

  /// The constant's name in lower case with dashes.
  static String dashed(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <E extends Enum<E>> ITypeConverter<E> reader(E[] values) {
    return word ->
        Arrays.stream(values)
            .filter(value -> dashed(value).equals(word.toLowerCase(Locale.ROOT)))
            .findFirst()
            .orElseThrow(
                () ->
                    new TypeConversionException(
                        String.format(
                            Locale.ROOT,
                            "'%s'; expected one of %s",
                            word,
                            Arrays.stream(values)
                                .map(Choices::dashed)
                                .collect(Collectors.joining(", ")))));
  }
}
