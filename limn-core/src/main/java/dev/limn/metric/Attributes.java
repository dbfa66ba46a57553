package dev.limn.metric;

import dev.limn.config.ConfigException;
import dev.limn.config.Settings;
import dev.limn.data.PackedCache;
import dev.limn.vision.AttributeClassifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// What captions say for certain: attributes such as the colour of hair, each with its values.
///
/// A caption names a value when it has its words in a row. `*` in a value stands for up to three
/// words without a comma, so that `red * hair` is also found in "red curly hair". Where values
/// overlap, the one with the most words counts, and of these the shortest; if two of one attribute
/// are left, the caption is not exact and names none.
public final class Attributes {
  /// One of them.
  ///
  /// @param name for reports
  /// @param values words or patterns, at least 2, each once
  public record Attribute(String name, List<String> values) {
    public Attribute {
      values = List.copyOf(values);
      if (values.size() < 2 || values.stream().anyMatch(String::isBlank)) {
        throw new MetricException(
            String.format(
                Locale.ROOT,
                "attribute '%s' with the values %s; expected at least 2 that are not blank",
                name,
                values));
      }
      var seen = new HashSet<String>();
      for (String value : values) {
        if (!seen.add(value)) { // no caption could name either of the two
          throw new MetricException(
              String.format(
                  Locale.ROOT,
                  "attribute '%s' has the value '%s' twice; expected each once",
                  name,
                  value));
        }
      }
    }
  }

  private static final String GAP = "*";
  private static final int MOST_VALUES = 60;
  private static final int LEAST = 20;

  private record Value(Pattern pattern, int words) {}

  /// A value in a caption, from one letter to before another.
  private record Found(int value, int words, int from, int to) {
    boolean yieldsTo(Found other) {
      boolean overlaps = from < other.to && other.from < to;
      boolean shorter = other.to - other.from < to - from;
      return overlaps && (other.words > words || other.words == words && shorter);
    }
  }

  private final List<Attribute> all;
  private final List<List<Value>> patterns;
  private final boolean ofData;

  private Attributes(List<Attribute> all, boolean ofData) {
    this.all = List.copyOf(all);
    this.ofData = ofData;
    patterns =
        all.stream().map(a -> a.values().stream().map(Attributes::compiled).toList()).toList();
  }

  /// Attributes whose values captions name in so many words.
  ///
  /// @throws MetricException when there is none
  public static Attributes of(List<Attribute> attributes) {
    if (attributes.isEmpty()) {
      throw new MetricException("no attributes; expected at least one");
    }
    return new Attributes(attributes, false);
  }

  /// Reads a YAML file of lists, such as `direction: [facing left, facing right]`.
  ///
  /// @throws MetricException naming the file and what is wrong with it
  public static Attributes read(Path file) {
    Map<String, Object> map;
    try {
      map = Settings.readYaml(file);
    } catch (ConfigException e) {
      throw new MetricException(e.getMessage(), e);
    }
    var attributes = new ArrayList<Attribute>();
    map.forEach(
        (name, values) -> {
          if (!(values instanceof List<?> list)) {
            throw new MetricException(
                String.format(
                    Locale.ROOT,
                    "%s: %s: %s; expected a list of words, as in [facing left, facing right]",
                    file,
                    name,
                    values));
          }
          try {
            attributes.add(new Attribute(name, list.stream().map(String::valueOf).toList()));
          } catch (MetricException e) {
            throw new MetricException(file + ": " + e.getMessage(), e);
          }
        });
    if (attributes.isEmpty()) {
      throw new MetricException(file + ": no attributes; expected names and lists of words");
    }
    return of(attributes);
  }

