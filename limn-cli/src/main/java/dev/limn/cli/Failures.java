package dev.limn.cli;

import dev.limn.LimnException;
import dev.limn.torch.TorchException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Turns an exception into what a person reads on standard error and an [ExitStatus].
///
/// Limn's own exceptions, those of files and those of refused arguments say what is wrong with the
/// user's input: one line, no stack. Anything else is a fault in Limn and says so.
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private final BooleanSupplier debug;

  Failures(BooleanSupplier debug) {
    this.debug = debug;
  }

  /// Whether `LIMN_DEBUG` asks for stacks.
  static boolean debugByEnvironment() {
    var value = System.getenv("LIMN_DEBUG");
    return value != null && !value.isEmpty() && !value.equals("0");
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    var line = e.getCommandLine();
    var err = line.getErr();
    err.println("limn: " + complaint(e));
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      err.println("Did you mean: " + String.join(", ", unmatched.getSuggestions()) + "?");
    }
    var verb = line.getCommandSpec().qualifiedName();
    err.println("'" + verb + " --help' lists what there is.");
    printStack(e, err);
    err.flush();
    return ExitStatus.USAGE;
  }

  /// What is wrong with the command line. A stray word where a verb belongs is called an unknown
  /// verb.
  private static String complaint(ParameterException e) {
    var verbs = e.getCommandLine().getSubcommands();
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()
        && !verbs.isEmpty()) {
      return "unknown verb '" + unmatched.getUnmatched().getFirst() + "'";
    }
    return e.getMessage();
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine line, ParseResult result) {
    return report(e, line.getErr());
  }

  /// Prints `e` and returns the exit status that goes with it.
  int report(Throwable e, PrintWriter err) {
    var expected = isExpected(e);
    err.println("limn: " + (expected ? sentence(e) : "a fault in Limn: " + e));
    if (!expected && !debug.getAsBoolean()) {
      err.println("The same command with --debug prints the stack; please report it.");
    }
    printStack(e, err);
    err.flush();
    return expected ? ExitStatus.FAILED : ExitStatus.FAULT;
  }

  private void printStack(Throwable e, PrintWriter err) {
    if (debug.getAsBoolean()) {
      e.printStackTrace(err);
    }
  }

  /// Whether `e` speaks of the user's input rather than of a mistake in the program.
  private static boolean isExpected(Throwable e) {
    return isOwn(e) && !isMisuse(e)
        || e instanceof IOException
        || e instanceof UncheckedIOException
        || e instanceof IllegalArgumentException
        || e instanceof OutOfMemoryError;
  }

  /// Whether Limn used its own engine wrongly: no input asks for that.
  private static boolean isMisuse(Throwable e) {
    return e instanceof TorchException engine
        && (engine.kind() == TorchException.Kind.CLOSED
            || engine.kind() == TorchException.Kind.SCOPE);
  }

  private static boolean isOwn(Throwable e) {
    return e instanceof LimnException;
  }

  /// The message of `e`: Limn's own as it is, lists and all; of others in one line. The exceptions
  /// of `java.nio.file` carry a bare path, so what happened to it is added.
  static String sentence(Throwable e) {
    return switch (e) {
      case UncheckedIOException unchecked -> sentence(unchecked.getCause());
      case NoSuchFileException file -> file.getFile() + ": no such file or folder";
      case FileAlreadyExistsException file -> file.getFile() + ": exists already";
      case AccessDeniedException file -> file.getFile() + ": permission denied";
      case OutOfMemoryError memory ->
          String.format(
              Locale.ROOT,
              "out of Java memory (%s; at most %d MiB): LIMN_JAVA_OPTS=-Xmx8g gives it more",
              memory.getMessage(),
              Runtime.getRuntime().maxMemory() >> 20);
      case NotDirectoryException file -> file.getFile() + ": not a folder";
      case DirectoryNotEmptyException file -> file.getFile() + ": the folder is not empty";
      default -> {
        var message = e.getMessage();
        yield message == null || message.isBlank()
            ? e.getClass().getSimpleName()
            : isOwn(e) ? message.strip() : message.strip().replaceAll("\\s*\\R\\s*", "; ");
      }
    };
  }
}
