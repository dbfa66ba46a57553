/// The command line: one class a verb.
///
/// Start with [Main][dev.limn.cli.Main], which lists the verbs and owns the options that all of
/// them share. Verbs that compute take [DeviceOptions][dev.limn.cli.DeviceOptions] as a mixin.
/// [Failures][dev.limn.cli.Failures] is the only place where an exception becomes words, and
/// [ExitStatus][dev.limn.cli.ExitStatus] names the codes a shell sees.
///
/// Nothing may touch the engine before a verb runs: `limn --help` has to be there at once, and the
/// engine's natives take half a second.
///
/// To add a verb: write a `@Command` class named after it, name it in `subcommands` of `Main`, and
/// test it in process through `Main.run` with good and with bad input.
package dev.limn.cli;
