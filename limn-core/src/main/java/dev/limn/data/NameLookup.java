package dev.limn.data;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Finds the files that tables name, in the listing of a folder and nowhere else.
///
/// The name as it stands comes first: beside the table, in the folder of the table's split, from
/// the folder's root. Then what other machines make of a name: an absolute path, a folder's own
/// name in front, another case, accents in one character or two, no ending. Each of these counts
/// only when one file alone fits.
final class NameLookup {
  private static final String NO_SUCH_FILE = "no such file";

  private final Path root;
  private final Map<String, Folder.Entry> files;
  private final Map<String, List<Folder.Entry>> byKey = new HashMap<>();
  private final Map<String, List<Folder.Entry>> byStem = new HashMap<>();
  private final Map<String, List<Folder.Entry>> byBase = new HashMap<>();
  private final Map<String, List<Folder.Entry>> byBaseStem = new HashMap<>();

  private final Set<String> folders = new HashSet<>();

  NameLookup(Path root, Map<String, Folder.Entry> files) {
    this.root = root;
    this.files = files;
    for (var entry : files.values()) {
      for (var folder : entry.parent().split("/")) {
        folders.add(key(folder));
      }
      byKey.computeIfAbsent(key(entry.name()), _ -> new ArrayList<>()).add(entry);
      if (entry.picture()) {
        byStem.computeIfAbsent(key(entry.stem()), _ -> new ArrayList<>()).add(entry);
        byBase.computeIfAbsent(key(entry.base()), _ -> new ArrayList<>()).add(entry);
        var stem = entry.stem().substring(entry.parent().length());
        byBaseStem.computeIfAbsent(key(stem), _ -> new ArrayList<>()).add(entry);
      }
    }
  }

