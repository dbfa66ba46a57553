package dev.limn.cli;

/// What the process tells its shell. The list is printed by `limn --help`, too.
final class ExitStatus {
  /// All went well.
  static final int OK = 0;

  /// The work could not be done: a missing file, broken data, a model that does not fit.
  static final int FAILED = 1;

  /// The command line is wrong: an unknown verb or option, a value of the wrong kind.
  static final int USAGE = 2;

  /// A fault in Limn itself (the number of `EX_SOFTWARE` in `sysexits.h`).
  static final int FAULT = 70;

  /// Ctrl-C, once what was under way had been saved (128 + SIGINT).
  static final int INTERRUPTED = 130;

  /// SIGTERM, likewise (128 + SIGTERM).
  static final int TERMINATED = 143;

  private ExitStatus() {}
}
