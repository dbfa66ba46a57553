package dev.limn.cli;

import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The `limn` command: the options every verb has, and the list of verbs.
///
/// A verb is a class of its own, annotated `@Command`, that returns an [ExitStatus] code or
/// nothing; it takes part by being named in `subcommands` below. It reports what the user did wrong
/// by letting the library's own exceptions fly: [Failures] turns them into one line and an exit
/// code.
@Command(
    name = "limn",
    description = {"Draws pictures from sentences with generative adversarial networks.", ""},
    subcommands = {
      DataVerb.class,
      Doctor.class,
      Draw.class,
      Evaluate.class,
      Fill.class,
      Help.class,
      Info.class,
      Models.class,
      Nearest.class,
      ReproduceVerb.class,
      TrainVerb.class
    },
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Build.class,
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n",
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all went well",
      "1:the work could not be done; the reason is printed",
      "2:the command line is wrong",
      "70:a fault in Limn itself; --debug prints the stack",
      "130:interrupted (Ctrl-C), after what was under way had been saved",
      "143:terminated (SIGTERM), likewise"
    },
    usageHelpAutoWidth = true,
    showDefaultValues = true)
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack of an error (LIMN_DEBUG=1 does the same).")
  private boolean debug;

  private PrintWriter out = new PrintWriter(System.out, true, System.out.charset());

  /// Runs one command and ends the process with its [ExitStatus].
  public static void main(String... args) {
    Signals.endAtOnce();
    System.exit(execute(commandLine(), args));
  }

  /// The whole command tree, ready to execute and to be asked for its help.
  static CommandLine commandLine() {
    var main = new Main();
    var line = new CommandLine(main);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setAbbreviatedOptionsAllowed(false);
    Choices.register(line);
    quietExitCodes(line);
    var failures = new Failures(() -> main.debug || Failures.debugByEnvironment());
    line.setExecutionExceptionHandler(failures);
    line.setParameterExceptionHandler(failures);
    return line;
  }

  /// Leaves the exit codes to the help of `limn` itself.
  private static void quietExitCodes(CommandLine line) {
    for (var verb : line.getSubcommands().values()) {
      verb.getCommandSpec().usageMessage().exitCodeListHeading("").exitCodeList(Map.of());
      quietExitCodes(verb);
    }
  }

  /// Runs one command inside this process, for tests and for programs that embed the command line.
  static int run(PrintWriter out, PrintWriter err, String... args) {
    return execute(commandLine().setOut(out).setErr(err), args);
  }

  private static int execute(CommandLine line, String... args) {
    Main main = line.getCommand();
    main.out = line.getOut();
    // Helps have colours on a terminal; they hold nothing that comes from elsewhere.
    line.setErr(PrintableWriter.over(line.getErr()));
    line.setExecutionStrategy(
        parsed -> {
          var helped = CommandLine.executeHelpRequest(parsed);
          if (helped != null) {
            return helped;
          }
          line.setOut(PrintableWriter.over(main.out));
          return new CommandLine.RunLast().execute(parsed);
        });
    try {
      return line.execute(args);
    } catch (Error e) { // picocli hands only exceptions to its handler
      return ((Failures) line.getExecutionExceptionHandler()).report(e, line.getErr());
    }
  }

  /// No verb: the help, as if `--help` had been said.
  @Override
  public void run() {
    usage(spec.commandLine());
  }

  /// Prints the help of a verb.
  void usage(CommandLine verb) {
    verb.usage(out);
    out.flush();
  }
}
