package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {
  @Test
  void theHelpOfTrainStatesWhatIsUsed() {
    var help = Session.of("train", "--help").out().replaceAll("\\s+", " ");
    assertThat(help)
        .contains("(default: 100 for df-gan's preset small, 300 for others")
        .contains("between figures (default: 1, of a table 5)")
        .contains("between previews (default: 10, of a table 50)")
        .contains("between checkpoints (default: 5, of a table 50)")
        .contains("The seed of everything (default: 1)")
        .contains("(default: never; 10 when another option of measures is there)")
        .contains("(default: colours)", "(default: 500)");
    String[] dry = {"train", "--data", "pictures", "--dry-run", "--measures", "colours"};
    assertThat(Session.of(dry).out())
        .contains("kimg: 100.0", "seed: 1", "tick-kimg: 1.0", "preview-kimg: 10.0")
        .contains("save-kimg: 5.0", "count: 500", "kimg: 10.0", "measures: \"colours\"");
    dry[4] = "--preset=paper";
    assertThat(Session.of(Arrays.copyOf(dry, 5)).out()).contains("kimg: 300.0");
    String[] table = {"train", "--data", "people.csv", "--dry-run"};
    assertThat(Session.of(table).out())
        .contains("kimg: 300.0", "tick-kimg: 5.0", "preview-kimg: 50.0", "save-kimg: 50.0");
  }

  @Test
  void helpListsEveryVerbAndTheExitCodes() {
    var session = Session.of("--help");
    assertThat(session.status()).isEqualTo(ExitStatus.OK);
    assertThat(session.err()).isEmpty();
    assertThat(session.out()).startsWith("Usage: limn").contains("Exit codes:").contains("130");
    for (var verb : Main.commandLine().getSubcommands().keySet()) {
      assertThat(session.out()).contains("  " + verb + " ");
    }
  }

  @Test
  void helpOfAVerbIsThatOfItsOption() {
    assertThat(Session.of("help").out()).isEqualTo(Session.of("--help").out());
    assertThat(Session.of("help", "draw").out()).isEqualTo(Session.of("draw", "--help").out());
    var nested = Session.of("help", "data", "check");
    assertThat(nested.status()).isEqualTo(ExitStatus.OK);
    assertThat(nested.out()).isEqualTo(Session.of("data", "check", "--help").out());
    var unknown = Session.of("help", "drwa");
    assertThat(unknown.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(unknown.err()).contains("unknown verb 'drwa' (did you mean 'draw'?)");
  }

  @Test
  void noArgumentsPrintTheHelp() {
    assertThat(Session.of().out()).isEqualTo(Session.of("--help").out());
  }

  @Test
  void everyVerbDescribesItselfAndItsOptions() {
    var commands = new ArrayList<CommandLine>(List.of(Main.commandLine()));
    for (int i = 0; i < commands.size(); i++) {
      var command = commands.get(i);
      commands.addAll(command.getSubcommands().values());
      var spec = command.getCommandSpec();
      assertThat(spec.usageMessage().description()).as(spec.qualifiedName()).isNotEmpty();
      assertThat(command.getUsageMessage()).doesNotContain("Optional[", "Optional.empty", ": null");
      assertThat(spec.optionsMap()).as(spec.qualifiedName()).containsKeys("--help", "--debug");
      assertThat(spec.options())
          .as(spec.qualifiedName())
          .allSatisfy(
              option -> assertThat(option.description()).as(option.longestName()).isNotEmpty());
    }
  }

  @Test
  void versionNamesLimnAndTheEngine() {
    var session = Session.of("--version");
    assertThat(session.status()).isEqualTo(ExitStatus.OK);
    assertThat(session.out())
        .containsPattern("limn \\d+\\.\\d+\\.\\d+")
        .containsPattern("libtorch \\d+\\.\\d+\\.\\d+-")
        .doesNotContain("${");
  }

  @Test
  void anUnknownVerbIsNamedAndEndsWithTwo() {
    var session = Session.of("drwa");
    assertThat(session.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(session.err()).contains("drwa").contains("limn --help");
    assertThat(session.out()).isEmpty();
  }

  @Test
  void aMistypedOptionGetsASuggestion() {
    var session = Session.of("--versoin");
    assertThat(session.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(session.err()).contains("--versoin").contains("Did you mean: --version?");
  }

  /// Asks for every help there is.
  static final class EveryHelp {
    private EveryHelp() {}

    public static void main(String... args) {
      AotWarmup.helps().forEach(line -> Main.commandLine().execute(line.toArray(String[]::new)));
    }
  }

  /// The JVM names every class that it loads.
  @Test
  void noHelpTouchesTheEngine() throws Exception {
    var builder =
        new ProcessBuilder(
            System.getProperty("java.home") + "/bin/java",
            "-Xlog:class+load:stdout",
            "-cp",
            System.getProperty("java.class.path"),
            EveryHelp.class.getName());
    var process = builder.redirectErrorStream(true).start();
    var loaded = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(loaded).isZero();
    assertThat(loaded)
        .contains("Usage: limn doctor")
        .contains("dev.limn.cli.Main ")
        .doesNotContain("org.bytedeco");
  }
}
