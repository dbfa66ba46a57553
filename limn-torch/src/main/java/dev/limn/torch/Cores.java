package dev.limn.torch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// How many processor cores there are to compute on.
public final class Cores {
  private static final Path ROOT = Path.of("/");
  private static final String CPUS = "sys/devices/system/cpu";

  /// An efficient core of Intel's multiplies half as many numbers in a cycle as a performant one:
  /// its units are 128 bits wide.
  private static final double EFFICIENT = 0.5;

  private Cores() {}

  /// The cores that one operation should be shared out over; at least 1.
  ///
  /// - What this process may use counts, not what the machine has: the affinity mask and the limits
  ///   of its control groups, version 1 and 2, which Java reads.
  /// - Two threads of one core count once, where the system tells (Linux, macOS): a second one
  ///   makes convolutions slower.
  /// - An operation is cut into equal shares and takes as long as its slowest one. Of cores that
  ///   differ, as many of the fastest are taken as compute the most together that way.
  public static int usable() {
    int logical = Runtime.getRuntime().availableProcessors();
    return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac")
        ? ofMac(
            Processor.number("hw.physicalcpu"),
            Processor.number("hw.perflevel0.physicalcpu"),
            logical)
        : ofLinux(ROOT, logical);
  }

  /// The fast cores of a Mac; the others are a third as fast, and fewer.
  static int ofMac(int physical, int fast, int logical) {
    int cores = fast > 0 ? fast : physical > 0 ? physical : logical;
    return Math.clamp(cores, 1, Math.max(1, logical));
  }

  /// @param root where `sys` and `proc` lie
  /// @param logical processors that Java says there are, which knows the limits of control groups
  static int ofLinux(Path root, int logical) {
    try {
      Set<Integer> allowed = allowed(root);
      Set<Integer> efficient = list(root.resolve("sys/devices/cpu_atom/cpus"));
      var cores = new HashMap<String, Double>();
      try (var processors =
          Files.newDirectoryStream(root.resolve(CPUS), name -> name(name).matches("cpu[0-9]+"))) {
        for (Path processor : processors) {
          int number = Integer.parseInt(name(processor).substring(3));
          Path topology = processor.resolve("topology");
          if (Files.exists(topology) && (allowed.isEmpty() || allowed.contains(number))) {
            String core = line(topology.resolve("physical_package_id")).orElse("0") + " ";
            core += line(topology.resolve("core_id")).orElse("of " + number);
            double speed = speed(processor) * (efficient.contains(number) ? EFFICIENT : 1);
            cores.merge(core, speed, Math::max);
          }
        }
      }
      return cores.isEmpty()
          ? Math.max(1, logical)
          : Math.clamp(best(cores), 1, Math.max(1, logical));
    } catch (IOException | NumberFormatException | SecurityException _) {
      // Another system, or a sandbox: the logical number will do.
      return Math.max(1, logical);
    }
  }

  /// As many of the fastest as do the most when each gets the same share.
  private static int best(Map<String, Double> cores) {
    var speeds = cores.values().stream().sorted(Comparator.reverseOrder()).toList();
    int best = 1;
    for (int count = 2; count <= speeds.size(); count++) {
      if (count * speeds.get(count - 1) >= best * speeds.get(best - 1)) {
        best = count;
      }
    }
    return best;
  }

  /// How fast it is beside the others: its capacity where the kernel tells, else its highest clock.
  /// A kernel that tells no more than one value for all has the same effect.
  private static double speed(Path processor) throws IOException {
    var capacity = line(processor.resolve("cpu_capacity"));
    var clock = line(processor.resolve("cpufreq").resolve("cpuinfo_max_freq"));
    // favoured cores of one kind differ by some per cent, which is no reason to leave the others
    // out
    double hertz = clock.map(Double::parseDouble).orElse(1.0);
    return capacity.map(Double::parseDouble).orElse(hertz);
  }

  /// The processors that this process may run on; empty when it is not told.
  private static Set<Integer> allowed(Path root) throws IOException {
    Path status = root.resolve("proc/self/status");
    if (!Files.isReadable(status)) {
      return Set.of();
    }
    for (String line : Files.readAllLines(status, StandardCharsets.ISO_8859_1)) {
      if (line.startsWith("Cpus_allowed_list:")) {
        return parse(line.substring(line.indexOf(':') + 1).strip());
      }
    }
    return Set.of();
  }

  private static Set<Integer> list(Path file) throws IOException {
    return line(file).map(Cores::parse).orElse(Set.of());
  }

  /// Reads `0-3,8`.
  private static Set<Integer> parse(String list) {
    var numbers = new TreeSet<Integer>();
    for (String range : list.split(",")) {
      if (!range.isBlank()) {
        String[] ends = range.strip().split("-");
        for (int i = Integer.parseInt(ends[0]); i <= Integer.parseInt(ends[ends.length - 1]); i++) {
          numbers.add(i);
        }
      }
    }
    return numbers;
  }

  private static Optional<String> line(Path file) throws IOException {
    return Files.isReadable(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
