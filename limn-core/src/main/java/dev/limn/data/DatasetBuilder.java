package dev.limn.data;

import dev.limn.text.token.Tokenizer;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a reader finds, on the way to a [Dataset]: checks captions and names, and gives the classes
/// dense numbers at the end.
final class DatasetBuilder {
  /// Captions above this, in Unicode code points, are worth a word: no encoder reads so far.
  static final int LONG_CAPTION_POINTS = 1_000;

  /// A sample whose class is still a name.
  record Draft(
      String name,
      Source source,
      Optional<Source> partner,
      SourceCrop cut,
      List<String> captions,
      Optional<String> label,
      Optional<String> split,
      Map<String, String> attributes) {
    /// A picture whose split its folders may tell.
    static Draft of(String name, Source source) {
      return new Draft(
          name,
          source,
          Optional.empty(),
          new SourceCrop.Whole(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Map.of());
    }

    /// What is left of a pair when one side counts; a single picture stays as it is.
    Draft only(DatasetOptions.Side side) {
      boolean second = side == DatasetOptions.Side.B;
      if (side == DatasetOptions.Side.BOTH) {
        return this;
      }
      if (cut instanceof SourceCrop.SideBySide) {
        return withCut(new SourceCrop.OneSide(second));
      }
      return new Draft(
          name,
          second ? partner.orElse(source) : source,
          Optional.empty(),
          cut,
          captions,
          label,
          split,
          attributes);
    }

    Draft withPartner(Source other) {
      return new Draft(name, source, Optional.of(other), cut, captions, label, split, attributes);
    }

    Draft withCut(SourceCrop other) {
      return new Draft(name, source, partner, other, captions, label, split, attributes);
    }

    Draft withCaptions(List<String> others) {
      return new Draft(name, source, partner, cut, others, label, split, attributes);
    }

    Draft withLabel(Optional<String> other) {
      return new Draft(name, source, partner, cut, captions, other, split, attributes);
    }

    /// @param other `train`, `test`, `validation` or empty, whatever its folders are called
    Draft withSplit(String other) {
      return new Draft(name, source, partner, cut, captions, label, Optional.of(other), attributes);
    }

    Draft withAttributes(Map<String, String> others) {
      return new Draft(name, source, partner, cut, captions, label, split, others);
    }
  }

  private final List<Draft> drafts = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final List<Finding> skipped = new ArrayList<>();
  private final List<Finding> notes = new ArrayList<>();
  private final Map<String, List<String>> renamed = new TreeMap<>();
  private final List<String> longCaptions = new ArrayList<>();
  private Map<String, String> classNames = Map.of();

  void skip(String name, String reason) {
    skipped.add(new Finding(name, reason));
  }

  void note(String name, String reason) {
    notes.add(new Finding(name, reason));
  }

  /// Names to show for the labels that the samples carry; without, the labels are the names.
  void nameClasses(Map<String, String> names) {
    classNames = Map.copyOf(names);
  }

  /// A table's name for a file is not quite the file's; such names are counted, not listed.
  void found(String given, Folder.Lookup.Found file) {
    if (!file.how().isEmpty()) {
      renamed
          .computeIfAbsent(file.how(), _ -> new ArrayList<>())
          .add(given + " for " + file.entry().name());
    }
  }

  /// Tells of the pictures that no table lists.
  ///
  /// @param used the names of those that one does
  void unlisted(Folder folder, Set<String> used) {
    var spare = folder.pictures().stream().filter(p -> !used.contains(p.name())).toList();
    if (!spare.isEmpty()) {
      note(
          ".",
          String.format(
              Locale.ROOT,
              "pictures that no metadata file lists, left out: %d, such as %s",
              spare.size(),
              spare.getFirst().name()));
    }
  }

  /// Adds a sample with its captions as found: normalised, and without those that cannot be used.
  /// When none is left the sample is skipped.
  void addCaptioned(Draft draft, List<String> raw, String origin) {
    var captions = new ArrayList<String>();
    String fault = "";
    int number = 0;
    for (var text : raw) {
      number++;
      var caption = normal(text);
      var reason = fault(caption);
      if (reason.isEmpty()) {
        captions.add(caption);
        if (caption.codePointCount(0, caption.length()) > LONG_CAPTION_POINTS) {
          longCaptions.add(origin);
        }
      } else {
        fault = reason;
        if (!caption.isEmpty()) {
          note(origin, "caption " + number + " is left out: " + reason);
        }
      }
    }
    if (captions.isEmpty()) {
      skip(
          draft.name(),
          raw.isEmpty() || fault.isEmpty()
              ? "no caption in " + origin
              : "no usable caption in " + origin + " (" + fault + ")");
      return;
    }
    add(draft.withCaptions(captions));
  }

  /// Adds a sample as it is.
  void add(Draft draft) {
    if (names.add(draft.name())) {
      drafts.add(draft);
    } else {
      skip(draft.name(), "listed twice; the first counts");
    }
  }

  int size() {
    return drafts.size();
  }

  /// One caption a line; blank lines between captions are nothing to report.
  static List<String> lines(String text) {
    return text.lines().filter(line -> !line.isBlank()).toList();
  }

  /// Composed characters, and single spaces for any run of white space.
  static String normal(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC).replaceAll("\\s+", " ").strip();
  }

