package dev.limn.torch.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import dev.limn.torch.Scope;
import dev.limn.torch.TorchException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every rule of the format, broken once.
class SafetensorsNegativesTest {
  @TempDir Path directory;

  private void requireRefused(byte[] bytes, String... words) throws IOException {
    Path file = Golden.write(directory, bytes);
    var e = catchThrowableOfType(TorchException.class, () -> Safetensors.open(file).close());
    assertThat(e).as("refused").isNotNull();
    assertThat(e.kind()).isEqualTo(TorchException.Kind.FILE);
    assertThat(e.getMessage()).contains("x.safetensors").contains(words).hasSizeLessThan(600);
    assertThat(e.getMessage().lines()).hasSize(1);
  }

  /// One JSON header a row, with how many data bytes follow it and a word of the refusal.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                                    | 1 | trailing
          {"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}                 | 3 | trailing
          {"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}                 | 1 | cut off
          {"w":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}                 | 3 | hole
          {"w":{"dtype":"U8","shape":[2],"data_offsets":[2,0]}}                 | 2 | before its start
          {"w":{"dtype":"U8","shape":[3],"data_offsets":[0,2]}}                 | 2 | needs 3
          {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,2]}}                | 2 | needs 4
          {"w":{"dtype":"U8","shape":[-2],"data_offsets":[0,2]}}                | 2 | '-2'
          {"w":{"dtype":"U8","shape":[2],"data_offsets":[-2,0]}}                | 0 | '-2'
          {"w":{"dtype":"U8","shape":[2],"data_offsets":[-0,2]}}                | 2 | '-0'
          {"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2.0]}}               | 2 | '2.0'
          {"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2e0]}}               | 2 | '2e0'
          {"w":{"dtype":"U8","shape":[2],"data_offsets":[0,1e400]}}             | 2 | '1e400'
          {"w":{"dtype":"U8","shape":[2],"data_offsets":[0,"2"]}}               | 2 | integer
          {"w":{"dtype":"U8","shape":[2],"data_offsets":[0,NaN]}}               | 2 | JSON
          {"w":{"dtype":"U8","shape":[2],"data_offsets":[00,2]}}                | 2 | JSON
          {"w":{"dtype":"U8","shape":[2],"data_offsets":[0,9223372036854775808]}} | 2 | overflows
          {"w":{"dtype":"U8","shape":[2],"data_offsets":[0,18446744073709551618]}} | 2 | overflows
          {"w":{"dtype":"U8","shape":[2],"data_offsets":[0]}}                   | 2 | incomplete
          {"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2,2]}}               | 2 | more than 2
          {"w":{"dtype":"U8","shape":[2],"data_offsets":{"0":0}}}               | 2 | array
          {"w":{"dtype":"U8","shape":2,"data_offsets":[0,2]}}                   | 2 | array
          {"w":{"dtype":"U8","shape":[true],"data_offsets":[0,2]}}              | 2 | integer
          {"w":{"dtype":"U8","shape":[null],"data_offsets":[0,2]}}              | 2 | integer
          {"w":{"dtype":"U8","shape":[[2]],"data_offsets":[0,2]}}               | 2 | integer
          {"w":{"dtype":"U8","shape":[2]}}                                      | 2 | incomplete
          {"w":{"dtype":"U8","data_offsets":[0,2]}}                             | 2 | incomplete
          {"w":{"shape":[2],"data_offsets":[0,2]}}                              | 2 | incomplete
          {"w":{}}                                                              | 0 | incomplete
          {"w":[]}                                                              | 0 | object
          {"w":3}                                                               | 0 | object
          {"w":null}                                                            | 0 | object
          {"w":{"dtype":8,"shape":[2],"data_offsets":[0,2]}}                    | 2 | string
          {"w":{"dtype":"u8","shape":[2],"data_offsets":[0,2]}}                 | 2 | 'u8'
          {"w":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,2]}}            | 2 | BF16
          {"w":{"dtype":"U64","shape":[0],"data_offsets":[0,0]}}                | 0 | 'U64'
          {"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2],"x":1}}           | 2 | 'x'
          {"w":{"dtype":"U8","dtype":"U8","shape":[2],"data_offsets":[0,2]}}    | 2 | dtype twice
          {"w":{"dtype":"U8","shape":[2],"shape":[2],"data_offsets":[0,2]}}     | 2 | shape twice
          {"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2],"data_offsets":[0,2]}} | 2 | twice
          {"__metadata__":{"a":1}}                                              | 0 | string
          {"__metadata__":{"a":null}}                                           | 0 | string
          {"__metadata__":{"a":{}}}                                             | 0 | string
          {"__metadata__":{"a":["b"]}}                                          | 0 | string
          {"__metadata__":"a"}                                                  | 0 | object
          {"__metadata__":{"a":"1","a":"2"}}                                    | 0 | twice
          {"__metadata__":{},"__metadata__":{}}                                 | 0 | twice
          {"w":{"dtype":"U8","shape":[4611686018427387904,4],"data_offsets":[0,0]}} | 0 | overflows
          {"w":{"dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,0]}} | 0 | overflows
          {"w":{"dtype":"U8","shape":[9223372036854775807,9223372036854775807,0],"data_offsets":[0,0]}} | 0 | overflows
          {"w":{"dtype":"U8","shape":[9223372036854775807],"data_offsets":[0,9223372036854775807]}} | 0 | more elements
          {"w":{"dtype":"U8","shape":[2305843009213693952],"data_offsets":[0,2305843009213693952]}} | 0 | more elements
          {"w":{"dtype":"U8","shape":[1000000000000],"data_offsets":[0,1000000000000]}} | 0 | cut off
          {"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},}                | 2 | JSON
          {"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}                  | 2 | JSON
          {"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}}                | 2 | JSON
          {"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}} {}              | 2 | goes on
          {"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}} // c            | 2 | JSON
          {w:{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}                   | 2 | JSON
          {"\\ud800":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}           | 2 | surrogate
          {"__metadata__":{"a":"\\udc00"}}                                     | 0 | surrogate
          {"__metadata__":{"a":"\\ud800x"}}                                    | 0 | surrogate
          {                                                                     | 0 | JSON
          []                                                                    | 0 | 0x5b
          "{}"                                                                  | 0 | 0x22
          null                                                                  | 0 | 0x6e
          """)
  void aHeaderThatBreaksARuleIsRefused(String json, int dataBytes, String word) throws IOException {
    requireRefused(Golden.safetensors(json, dataBytes), word);
  }

  @Test
  void theRowsAboveWithoutTheirFaultAreAccepted() throws IOException {
    String json = "{\"__metadata__\":{\"a\":\"1\"},\"w\":%s,\"e\":%s,\"z\":%s}   ";
    String w = "{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}";
    String e = "{\"data_offsets\":[0,0],\"shape\":[0,7],\"dtype\":\"F32\"}";
    String z = "{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[2,3]}";
    Path file = Golden.write(directory, Golden.safetensors(json.formatted(w, e, z), 3));
    try (var _ = Scope.open();
        var open = Safetensors.open(file)) {
      assertThat(open.names()).containsExactly("e", "w", "z");
      assertThat(open.tensor("e").shape().sizes()).containsExactly(0, 7);
      assertThat(open.tensor("z").rank()).isZero();
    }
  }

  @Test
  void tensorsThatOverlapAreRefused() throws IOException {
    String one = "\"%s\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[%d,%d]}";
    requireRefused(
        Golden.safetensors(
            "{" + one.formatted("a", 0, 4) + "," + one.formatted("b", 2, 6) + "}", 6),
        "'b'",
        "overlap");
    String all =
        IntStream.range(0, 10)
            .mapToObj(i -> one.formatted("t" + i, 0, 4))
            .collect(Collectors.joining(",", "{", "}"));
    requireRefused(Golden.safetensors(all, 4), "overlap");
  }

  @Test
  void anEmptyTensorInsideAnotherIsRefused() throws IOException {
    String json =
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},"
            + "\"e\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[2,2]}}";
    requireRefused(Golden.safetensors(json, 4), "'e'", "overlap");
  }

  @Test
  void aTensorNamedTwiceIsRefused() throws IOException {
    String one = "\"w\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[%d,%d]}";
    requireRefused(
        Golden.safetensors("{" + one.formatted(0, 1) + "," + one.formatted(1, 2) + "}", 2),
        "'w' twice");
    String escaped = one.formatted(1, 2).replace("\"w\"", "\"\\u0077\"");
    requireRefused(
        Golden.safetensors("{" + one.formatted(0, 1) + "," + escaped + "}", 2), "'w' twice");
  }

  @Test
  void lengthsThatCannotBeAreRefused() throws IOException {
    requireRefused(new byte[0], "0 bytes");
    requireRefused(new byte[7], "7 bytes");
    requireRefused(length(0), "nothing");
    requireRefused(length(1), "cut off");
    requireRefused(length(-1), "18446744073709551615");
    requireRefused(length(Long.MIN_VALUE), "9223372036854775808");
    requireRefused(length(100_000_000), "8388608");
    requireRefused(length((8 << 20) + 1), "8388608");
    requireRefused(Arrays.copyOf(length(3), 10), "cut off");
  }

  private static byte[] length(long header) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header).array();
  }

  @Test
  void leadingBytesAndBadUnicodeAreRefused() throws IOException {
    requireRefused(Golden.safetensors(" {}", 0), "0x20");
    requireRefused(Golden.safetensors("\n{}", 0), "0x0a");
    requireRefused(Golden.safetensors("\ufeff{}", 0), "0xef");
    requireRefused(Golden.safetensors("{}\0", 0), "JSON");
    byte[] latin = "{\"ü\":0}".getBytes(StandardCharsets.ISO_8859_1);
    requireRefused(Golden.safetensors(latin, 0), "UTF-8");
    byte[] overlong = {'{', '"', (byte) 0xc0, (byte) 0xaf, '"', ':', '0', '}'};
    requireRefused(Golden.safetensors(overlong, 0), "UTF-8");
    byte[] half = {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '0', '}'};
    requireRefused(Golden.safetensors(half, 0), "UTF-8");
    requireRefused(Golden.safetensors("{}".getBytes(StandardCharsets.UTF_16LE), 0), "JSON");
  }

  @Test
  void deepHeadersAreRefused() throws IOException {
    requireRefused(Golden.safetensors("{\"w\":" + "[".repeat(100_000), 0), "object");
    requireRefused(Golden.safetensors("{\"w\":{\"shape\":" + "[".repeat(100_000), 0), "integer");
    requireRefused(Golden.safetensors("{\"w\":{\"x\":" + "{\"a\":".repeat(9) + "}", 0), "'x'");
    String ones = IntStream.range(0, 65).mapToObj(_ -> "1").collect(Collectors.joining(","));
    requireRefused(
        Golden.safetensors(
            "{\"w\":{\"dtype\":\"U8\",\"shape\":[" + ones + "],\"data_offsets\":[0,1]}}", 1),
        "more than 64");
  }

  @Test
  void textOfTheFileCannotForgeLinesOfALog() throws IOException {
    requireRefused(Golden.safetensors("{\"a\\nERROR \\u001b[31m\\u202e\":3}", 0), "\\u000a");
    requireRefused(Golden.safetensors("{\"" + "a".repeat(100_000) + "\":3}", 0), "…");
  }

  @Test
  void filesOfOtherKindsAreNamed() throws IOException {
    requireRefused("PK\3\4 and so on".getBytes(StandardCharsets.ISO_8859_1), ".pth");
    requireRefused("<!DOCTYPE html>".getBytes(StandardCharsets.ISO_8859_1), "HTML");
    requireRefused("version https://git-lfs".getBytes(StandardCharsets.ISO_8859_1), "git lfs pull");
    requireRefused("\177ELF\2\1\1\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1), "program");
    requireRefused("\u0080\2}q\0(X\3\0\0\0".getBytes(StandardCharsets.ISO_8859_1), "pickle");
  }

  @Test
  void truncationsOfAGoodFileAreRefused() throws IOException {
    byte[] good = Files.readAllBytes(Golden.file("all-types.safetensors"));
    for (int size = 0; size < good.length; size += size < 16 ? 1 : 7) {
      requireRefused(Arrays.copyOf(good, size), size < 8 ? "at least 8" : "cut off");
    }
    requireRefused(Arrays.copyOf(good, good.length + 1), "trailing");
  }

  @Test
  void aBoolTensorOfOtherBytesIsRefused() throws IOException {
    byte[] bytes =
        Golden.safetensors("{\"b\":{\"dtype\":\"BOOL\",\"shape\":[3],\"data_offsets\":[0,3]}}", 3);
    bytes[bytes.length - 1] = 2;
    Path file = Golden.write(directory, bytes);
    try (var _ = Scope.open()) {
      assertThatThrownBy(() -> Safetensors.read(file))
          .isInstanceOf(TorchException.class)
          .hasMessageContaining("holds 2 at element 2");
    }
  }

  @Test
  void refusingTakesNoMoreMemoryThanTwiceTheHeader() throws IOException {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] spaces = new byte[8 << 20];
    Arrays.fill(spaces, (byte) ' ');
    spaces[0] = '{';
    byte[] name = spaces.clone();
    Arrays.fill(name, (byte) 'a');
    name[0] = '{';
    name[1] = '"';
    String claims =
        "{\"w\":{\"dtype\":\"U8\",\"shape\":[1000000000000],\"data_offsets\":[0,1000000000000]}}";
    for (byte[] header : new byte[][] {spaces, claims.getBytes(StandardCharsets.UTF_8)}) {
      Path file = Golden.write(directory, Golden.safetensors(header, 0));
      assertThatThrownBy(() -> Safetensors.open(file)).isInstanceOf(TorchException.class);
      long before = threads.getCurrentThreadAllocatedBytes();
      assertThatThrownBy(() -> Safetensors.open(file)).isInstanceOf(TorchException.class);
      assertThat(threads.getCurrentThreadAllocatedBytes() - before)
          .isLessThan(2L * header.length + (1 << 20));
    }
    requireRefused(Golden.safetensors(name, 0), "JSON");
  }
}
