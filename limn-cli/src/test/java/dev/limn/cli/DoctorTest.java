package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.torch.Cores;
import dev.limn.torch.Device;
import dev.limn.torch.Engine;
import dev.limn.torch.Precision;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  @Test
  void tellsWhatThereIsAndThatItComputesCorrectly() {
    var session = Session.of("doctor", "--device", "cpu", "--threads", "2");
    assertThat(session.err()).isEmpty();
    assertThat(session.status()).isEqualTo(ExitStatus.OK);
    assertThat(session.out())
        .contains("libtorch " + Engine.VERSION.split("-")[0])
        .contains(Engine.cacheDirectory().toString())
        .contains(Runtime.version().toString())
        .containsPattern("device +cpu\\R")
        .containsPattern("threads +2 ")
        .containsPattern("float32 +1024×1024 matrix product: .* GFLOP/s, correct")
        .containsPattern("bfloat16 +3×3 convolution, .* GFLOP/s, correct")
        .containsPattern("precision +(float32|bfloat16): .*a convolution in bfloat16 takes ")
        .endsWith("All is well." + System.lineSeparator());
  }

  @Test
  void moreThreadsThanCoresAreAWarningAndNotWell() {
    int threads = Cores.usable() + 1;
    var session = Session.of("doctor", "--device", "cpu", "--threads", "" + threads);
    assertThat(session.status()).isEqualTo(ExitStatus.OK);
    assertThat(session.out())
        .containsPattern("warning +" + threads + " threads for " + Cores.usable() + " core")
        .contains("--threads " + Cores.usable() + " is faster")
        .doesNotContain("All is well")
        .endsWith("slower than it could; see above." + System.lineSeparator());
  }

  @Test
  void aDeviceThatIsNoneIsAUsageError() {
    var session = Session.of("doctor", "--device", "tpu");
    assertThat(session.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(session.err()).contains("'tpu'").contains("auto, cpu, cuda or cuda:N");
  }

  @Test
  void aCardThatIsNotThereIsOneLine() {
    var session = Session.of("doctor", "--device", "cuda:99");
    assertThat(session.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(session.err().lines()).singleElement().asString().contains("cuda:99");
  }

  @Test
  void threadsAreAPositiveWholeNumber() {
    for (var threads : List.of("0", "-1", "1025", "many", "1.5")) {
      var session = Session.of("doctor", "--threads", threads);
      assertThat(session.status()).as(threads).isEqualTo(ExitStatus.USAGE);
      assertThat(session.err()).contains(threads);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void librariesThatAreNotThereAreNamed(@TempDir Path folder) throws IOException {
    assertThat(SharedLibraries.loads("libc.so.6")).isTrue();
    assertThat(SharedLibraries.loads("libno-such-thing.so.9")).isFalse();

    Engine.load();
    assertThat(SharedLibraries.missing(Engine.nativesDirectory())).isEmpty();
    Path torch;
    try (var files = Files.walk(Engine.nativesDirectory())) {
      torch = files.filter(file -> file.endsWith("libtorch.so")).findFirst().orElseThrow();
    }
    assertThat(ElfFile.needed(torch)).contains("libtorch_cpu.so");
    // The same file, asking for one that is nowhere.
    var bytes = Files.readString(torch, StandardCharsets.ISO_8859_1);
    Files.writeString(
        folder.resolve("libtorch.so"),
        bytes.replace("libtorch_cpu.so", "libtorch_xyz.so"),
        StandardCharsets.ISO_8859_1);
    assertThat(SharedLibraries.missing(folder)).containsExactly("libtorch_xyz.so");
    Files.copy(torch, folder.resolve("libtorch_xyz.so"));
    assertThat(SharedLibraries.missing(folder)).isEmpty();
    assertThat(SharedLibraries.missing(folder.resolve("none"))).isEmpty();
  }

  @Test
  void filesThatAreNoElfAskForNothingAndTornOnesAreRefused(@TempDir Path folder)
      throws IOException {
    var text = Files.writeString(folder.resolve("text"), "no library, but long enough ".repeat(9));
    assertThat(ElfFile.needed(text)).isEmpty();
    assertThat(ElfFile.needed(Files.writeString(folder.resolve("short"), "x"))).isEmpty();
    var header = new byte[64];
    ByteBuffer.wrap(header)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0, 0x464C457F)
        .put(4, (byte) 2)
        .put(5, (byte) 1)
        .putLong(32, 64)
        .putShort(54, (short) 56)
        .putShort(56, (short) 3);
    var torn = Files.write(folder.resolve("torn"), header);
    assertThatThrownBy(() -> ElfFile.needed(torn)).hasMessageContaining("ends too early");
  }

  /// In a JVM that has the engine's classes and none of its natives.
  @Test
  void anEngineThatCannotBeLoadedIsATroubleAndNoStack() throws Exception {
    var classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.matches(".*-(linux|macosx|windows)-\\w+(-gpu)?\\.jar"))
            .collect(Collectors.joining(File.pathSeparator));
    var command = new ArrayList<String>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", classPath, Main.class.getName(), "doctor", "--threads", "2"));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var text = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(text).isEqualTo(ExitStatus.FAILED);
    assertThat(text)
        .containsPattern("trouble +the engine cannot be loaded: ")
        .doesNotContain("\tat ");
  }

  @Test
  void smallProductsAndConvolutionsAgreeWithJava() {
    assertThat(DeviceSelfTest.product(Device.CPU, Precision.FLOAT32, 33))
        .returns(true, DeviceSelfTest::correct)
        .returns(0.0, DeviceSelfTest::error);
    assertThat(DeviceSelfTest.convolution(Device.CPU, Precision.FLOAT32, 2, 5, 7).correct())
        .isTrue();
    assertThat(DeviceSelfTest.convolution(Device.CPU, Precision.BFLOAT16, 2, 5, 7).correct())
        .isTrue();
  }

  @Test
  void aWrongResultIsCalledWrong() {
    assertThat(new DeviceSelfTest("sum", 1, 1, 0.5, 1e-4).correct()).isFalse();
    assertThat(new DeviceSelfTest("sum", 1, 1, Double.NaN, 1e-4).correct()).isFalse();
    assertThat(new DeviceSelfTest("sum", 1, 1, 1e-5, 1e-4).correct()).isTrue();
  }
}