  /// Why a caption cannot be used; empty when it can.
  private static String fault(String caption) {
    if (caption.isEmpty()) {
      return "it is empty";
    }
    if (caption
        .codePoints()
        .anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE)) {
      return "it holds a control character";
    }
    if (Tokenizer.LATEST.words(caption).isEmpty()) {
      return "it has no word";
    }
    return "";
  }

  Dataset finish(Folder folder, DatasetFormat format, String detection) {
    var labels = new TreeSet<>(BY_NUMBER_THEN_NAME);
    drafts.forEach(draft -> draft.label().ifPresent(labels::add));
    var indices = new HashMap<String, Integer>();
    var shown = new ArrayList<String>();
    for (var label : labels) {
      indices.put(label, shown.size());
      shown.add(classNames.getOrDefault(label, label));
    }
    noteCounted();
    var parted = SplitFolders.NONE;
    if (folder.options().splits()) {
      parted =
          SplitFolders.of(
              drafts.stream().filter(d -> d.split().isEmpty()).map(Draft::name).toList(), false);
      parted.decision().ifPresent(text -> note(".", text));
    }
    var splits = parted;
    var samples =
        drafts.stream()
            .map(draft -> draft.only(folder.options().side()))
            .sorted(Comparator.comparing(Draft::name))
            .map(
                draft ->
                    new Sample(
                        draft.name(),
                        draft.source(),
                        draft.partner(),
                        draft.cut(),
                        draft.captions(),
                        draft.label().map(indices::get).orElse(Sample.NO_LABEL),
                        folder.options().splits()
                            ? draft.split().orElseGet(() -> splits.split(draft.name()))
                            : "",
                        draft.attributes()))
            .toList();
    var allSkipped = new ArrayList<>(skipped);
    allSkipped.addAll(folder.rejected());
    return new Dataset(folder.root(), format, detection, samples, shown, allSkipped, notes);
  }

  private void noteCounted() {
    renamed.forEach(
        (how, names) ->
            note(
                ".",
                String.format(
                    Locale.ROOT,
                    "names in tables that %s: %d, such as %s",
                    how,
                    names.size(),
                    names.getFirst())));
    if (!longCaptions.isEmpty()) {
      note(
          ".",
          String.format(
              Locale.ROOT,
              "captions of more than %,d characters, of which the text encoder reads the beginning:"
                  + " %d, such as in %s",
              LONG_CAPTION_POINTS,
              longCaptions.size(),
              longCaptions.getFirst()));
    }
  }

  /// `2` before `10`, and both before names.
  private static final Comparator<String> BY_NUMBER_THEN_NAME =
      Comparator.comparingLong(DatasetBuilder::number).thenComparing(Comparator.naturalOrder());

  private static long number(String label) {
    return label.matches("\\d{1,18}") ? Long.parseLong(label) : Long.MAX_VALUE;
  }
}
