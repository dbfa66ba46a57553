package dev.limn.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Runs one measurement in a process of its own, here or in PyTorch; its last line is JSON.
final class Peers {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Peers() {}

  /// A class of ours with arguments.
  static List<String> ours(Class<?> main, Object... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-Xmx512m");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return command;
  }

  /// Waits for it.
  ///
  /// @param keepsPages sets what the launcher sets
  static JsonNode run(List<String> command, boolean keepsPages)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    if (keepsPages) {
      builder.environment().putIfAbsent("MALLOC_MMAP_THRESHOLD_", "1073741824");
      builder.environment().putIfAbsent("MALLOC_TRIM_THRESHOLD_", "17179869184");
      builder.environment().putIfAbsent("MALLOC_TOP_PAD_", "67108864");
    }
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(
          String.join(" ", command.subList(0, 2))
              + " … ended with "
              + process.exitValue()
              + ": "
              + output);
    }
    return JSON.readTree(output.strip().lines().reduce((_, last) -> last).orElse("{}"));
  }

  /// The result whose value is the middle one.
  static JsonNode median(List<JsonNode> results, String key) {
    return results.stream()
        .sorted(Comparator.comparingDouble(result -> result.get(key).asDouble()))
        .toList()
        .get(results.size() / 2);
  }
}
