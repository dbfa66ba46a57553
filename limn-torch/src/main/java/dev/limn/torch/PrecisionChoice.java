package dev.limn.torch;

import dev.limn.io.AtomicFile;
import dev.limn.io.UserCache;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Which precision a device takes when nothing is said, and why: the one rule.
///
/// Bfloat16 where the processor has instructions for it, or where nobody can tell (a card, an
/// unknown system), and a convolution takes at most [#WORTH] of its time in float32; float32
/// everywhere else. The convolution is timed once, for at most a third of a second, and remembered
/// in the user's cache folder for this machine and version of the engine.
///
/// @param precision never [Precision#AUTO]
/// @param reason for people: `a convolution in bfloat16 takes .48 of its time in float32`
/// @param ratio of the time of a convolution in bfloat16 to that in float32
public record PrecisionChoice(Precision precision, String reason, double ratio) {
  /// Less than this is gained in a training step than in a convolution alone, and what is gained
  /// must be worth the digits.
  static final double WORTH = 0.9;

  private static final Map<Device, PrecisionChoice> KNOWN = new ConcurrentHashMap<>();

  /// What is taken on a device.
  ///
  /// @throws TorchException when the engine cannot be loaded
  public static PrecisionChoice of(Device device) {
    TorchException.present(device, "device");
    Loading.ready();
    return KNOWN.computeIfAbsent(device, _ -> find(device, PrecisionChoice::remembered));
  }

  /// As [#of], but measured now, whatever is remembered, and remembered from now on.
  ///
  /// @throws TorchException when the engine cannot be loaded
  public static PrecisionChoice anew(Device device) {
    TorchException.present(device, "device");
    Loading.ready();
    PrecisionChoice choice = find(device, PrecisionChoice::measured);
    KNOWN.put(device, choice);
    return choice;
  }

  private interface Memory {
    double ratio(Path folder, String machine, Supplier<Double> measurement);
  }

  private static PrecisionChoice find(Device device, Memory memory) {
    var processor = Processor.here();
    Optional<Boolean> able = device.isCpu() ? processor.bfloat16() : Optional.empty();
    Path folder = UserCache.directory().resolve("precision");
    String machine = machine(device, processor);
    return decide(able, memory.ratio(folder, machine, () -> PrecisionTrial.ratio(device)));
  }

  /// Settings of the environment that keep the engine from instructions which are there, such as
  /// `ONEDNN_MAX_CPU_ISA=AVX2`; empty when there are none.
  public static String limits() {
    return Processor.limits();
  }

  /// How many times as long a convolution takes in one of the precisions as in the one that is
  /// taken here; 1 for that one.
  public double cost(Precision other) {
    if (other == Precision.AUTO || other == precision) {
      return 1;
    }
    return other == Precision.BFLOAT16 ? ratio : 1 / ratio;
  }

  /// The rule.
  ///
  /// @param able whether the processor has instructions for bfloat16; empty when nobody can tell
  /// @param ratio of the times; infinite where bfloat16 cannot be computed at all
  static PrecisionChoice decide(Optional<Boolean> able, double ratio) {
    boolean worth = able.orElse(true) && ratio <= WORTH;
    String measured = "a convolution in bfloat16 takes " + times(ratio);
    String reason =
        Double.isInfinite(ratio)
            ? "the device does not compute in bfloat16"
            : able.orElse(true)
                ? measured
                : "the processor has no bfloat16 instructions; " + measured;
    return new PrecisionChoice(worth ? Precision.BFLOAT16 : Precision.FLOAT32, reason, ratio);
  }

  private static String times(double ratio) {
    return ratio < 1
        ? String.format(Locale.ROOT, "%.2f of its time in float32", ratio)
        : String.format(
            Locale.ROOT, ratio < 10 ? "%.1f times as long" : "%.0f times as long", ratio);
  }

  /// What the time depends on; a home folder may be shared by several machines.
  private static String machine(Device device, Processor processor) {
    return String.join(
        "\n",
        "engine " + Engine.VERSION + (Engine.hasCuda() ? "-gpu" : ""),
        "device " + device,
        device.isCpu() ? "processor " + processor.description() : "cards " + Processor.cards(),
        "limits " + Processor.limits());
  }

  /// What was measured before, or is now. Several processes may do so at once: each writes a whole
  /// file, and the last one stays. A folder that cannot be written only costs the time again.
  static double remembered(Path folder, String machine, Supplier<Double> measurement) {
    return read(file(folder, machine), machine)
        .orElseGet(() -> measured(folder, machine, measurement));
  }

  private static Path file(Path folder, String machine) {
    return folder.resolve(hash(machine) + ".txt");
  }

  private static double measured(Path folder, String machine, Supplier<Double> measurement) {
    double ratio = measurement.get();
    Path file = file(folder, machine);
    try {
      byte[] text = ("ratio " + ratio + "\n" + machine + "\n").getBytes(StandardCharsets.UTF_8);
      AtomicFile.writeSoon(file, text);
    } catch (IOException | SecurityException _) {
      return ratio; // measured again next time
    }
    return ratio;
  }

  /// The ratio in a file that is whole and of this machine.
  private static Optional<Double> read(Path file, String machine) {
    try {
      String[] parts = Files.readString(file).split("\n", 2);
      if (parts.length < 2 || !parts[0].startsWith("ratio ") || !parts[1].strip().equals(machine)) {
        return Optional.empty();
      }
      double ratio = Double.parseDouble(parts[0].substring("ratio ".length()));
      return ratio > 0 ? Optional.of(ratio) : Optional.empty();
    } catch (IOException | SecurityException | NumberFormatException _) {
      return Optional.empty();
    }
  }

  private static String hash(String text) {
    try {
      var sum = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sum, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
