package dev.limn.train.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// `stats.jsonl`: one JSON object a line for each tick of training.
///
/// The first field is `kimg`, thousands of pictures seen; the others follow in the order in which
/// they are given. JSON has no NaN and no infinities: such numbers are `null`. A process that is
/// killed leaves at most a torn last line; resuming drops it, and the lines after the checkpoint.
public final class StatsLog implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final TypeReference<LinkedHashMap<String, Object>> OBJECT =
      new TypeReference<>() {};
  private static final String KIMG = "kimg";

  private final Path file;
  private final FileChannel channel;

  private StatsLog(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// Goes on behind the last whole line of a file, or begins it.
  ///
  /// @throws LogException when the file cannot be written
  public static StatsLog open(Path file) {
    return resume(file, Double.POSITIVE_INFINITY);
  }

  /// Goes on behind the last line that tells of `kimg` or less; the lines after it are removed,
  /// since the resumed run writes them again.
  ///
  /// @param kimg of the checkpoint
  /// @throws LogException when the file cannot be written
  public static StatsLog resume(Path file, double kimg) {
    try {
      long end = Files.exists(file) ? kept(file, kimg) : 0;
      var channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
              .truncate(end)
              .position(end);
      return new StatsLog(file, channel);
    } catch (IOException e) {
      throw new LogException("cannot write " + file + ": " + e, e);
    }
  }

  /// All whole lines; a torn last one is left out.
  ///
  /// @throws LogException when the file cannot be read or a line before the last is no JSON object
  public static List<Map<String, Object>> read(Path file) {
    var all = new ArrayList<Map<String, Object>>();
    try {
      byte[] bytes = Files.readAllBytes(file);
      lines(
          bytes,
          (line, end) -> {
            var object = parse(line);
            if (object.isEmpty()) {
              throw new LogException(
                  file + " is damaged: the line that ends at byte " + end + " is no JSON object");
            }
            all.add(object.get());
          });
    } catch (IOException e) {
      throw new LogException("cannot read " + file + ": " + e, e);
    }
    return all;
  }

  /// Appends a line and hands it to the operating system.
  ///
  /// @param kimg thousands of pictures seen
  /// @param fields name to value (numbers, booleans, texts, lists, maps), in the order in which
  ///   they are written
  /// @throws LogException when the line cannot be written, or a field is named `kimg`
  public void write(double kimg, Map<String, ?> fields) {
    if (fields.containsKey(KIMG)) {
      throw new LogException("a field named kimg for " + file + ": it is written by itself");
    }
    var line = new LinkedHashMap<String, Object>();
    line.put(KIMG, plain(kimg));
    fields.forEach((name, value) -> line.put(name, plain(value)));
    var bytes =
        ByteBuffer.wrap((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw new LogException("cannot write " + file + ": " + e, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new LogException("cannot close " + file + ": " + e, e);
    }
  }

  private static Object plain(Object value) {
    return switch (value) {
      // Jackson writes null from an empty Optional.
      case Double number when !Double.isFinite(number) -> Optional.empty();
      case Float number when !Float.isFinite(number) -> Optional.empty();
      case Double number when number == Math.rint(number) && Math.abs(number) < 1e15 ->
          number.longValue();
      case List<?> list -> list.stream().map(StatsLog::plain).toList();
      case Map<?, ?> map -> {
        var copy = new LinkedHashMap<Object, Object>();
        map.forEach((key, each) -> copy.put(key, plain(each)));
        yield copy;
      }
      default -> value;
    };
  }

  /// Where the last line ends that stays.
  private static long kept(Path file, double kimg) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    long[] end = {0};
    boolean[] past = {false};
    lines(
        bytes,
        (line, lineEnd) -> {
          var object = parse(line);
          if (object.isPresent()) {
            past[0] |=
                object.get().get(KIMG) instanceof Number number && number.doubleValue() > kimg;
            end[0] = past[0] ? end[0] : lineEnd;
          }
        });
    return end[0];
  }

  /// Calls for each line that ends in a line feed, with the position behind it.
  private static void lines(byte[] bytes, BiConsumer<String, Integer> line) {
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        line.accept(new String(bytes, from, i - from, StandardCharsets.UTF_8), i + 1);
        from = i + 1;
      }
    }
  }

  private static Optional<Map<String, Object>> parse(String line) {
    try {
      return Optional.ofNullable(JSON.readValue(line, OBJECT));
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }
}