  /// The attributes that a data set's own samples have: those with 2 to 60 values that at least 20
  /// pictures have.
  ///
  /// @throws MetricException when it has none
  public static Attributes of(PackedCache cache) {
    var counts = new TreeMap<String, TreeMap<String, Integer>>();
    for (int i = 0; i < cache.count(); i++) {
      cache
          .attributes(i)
          .forEach(
              (name, value) -> {
                if (!value.isBlank()) {
                  counts.computeIfAbsent(name, _ -> new TreeMap<>()).merge(value, 1, Integer::sum);
                }
              });
    }
    var attributes = new ArrayList<Attribute>();
    counts.forEach(
        (name, values) -> {
          values.values().removeIf(count -> count < LEAST);
          if (values.size() >= 2 && values.size() <= MOST_VALUES) {
            attributes.add(new Attribute(name, List.copyOf(values.keySet())));
          }
        });
    if (attributes.isEmpty()) {
      throw new MetricException(
          cache.directory()
              + ": its samples have no attributes; expected --attributes FILE.yaml with lists of the"
              + " words that captions name them by");
    }
    return new Attributes(attributes, true);
  }

  private static Value compiled(String value) {
    var pattern = new StringBuilder("(?<![\\w-])");
    int words = 0;
    boolean first = true;
    for (var word : value.strip().split("\\s+")) {
      if (word.equals(GAP)) {
        pattern.append("(?:\\s+[\\w'-]+){0,3}?");
        continue;
      }
      pattern.append(first ? "" : "\\s+").append(Pattern.quote(word));
      first = false;
      words++;
    }
    pattern.append("(?![\\w-])");
    int flags = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS;
    return new Value(Pattern.compile(pattern.toString(), flags), words);
  }

  /// All of them, in order.
  public List<Attribute> all() {
    return all;
  }

  /// How many values each has.
  int[] sizes() {
    return all.stream().mapToInt(attribute -> attribute.values().size()).toArray();
  }

  /// The values that a caption names, by attribute; [AttributeClassifier#UNKNOWN] where it names
  /// none, or is not exact.
  public int[] named(String caption) {
    return IntStream.range(0, all.size()).map(i -> value(patterns.get(i), caption)).toArray();
  }

  private static int value(List<Value> values, String caption) {
    var found = new ArrayList<Found>();
    for (int i = 0; i < values.size(); i++) {
      Matcher matcher = values.get(i).pattern().matcher(caption);
      while (matcher.find()) {
        found.add(new Found(i, values.get(i).words(), matcher.start(), matcher.end()));
      }
    }
    var left = found.stream().filter(one -> found.stream().noneMatch(one::yieldsTo)).toList();
    long different = left.stream().mapToInt(Found::value).distinct().count();
    return different == 1 ? left.getFirst().value() : AttributeClassifier.UNKNOWN;
  }

  /// What is known of a real picture: its own attributes where these are the data set's, else what
  /// its captions name and do not contradict.
  int[] known(PackedCache cache, int sample) {
    if (ofData) {
      var own = cache.attributes(sample);
      return all.stream()
          .mapToInt(a -> a.values().indexOf(Optional.ofNullable(own.get(a.name())).orElse("")))
          .toArray();
    }
    var known = new int[all.size()];
    Arrays.fill(known, AttributeClassifier.UNKNOWN);
    var contradicted = new boolean[all.size()];
    for (var caption : cache.captions(sample)) {
      int[] named = named(caption);
      for (int i = 0; i < known.length; i++) {
        if (named[i] != AttributeClassifier.UNKNOWN) {
          contradicted[i] |= known[i] != AttributeClassifier.UNKNOWN && known[i] != named[i];
          known[i] = named[i];
        }
      }
    }
    return IntStream.range(0, known.length)
        .map(i -> contradicted[i] ? AttributeClassifier.UNKNOWN : known[i])
        .toArray();
  }

  /// All that the values of a picture depend on, for a name of what is learnt from them.
  Map<String, Object> essence() {
    var essence = new LinkedHashMap<String, Object>();
    essence.put("of-data", ofData);
    all.forEach(attribute -> essence.put(attribute.name(), attribute.values()));
    return essence;
  }
}
