package dev.limn.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Where in the folders of a data set its splits stand: `train/cat/1.png`, `cat/train/1.png`, or
/// below a folder around everything.
///
/// Folders are a split when train stands beside validation or test at the same depth. One alone is
/// not believed so easily: one called `training` or `test` among folders of classes is a class,
/// unless it has folders of classes in it.
final class SplitFolders {
  private static final int DEEPEST = 8;

  /// Nothing is parted.
  static final SplitFolders NONE = new SplitFolders(-1, Optional.empty());

  private final int depth;
  private final Optional<String> decision;

  private SplitFolders(int depth, Optional<String> decision) {
    this.depth = depth;
    this.decision = decision;
  }

  /// Finds them.
  ///
  /// @param names of all samples, `/` between folders
  /// @param classes whether the folders that are no splits are classes
  static SplitFolders of(Collection<String> names, boolean classes) {
    var paths = names.stream().map(SplitFolders::folders).toList();
    var decision = Optional.<String>empty();
    boolean wrapped = true;
    for (int d = 0; d < DEEPEST; d++) {
      var below = below(paths, d);
      if (below.isEmpty()) {
        break;
      }
      var splits = new TreeSet<String>();
      var named = new TreeSet<String>();
      for (var folder : below.keySet()) {
        var split = SplitNames.folder(folder);
        if (!split.isEmpty()) {
          splits.add(split);
          named.add(folder);
        }
      }
      int depth = d;
      boolean others =
          named.size() < below.size() || paths.stream().anyMatch(path -> path.size() == depth);
      boolean held = splits.contains(SplitNames.TEST) || splits.contains(SplitNames.VALIDATION);
      boolean trained = splits.contains(SplitNames.TRAIN);
      if (trained && (held || !others) || splits.size() > 1 && !others) {
        below.keySet().removeAll(named);
        return new SplitFolders(
            d,
            below.isEmpty()
                ? Optional.empty()
                : Optional.of(
                    "folders beside the splits "
                        + String.join(", ", named)
                        + " are none and are taken to learn from: "
                        + String.join(", ", below.keySet())));
      }
      if (!splits.isEmpty()) {
        var shown = String.join(", ", named);
        if (!others) {
          return new SplitFolders(
              d,
              Optional.of(
                  String.format(
                      Locale.ROOT,
                      "every picture lies in a folder called %s and is held back, so that nothing is left to learn from; --splits none learns from them",
                      shown)));
        } else if (wrapped && (!classes || hasFolders(below, named))) {
          return new SplitFolders(
              d,
              held
                  ? Optional.of(
                      String.format(
                          Locale.ROOT,
                          "the pictures in %s are held back for measuring; if they are to be learned from, say --splits none",
                          shown))
                  : Optional.empty());
        } else if (classes) {
          decision =
              Optional.of(
                  String.format(
                      Locale.ROOT,
                      "the folder %s is taken for a class, since no other split lies beside it",
                      shown));
        }
      }
      wrapped &= below.size() == 1;
    }
    return new SplitFolders(-1, decision);
  }

  private static boolean hasFolders(TreeMap<String, Set<String>> below, Set<String> named) {
    return named.stream().noneMatch(folder -> below.get(folder).isEmpty());
  }

  /// The folders at a depth, each with those in it.
  private static TreeMap<String, Set<String>> below(List<List<String>> paths, int depth) {
    var below = new TreeMap<String, Set<String>>();
    for (var path : paths) {
      if (path.size() > depth) {
        var inside = below.computeIfAbsent(path.get(depth), _ -> new HashSet<>());
        if (path.size() > depth + 1) {
          inside.add(path.get(depth + 1));
        }
      }
    }
    return below;
  }

  private static List<String> folders(String name) {
    var parts = Arrays.asList(name.split("/"));
    return parts.subList(0, parts.size() - 1);
  }

  /// What was decided that one may see otherwise, as a sentence.
  Optional<String> decision() {
    return decision;
  }

  /// Whether any folder is a split.
  boolean found() {
    return depth >= 0;
  }

  /// `train`, `test`, `validation`, or empty.
  String split(String name) {
    var folders = folders(name);
    return found() && folders.size() > depth ? SplitNames.folder(folders.get(depth)) : "";
  }

  /// The class of each picture, in the order of the names; empty for pictures in no class.
  ///
  /// The first folder that is no split; with splits, folders around everything do not count.
  List<String> classes(List<String> names) {
    var rests = new ArrayList<>(names.stream().map(this::withoutSplits).toList());
    if (found()) {
      while (!rests.isEmpty()
          && rests.stream().allMatch(rest -> rest.size() > 1)
          && rests.stream().map(List::getFirst).distinct().count() == 1) {
        rests.replaceAll(rest -> rest.subList(1, rest.size()));
      }
    }
    var sure = new HashSet<String>();
    for (int i = 0; i < names.size(); i++) {
      if (!split(names.get(i)).isEmpty() && !rests.get(i).isEmpty()) {
        sure.add(rests.get(i).getFirst());
      }
    }
    return rests.stream()
        .map(
            rest ->
                rest.stream()
                    .filter(sure::contains)
                    .findFirst()
                    .orElse(rest.isEmpty() ? "" : rest.getFirst()))
        .toList();
  }

  /// The folders of a name without that of its split, which some archives have twice
  /// (`seg_train/seg_train/forest`).
  private List<String> withoutSplits(String name) {
    var folders = new ArrayList<>(folders(name));
    var split = split(name);
    while (!split.isEmpty()
        && folders.size() > depth
        && SplitNames.folder(folders.get(depth)).equals(split)) {
      folders.remove(depth);
    }
    return folders;
  }
}
