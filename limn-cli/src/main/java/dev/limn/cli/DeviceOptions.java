package dev.limn.cli;

import dev.limn.torch.Device;
import dev.limn.torch.Engine;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `--device` and `--threads`, for every verb that computes: `@Mixin private DeviceOptions device`.
///
/// What is written wrongly is refused while the command line is read; whether the card is there is
/// found out by [#prepare], the first call that loads the engine.
final class DeviceOptions {
  private static final int MOST_THREADS = 1024;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private String device = "auto";
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description =
          "Where to compute: auto, cpu, cuda or cuda:N. auto takes the first CUDA card the engine"
              + " can use, else the processor.")
  void device(String name) {
    if (!name.matches("auto|cpu|cuda(:[0-9]{1,2})?")) {
      throw new ParameterException(
          command.commandLine(), "--device '" + name + "'; expected auto, cpu, cuda or cuda:N");
    }
    device = name;
  }

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Processor threads of one operation (default: one a core). The same seed gives the same"
              + " bytes at the same number only.")
  void threads(int count) {
    if (count < 1 || count > MOST_THREADS) {
      throw new ParameterException(
          command.commandLine(), "--threads " + count + "; expected 1 to " + MOST_THREADS);
    }
    threads = Optional.of(count);
  }

  /// What was asked for, as it was written: `auto` stays `auto`.
  String name() {
    return device;
  }

  /// The number of threads, if it was said.
  Optional<Integer> threads() {
    return threads;
  }

  /// As [#prepare()], with something else where nothing was said.
  ///
  /// @param usual the device
  /// @param usualThreads 0 for the engine's own choice
  Device prepare(String usual, int usualThreads) {
    int count = threads.orElse(usualThreads);
    if (count > 0) {
      Engine.threads(count);
    }
    boolean said = command.commandLine().getParseResult().hasMatchedOption("--device");
    return Device.parse(said ? device : usual);
  }

  /// Loads the engine, sets its threads and returns the device.
  ///
  /// @throws dev.limn.torch.TorchException if the engine cannot use the device
  Device prepare() {
    threads.ifPresent(Engine::threads);
    return Device.parse(device);
  }
}
