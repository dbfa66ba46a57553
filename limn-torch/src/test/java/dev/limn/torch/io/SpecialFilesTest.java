package dev.limn.torch.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.io.RegularFile;
import dev.limn.torch.TorchException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Pipes, directories and files far too large, where weights or words are expected.
@Timeout(60) // a pipe that is opened is waited for without end
final class SpecialFilesTest {
  @TempDir Path folder;

  private Path pipe(String name) throws IOException, InterruptedException {
    Path pipe = folder.resolve(name);
    try {
      assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    } catch (IOException e) {
      Assumptions.abort("no mkfifo here: " + e.getMessage());
    }
    return pipe;
  }

  @Test
  void aPipeIsRefusedBeforeItIsOpened() throws Exception {
    Path pipe = pipe("words");
    assertThatThrownBy(() -> RegularFile.text(pipe, 10))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("pipe")
        .hasMessageContaining("expected a regular file");
    assertThatThrownBy(() -> Safetensors.open(pipe))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining(pipe.toString())
        .hasMessageContaining("pipe");
    assertThatThrownBy(() -> PthReader.read(pipe))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining(pipe.toString())
        .hasMessageContaining("pipe");
  }

  @Test
  void whatIsTooLargeOrNoFileIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "äbc");
    assertThat(RegularFile.text(file, 4)).isEqualTo("äbc");
    assertThatThrownBy(() -> RegularFile.text(file, 3))
        .hasMessage("it has 4 bytes; expected at most 3");
    assertThatThrownBy(() -> RegularFile.bytes(folder, 3)).hasMessageContaining("a directory");
    assertThatThrownBy(() -> RegularFile.bytes(folder.resolve("b"), 3))
        .isInstanceOf(NoSuchFileException.class);
    Files.write(file, new byte[] {'a', (byte) 0xff});
    assertThatThrownBy(() -> RegularFile.text(file, 9))
        .isInstanceOf(CharacterCodingException.class);
  }

  @Test
  void aFileOfMuchNothingIsNotReadWhole() throws IOException {
    Path file = folder.resolve("sparse.safetensors");
    long elements = 3L << 30;
    var header =
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
            .formatted(elements, elements * 4)
            .getBytes(StandardCharsets.UTF_8);
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      out.write(header.length);
      out.seek(8);
      out.write(header);
      out.setLength(8 + header.length + elements * 4);
    }
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(String.valueOf(elements * 4))
        .hasMessageContaining("expected at most 4294967296");
    try (var open = Safetensors.open(file)) {
      assertThat(open.info("w").bytes()).isEqualTo(elements * 4);
    }
  }

  @Test
  void aHeaderOfCountlessTensorsIsRefused() throws IOException {
    String entries =
        IntStream.range(0, 32_769)
            .mapToObj(
                i -> "\"%d\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}".formatted(i))
            .collect(Collectors.joining(",", "{", "}"));
    Path file = Files.write(folder.resolve("many"), Golden.safetensors(entries, 0));
    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("more than 32768 tensors");
  }
}
