package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The packages of all modules stand in layers, those of the table in `docs/architecture.md`. One
/// may use those beside and below it, never one above, and nowhere two each other.
class LayersTest {
  private static final Path ROOT = Path.of(System.getProperty("limn.root"));

  /// Strings and comments, which may name whatever they like.
  private static final Pattern QUIET =
      Pattern.compile(
          "\"\"\"(?:\\\\.|[^\\\\])*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|//[^\n]*|/\\*.*?\\*/",
          Pattern.DOTALL);

  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");

  /// A class with its package, in an import or in the midst of code.
  private static final Pattern USED =
      Pattern.compile("\\b(dev\\.limn(?:\\.[a-z][a-z0-9]*)*)\\.[A-Z]");

  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\| ([^|]*) \\|");
  private static final Pattern NAME = Pattern.compile("`([a-z0-9.*]+)`");

  /// For each package those that its sources use.
  private static Map<String, Set<String>> uses(Stream<String> sources) {
    var uses = new TreeMap<String, Set<String>>();
    sources.forEach(
        source -> {
          String code = QUIET.matcher(source).replaceAll("");
          var own = PACKAGE.matcher(code);
          if (own.find()) {
            Set<String> used = uses.computeIfAbsent(own.group(1), _ -> new TreeSet<>());
            USED.matcher(code).results().map(found -> found.group(1)).forEach(used::add);
            used.remove(own.group(1));
          }
        });
    return uses;
  }

  private static Map<String, Set<String>> ofAllModules() throws IOException {
    var sources = new ArrayList<String>();
    try (var modules = Files.newDirectoryStream(ROOT, "limn-*")) {
      for (Path module : modules) {
        Path main = module.resolve("src/main/java");
        if (Files.isDirectory(main)) {
          try (Stream<Path> files = Files.walk(main)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
              sources.add(Files.readString(file));
            }
          }
        }
      }
    }
    return uses(sources.stream());
  }

  /// The layers by the names in the table, with `*` for what follows.
  private static Map<String, Integer> table(String document) {
    var layers = new TreeMap<String, Integer>();
    ROW.matcher(document)
        .results()
        .forEach(
            row ->
                NAME.matcher(row.group(2))
                    .results()
                    .map(name -> name.group(1))
                    .forEach(name -> layers.put(name, Integer.valueOf(row.group(1)))));
    return layers;
  }

  /// The layer of a package, or -1.
  private static int layer(Map<String, Integer> table, String name) {
    String own = name.equals("dev.limn") ? "dev.limn" : name.substring("dev.limn.".length());
    Integer exact = table.get(own);
    int dot = own.lastIndexOf('.');
    if (exact == null && dot > 0) {
      exact = table.get(own.substring(0, dot) + ".*");
    }
    return exact == null ? -1 : exact;
  }

  private static List<String> upwards(Map<String, Set<String>> uses, Map<String, Integer> table) {
    var wrong = new ArrayList<String>();
    uses.forEach(
        (from, all) -> {
          if (layer(table, from) < 0) {
            wrong.add(from + " stands in no layer");
          }
          for (String to : all) {
            if (layer(table, to) > layer(table, from)) {
              wrong.add(from + " uses " + to);
            }
          }
        });
    return wrong;
  }

  /// A way from a package back to itself, or nothing.
  private static List<String> circle(Map<String, Set<String>> uses) {
    var done = new TreeSet<String>();
    for (String start : uses.keySet()) {
      List<String> found = circle(uses, start, new LinkedHashSet<>(), done);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  private static List<String> circle(
      Map<String, Set<String>> uses, String at, LinkedHashSet<String> way, Set<String> done) {
    if (way.contains(at)) {
      var found = new ArrayList<>(way);
      return found.subList(found.indexOf(at), found.size());
    }
    if (!done.add(at)) {
      return List.of();
    }
    way.add(at);
    for (String next : uses.getOrDefault(at, Set.of())) {
      List<String> found = circle(uses, next, way, done);
      if (!found.isEmpty()) {
        return found;
      }
    }
    way.remove(at);
    return List.of();
  }

  @Test
  void noPackageUsesOneAboveIt() throws IOException {
    var table = table(Files.readString(ROOT.resolve("docs/architecture.md")));
    var uses = ofAllModules();

    assertThat(table).containsKeys("torch", "data", "run", "cli");
    assertThat(uses).containsKeys("dev.limn.torch", "dev.limn.data", "dev.limn.cli");
    assertThat(upwards(uses, table)).isEmpty();
  }

  @Test
  void noPackagesUseEachOther() throws IOException {
    assertThat(circle(ofAllModules())).isEmpty();
  }

  @Test
  void theTableNamesNoPackageThatIsGone() throws IOException {
    var packages = ofAllModules().keySet();

    assertThat(table(Files.readString(ROOT.resolve("docs/architecture.md"))).keySet())
        .allMatch(
            name ->
                name.endsWith(".*")
                    ? packages.stream()
                        .anyMatch(
                            p -> p.startsWith("dev.limn." + name.substring(0, name.length() - 1)))
                    : packages.contains(name.equals("dev.limn") ? name : "dev.limn." + name));
  }

  @Test
  void anArrowUpwardsAndACircleAreFound() {
    var table = table("| 2 | `run` |\n| 1 | `data` `model.*` |\n");
    String up = "package dev.limn.data;\nimport dev.limn.run.RunConfig;\n";
    String down = "package dev.limn.run;\nclass A { dev.limn.data.Batch b; }\n";
    String quiet =
        "package dev.limn.model.x;\n/// [dev.limn.run.B]\nclass C { String s = \"dev.limn.run.D\"; }\n";
    String lost = "package dev.limn.lost;\n";

    assertThat(upwards(uses(Stream.of(up, down, quiet, lost)), table))
        .containsExactly("dev.limn.data uses dev.limn.run", "dev.limn.lost stands in no layer");
    assertThat(circle(uses(Stream.of(up, down, quiet))))
        .containsExactly("dev.limn.data", "dev.limn.run");
    assertThat(circle(uses(Stream.of(down, quiet)))).isEmpty();
  }
}