  /// @param base the folder of the table, with a closing `/`, or empty
  /// @param table the table's own file name, which may say a split; or empty
  Folder.Lookup find(String base, String name, String table) {
    if (name.isBlank()) {
      return refused("an empty file name");
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      return refused("a control character in the file name");
    }
    if (name.matches("[A-Za-z][A-Za-z0-9+.-]+://.*")) {
      return refused("an address; expected a file in the folder");
    }
    var exact = files.get(base + name);
    if (exact != null) {
      return new Folder.Lookup.Found(exact, Folder.Lookup.AS_WRITTEN);
    }
    var slashed = name.strip().replace('\\', '/');
    boolean drive = slashed.matches("[A-Za-z]:.*");
    boolean absolute = drive || slashed.startsWith("/");
    var parts = new ArrayList<String>();
    if (!absolute && !base.isEmpty()) {
      parts.addAll(List.of(base.substring(0, base.length() - 1).split("/")));
    }
    int inBase = parts.size();
    boolean up = false;
    for (var part : (drive ? slashed.substring(2) : slashed).split("/")) {
      if (part.equals("..")) {
        up = true;
        if (parts.isEmpty()) {
          return refused("the file name leaves the folder");
        }
        parts.removeLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    if (parts.size() <= (up ? 0 : inBase)) {
      return refused(NO_SUCH_FILE);
    }
    var own = up ? List.copyOf(parts) : List.copyOf(parts.subList(inBase, parts.size()));
    var candidates = new LinkedHashSet<String>();
    if (!absolute) {
      candidates.add(String.join("/", parts));
    }
    var split = SplitNames.ofFile(table);
    if (!split.isEmpty() && !absolute) {
      var inSplit = ofSplit(own, split, table);
      if (inSplit.size() > 1) {
        return several(inSplit);
      }
      inSplit.forEach(entry -> candidates.add(entry.name()));
    }
    if (!drive && !slashed.startsWith("//")) {
      candidates.add(String.join("/", own));
    }
    candidates.addAll(withoutFront(base, own, absolute));
    var found = among(candidates);
    if (!(found instanceof Folder.Lookup.Refused(var reason)) || !reason.equals(NO_SUCH_FILE)) {
      return found;
    }
    if (slashed.matches(".+#\\d+")) {
      return find(base, name.strip().replaceFirst("#\\d+$", ""), table);
    }
    if (absolute) {
      return refused("an absolute name; expected a file in the folder");
    }
    if (up) {
      return found;
    }
    if (own.size() > 1) {
      var rest = among(withoutUnknownFront(base, own));
      return rest instanceof Folder.Lookup.Found(var entry, _)
          ? new Folder.Lookup.Found(entry, Folder.Lookup.OTHER_FOLDER)
          : found;
    }
    return anywhere(base, own.getFirst(), split, (Folder.Lookup.Refused) found);
  }

  private static Folder.Lookup refused(String reason) {
    return new Folder.Lookup.Refused(reason);
  }

  private static Folder.Lookup several(List<Folder.Entry> entries) {
    return refused(
        String.format(
            Locale.ROOT,
            "%d files have this name (%s, %s); expected the folder in it too",
            entries.size(),
            entries.get(0).name(),
            entries.get(1).name()));
  }

  /// Files of that name below a folder of the table's split; of `val2014` and `val2017` the one
  /// that the table names.
  private List<Folder.Entry> ofSplit(List<String> own, String split, String table) {
    var suffix = "/" + String.join("/", own);
    var all =
        byBase.getOrDefault(key(own.getLast()), List.of()).stream()
            .filter(entry -> entry.name().endsWith(suffix))
            .filter(entry -> splitOf(entry).equals(split))
            .toList();
    var named =
        all.stream()
            .filter(
                entry ->
                    Arrays.stream(entry.parent().split("/"))
                        .anyMatch(
                            folder ->
                                !SplitNames.folder(folder).isEmpty() && table.contains(folder)))
            .toList();
    return named.isEmpty() ? all : named;
  }

  private static String splitOf(Folder.Entry entry) {
    return Arrays.stream(entry.parent().split("/"))
        .map(SplitNames::folder)
        .filter(split -> !split.isEmpty())
        .findFirst()
        .orElse("");
  }

  /// The name without what stands in front of the folder's own name, or its table's folder's.
  private Set<String> withoutFront(String base, List<String> own, boolean absolute) {
    var rests = new LinkedHashSet<String>();
    if (absolute) {
      var above = new ArrayList<String>();
      root.forEach(part -> above.add(part.toString()));
      if (own.size() > above.size() && own.subList(0, above.size()).equals(above)) {
        rests.add(String.join("/", own.subList(above.size(), own.size())));
      }
    }
    var inBase = base.isEmpty() ? List.<String>of() : List.of(base.split("/"));
    for (int k = 1; k < own.size(); k++) {
      var rest = String.join("/", own.subList(k, own.size()));
      var last = own.get(k - 1);
      if (!inBase.isEmpty() && last.equalsIgnoreCase(inBase.getLast())) {
        rests.add(base + rest);
      }
      if (root.getFileName() != null && last.equalsIgnoreCase(root.getFileName().toString())) {
        rests.add(rest);
        rests.add(base + rest);
      }
    }
    return rests;
  }

  /// The name without folders in front that are nowhere here: the folder was called otherwise when
  /// the table was made. One that is called like a split is never dropped, so that a missing test
  /// picture does not become a training picture of the same name.
  private Set<String> withoutUnknownFront(String base, List<String> own) {
    var rests = new LinkedHashSet<String>();
    for (int k = 1; k < own.size(); k++) {
      var front = own.get(k - 1);
      if (folders.contains(key(front)) || !SplitNames.folder(front).isEmpty()) {
        break;
      }
      var rest = String.join("/", own.subList(k, own.size()));
      rests.add(base + rest);
      rests.add(rest);
    }
    return rests;
  }

  private Folder.Lookup among(Set<String> candidates) {
    for (var candidate : candidates) {
      var entry = files.get(candidate);
      if (entry != null) {
        return new Folder.Lookup.Found(entry, Folder.Lookup.AS_WRITTEN);
      }
    }
    for (var candidate : candidates) {
      var alike = byKey.getOrDefault(key(candidate), List.of());
      if (alike.size() > 1) {
        return refused(
            String.format(
                Locale.ROOT,
                "no such file, but %d that differ in case or accents only (%s, %s)",
                alike.size(),
                alike.get(0).name(),
                alike.get(1).name()));
      }
      if (alike.size() == 1) {
        return new Folder.Lookup.Found(alike.getFirst(), Folder.Lookup.OTHER_CASE);
      }
    }
    for (var candidate : candidates) {
      var alike = byStem.getOrDefault(key(withoutEnding(candidate)), List.of());
      if (alike.size() == 1) {
        return new Folder.Lookup.Found(alike.getFirst(), Folder.Lookup.NO_ENDING);
      }
    }
    return refused(NO_SUCH_FILE);
  }

  /// The name without the ending of a picture; a table may have been made before these were
  /// converted, or leave endings out.
  private static String withoutEnding(String name) {
    var entry = new Folder.Entry(name, name, null);
    return entry.picture() ? entry.stem() : name;
  }

  /// The only file of that name below the table's folder.
  private Folder.Lookup anywhere(
      String base, String own, String split, Folder.Lookup.Refused otherwise) {
    var alike =
        byBase.getOrDefault(key(own), List.of()).stream()
            .filter(entry -> entry.name().startsWith(base))
            .toList();
    if (alike.isEmpty() && !base.isEmpty()) {
      alike = byBase.getOrDefault(key(own), List.of());
    }
    var exact = alike.stream().filter(entry -> entry.base().equals(own)).toList();
    var fitting = exact.isEmpty() ? alike : exact;
    if (fitting.isEmpty()) {
      fitting = byBaseStem.getOrDefault(key(withoutEnding(own)), List.of());
    }
    if (fitting.size() != 1) {
      return fitting.isEmpty() ? otherwise : several(fitting);
    }
    var entry = fitting.getFirst();
    var there = splitOf(entry);
    if (!split.isEmpty() && !there.isEmpty() && !there.equals(split)) {
      return refused(
          String.format(
              Locale.ROOT,
              "no such file among those of %s; %s is of %s",
              split,
              entry.name(),
              there));
    }
    return new Folder.Lookup.Found(
        entry,
        !exact.isEmpty()
            ? Folder.Lookup.AS_WRITTEN
            : alike.isEmpty() ? Folder.Lookup.NO_ENDING : Folder.Lookup.OTHER_CASE);
  }

  /// Names that differ only in case or in how accents are stored have the same key.
  private static String key(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }
}
