package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// The commands of the README, of `docs`, and of the models' cards are ones that Limn understands.
final class DocumentsTest {
  private static final Path ROOT = Path.of(System.getProperty("limn.root"));

  /// A command in a block, or in a line of text; a comment after two spaces ends it.
  private static final Pattern BLOCK =
      Pattern.compile("^\\s*(?:\\./)?limn ([a-z].*?)(?:\\s{2,}#.*)?$");

  private static final Pattern INLINE = Pattern.compile("`(?:\\./)?limn ([a-z][^`]*)`");

  /// What stands between backquotes in a line of text, and the options in it.
  private static final Pattern CODE = Pattern.compile("`[^`\\n]+`");

  private static final Pattern OPTION = Pattern.compile("(?<=[ `])--[a-z][a-z-]+");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  @TestFactory
  Stream<DynamicTest> everyCommandInTheDocumentsIsUnderstood() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    for (var document : documents()) {
      for (var command : commands(Files.readString(document))) {
        var name = ROOT.relativize(document) + ": limn " + command;
        tests.add(DynamicTest.dynamicTest(name, () -> check(words(command))));
      }
    }
    assertThat(tests).hasSizeGreaterThan(80);
    return tests.stream();
  }

  @Test
  void everyOptionThatTheDocumentsNameIsThere() throws IOException {
    var known = new TreeSet<String>();
    options(Main.commandLine(), known);
    var unknown = new TreeSet<String>();
    for (var document : documents()) {
      for (var code : CODE.matcher(Files.readString(document)).results().toList()) {
        OPTION
            .matcher(code.group())
            .results()
            .map(MatchResult::group)
            .filter(option -> !known.contains(option))
            .forEach(option -> unknown.add(document.getFileName() + ": " + option));
      }
    }
    assertThat(unknown).isEmpty();
  }

  private static void options(CommandLine line, Set<String> into) {
    into.addAll(line.getCommandSpec().optionsMap().keySet());
    line.getSubcommands().values().forEach(verb -> options(verb, into));
  }

  private static List<Path> documents() throws IOException {
    var all = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")));
    for (var folder : List.of("docs", "models")) {
      try (var files = Files.walk(ROOT.resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(all::add);
      }
    }
    return all;
  }

  private static List<String> commands(String text) {
    var all = new ArrayList<String>();
    boolean fenced = false;
    for (var line : text.replaceAll("\\\\\\R\\s*", "").split("\\R")) {
      if (line.startsWith("```")) {
        fenced = !fenced;
        continue;
      }
      Matcher block = BLOCK.matcher(line);
      if ((fenced || line.startsWith("    ")) && block.matches()) {
        all.add(block.group(1));
      }
      if (!fenced) {
        INLINE.matcher(line).results().forEach(found -> all.add(found.group(1)));
      }
    }
    // "limn evaluate" in running text names a verb; VERB and NAME stand for one.
    all.removeIf(command -> !command.contains(" ") || command.matches(".*\\b(VERB|NAME)\\b.*"));
    return all;
  }

  private static String[] words(String command) {
    return WORD.matcher(command)
        .results()
        .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
        .map(word -> word.equals("N") ? "4" : word.equals("LIST") ? "fsd" : word)
        .toArray(String[]::new);
  }

  private static void check(String[] words) {
    CommandLine line = Main.commandLine();
    try {
      line.parseArgs(words);
    } catch (CommandLine.MissingParameterException e) {
      // A command in running text may leave out what it is about.
      assertThat(e.getMissing())
          .as(e.getMessage())
          .allMatch(CommandLine.Model.ArgSpec::isPositional);
    } catch (ParameterException e) {
      throw new AssertionError(String.join(" ", words) + ": " + e.getMessage(), e);
    }
    var all = List.of(words);
    if (all.contains("train")
        && all.contains("--data")
        && !all.contains("--generator")
        && all.stream().noneMatch(word -> word.startsWith("stage-one="))) {
      var session =
          Session.of(Stream.concat(all.stream(), Stream.of("--dry-run")).toArray(String[]::new));
      assertThat(session.status()).as(session.err()).isZero();
    }
  }
}
