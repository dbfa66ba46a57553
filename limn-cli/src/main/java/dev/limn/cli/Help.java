package dev.limn.cli;

import dev.limn.console.Suggestions;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `limn help VERB`: the same as `limn VERB --help`.
@Command(
    name = "help",
    description = {"Print what a verb does and its options, as limn VERB --help does.", ""})
final class Help implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "VERB",
      arity = "0..*",
      description = "A verb, or one with a verb of its own, such as data check.")
  private List<String> verbs = List.of();

  @Override
  public void run() {
    CommandLine found = spec.root().commandLine();
    for (var verb : verbs) {
      var known = found.getSubcommands();
      if (!known.containsKey(verb)) {
        throw new ParameterException(
            found, "unknown verb '" + verb + "'" + Suggestions.hint(verb, known.keySet()));
      }
      found = known.get(verb);
    }
    ((Main) spec.root().userObject()).usage(found);
  }
}
