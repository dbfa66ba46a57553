package dev.limn.torch.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.torch.TorchException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Headers changed at random: each is either refused in the declared way or describes tensors that
/// lie inside the data.
class SafetensorsFuzzTest {
  private static final String[] WORDS = {
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\u0000",
    "\\ud83d",
    "null",
    "true",
    "-1",
    "0",
    "1e400",
    "9223372036854775807",
    "18446744073709551616",
    "\"dtype\"",
    "\"shape\"",
    "\"data_offsets\"",
    "\"__metadata__\"",
    "\"F32\"",
    "\"U8\"",
    "[0,0]",
    "\u0000",
    "\u00ff",
    "{}",
    "//",
    " "
  };

  @Test
  void changedHeadersAreRefusedInTheDeclaredWayOrConsistent() throws IOException {
    byte[] file = Files.readAllBytes(Golden.file("all-types.safetensors"));
    int size = (int) ByteBuffer.wrap(file).order(java.nio.ByteOrder.LITTLE_ENDIAN).getLong();
    List<byte[]> seeds =
        List.of(
            java.util.Arrays.copyOfRange(file, 8, 8 + size),
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[2,3],\"data_offsets\":[0,6]},\"b\":{\"dtype\":\"BF16\",\"shape\":[],\"data_offsets\":[6,8]}}"
                .getBytes(StandardCharsets.UTF_8),
            "{\"__metadata__\":{\"k\":\"v\"},\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}"
                .getBytes(StandardCharsets.UTF_8));
    long[] dataBytes = {file.length - 8L - size, 8, 8};
    var random = new Random(17);
    int refused = 0;
    int rounds = 30_000;
    for (int round = 0; round < rounds; round++) {
      int which = random.nextInt(seeds.size());
      byte[] header = mutate(seeds.get(which), random);
      try {
        var parsed =
            SafetensorsHeader.parse(Path.of("f"), ByteBuffer.wrap(header), dataBytes[which]);
        long covered = 0;
        for (SafetensorsHeader.Entry entry : parsed.entries().values()) {
          assertThat(entry.start()).isEqualTo(covered);
          assertThat(entry.end() - entry.start())
              .isEqualTo(entry.shape().elements() * entry.type().bytes());
          covered = entry.end();
        }
        assertThat(covered).isEqualTo(dataBytes[which]);
      } catch (TorchException e) {
        assertThat(e.kind()).isEqualTo(TorchException.Kind.FILE);
        refused++;
      }
    }
    assertThat(refused).isBetween(rounds / 2, rounds - 100);
  }

  private static byte[] mutate(byte[] seed, Random random) {
    var bytes = new ArrayList<Byte>(seed.length + 16);
    for (byte b : seed) {
      bytes.add(b);
    }
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(bytes.size());
      switch (random.nextInt(5)) {
        case 0 -> bytes.set(at, (byte) random.nextInt(256));
        case 1 -> bytes.set(at, (byte) (bytes.get(at) ^ 1 << random.nextInt(8)));
        case 2 -> bytes.subList(at, Math.min(bytes.size(), at + 1 + random.nextInt(8))).clear();
        case 3 -> {
          byte[] word = WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.ISO_8859_1);
          for (int j = 0; j < word.length; j++) {
            bytes.add(at + j, word[j]);
          }
        }
        default -> {
          int from = random.nextInt(bytes.size());
          int end = Math.min(bytes.size(), from + 1 + random.nextInt(40));
          bytes.addAll(at, List.copyOf(bytes.subList(from, end)));
        }
      }
      if (bytes.isEmpty()) {
        break;
      }
    }
    byte[] result = new byte[bytes.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = bytes.get(i);
    }
    return result;
  }
}
