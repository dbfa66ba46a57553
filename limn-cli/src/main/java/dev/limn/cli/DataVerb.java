package dev.limn.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `limn data`: what can be done with a folder of pictures before training on it.
@Command(
    name = "data",
    description = {
      "Look through a folder of pictures, pack it for training, or throw away what was packed.",
      ""
    },
    subcommands = {DataCheck.class, DataPack.class, DataClean.class})
final class DataVerb implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "data needs a verb of its own: check, pack or clean");
  }
}
