package dev.limn.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrecisionChoiceTest {
  private static final List<String> AVX2 =
      List.of("processor\t: 0", "model name\t: Some EPYC", "flags\t\t: fpu sse2 avx avx2 fma");
  private static final List<String> AVX512 =
      List.of("model name\t: Some Xeon", "flags\t\t: avx2 avx512f avx512_bf16 amx_bf16");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "true, 0.48, BFLOAT16, a convolution in bfloat16 takes 0.48 of its time in float32",
    "true, 0.95, FLOAT32, a convolution in bfloat16 takes 0.95 of its time in float32",
    "true, 1.8, FLOAT32, a convolution in bfloat16 takes 1.8 times as long",
    "true, Infinity, FLOAT32, the device does not compute in bfloat16",
    "false, 41.2, FLOAT32, the processor has no bfloat16 instructions; a convolution in bfloat16"
        + " takes 41 times as long",
    "false, 0.5, FLOAT32, the processor has no bfloat16 instructions; a convolution in bfloat16"
        + " takes 0.50 of its time in float32",
    ", 0.4, BFLOAT16, a convolution in bfloat16 takes 0.40 of its time in float32",
    ", 40, FLOAT32, a convolution in bfloat16 takes 40 times as long"
  })
  void whatTheProcessorCanDoAndTheTimeDecide(
      Boolean able, double ratio, Precision expected, String reason) {
    var choice = PrecisionChoice.decide(Optional.ofNullable(able), ratio);
    assertThat(choice.precision()).isEqualTo(expected);
    assertThat(choice.reason()).isEqualTo(reason);
  }

  @Test
  void theOtherPrecisionCostsWhatWasMeasured() {
    var slow = PrecisionChoice.decide(Optional.of(false), 40);
    assertThat(slow.cost(Precision.BFLOAT16)).isEqualTo(40);
    assertThat(slow.cost(Precision.FLOAT32)).isEqualTo(1);
    var fast = PrecisionChoice.decide(Optional.of(true), 0.5);
    assertThat(fast.cost(Precision.FLOAT32)).isEqualTo(2);
    assertThat(fast.cost(Precision.AUTO)).isEqualTo(1);
  }

  @Test
  void featuresAreReadAsEachKindOfProcessorTellsThem() {
    assertThat(Processor.parse(AVX2).bfloat16()).contains(false);
    assertThat(Processor.parse(AVX512).bfloat16()).contains(true);
    assertThat(Processor.parse(List.of("CPU part : 0xd4f", "Features : fp asimd sve bf16 i8mm")))
        .satisfies(arm -> assertThat(arm.bfloat16()).contains(true))
        .satisfies(arm -> assertThat(arm.model()).isEqualTo("0xd4f"));
    assertThat(Processor.parse(List.of("nothing of use")).bfloat16()).isEmpty();
    assertThat(Processor.parse(AVX2).model()).isEqualTo("Some EPYC");
  }

  @Test
  void ofCoresThatDifferOnlyWhatAllCanDoCounts() {
    assertThat(Processor.parse(List.of("flags : avx2 avx512_bf16", "flags : avx2")).bfloat16())
        .contains(false);
  }

  @Test
  void theTimeIsMeasuredOnceForAMachineAndAgainForAnother() {
    var count = new AtomicInteger();
    for (String machine : List.of("engine 1\nold", "engine 1\nold", "engine 2\nold")) {
      double ratio =
          PrecisionChoice.remembered(folder, machine, () -> 10.0 + count.incrementAndGet());
      assertThat(ratio).isEqualTo(machine.startsWith("engine 1") ? 11 : 12);
    }
  }

  @ParameterizedTest
  @CsvSource({"''", "ratio", "ratio x", "ratio -1", "ratio NaN", "ratio 0", "another file"})
  void aDamagedFileIsMeasuredAnew(String content) throws Exception {
    PrecisionChoice.remembered(folder, "machine", () -> 3.0);
    Path file;
    try (var files = Files.list(folder)) {
      file = files.findFirst().orElseThrow();
    }
    Files.writeString(file, content + "\nmachine\n");
    assertThat(PrecisionChoice.remembered(folder, "machine", () -> 4.0)).isEqualTo(4);
    assertThat(PrecisionChoice.remembered(folder, "machine", () -> 5.0)).isEqualTo(4);
  }

  @Test
  void aFolderThatCannotBeWrittenOnlyCostsTheTimeAgain() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    assertThat(PrecisionChoice.remembered(file, "machine", () -> 3.0)).isEqualTo(3);
    assertThat(PrecisionChoice.remembered(file, "machine", () -> 4.0)).isEqualTo(4);
  }

  @Test
  void severalAtOnceLeaveOneWholeFile() throws Exception {
    try (var pool = Executors.newFixedThreadPool(8)) {
      var all =
          IntStream.range(0, 40)
              .mapToObj(
                  i ->
                      pool.submit(
                          () -> PrecisionChoice.remembered(folder, "machine", () -> 1.0 + i)))
              .toList();
      for (var one : all) {
        assertThat(one.get()).isBetween(1.0, 41.0);
      }
    }
    try (var files = Files.list(folder)) {
      assertThat(files.toList()).hasSize(1);
    }
    double kept = PrecisionChoice.remembered(folder, "machine", () -> -1.0);
    assertThat(kept).isBetween(1.0, 41.0);
  }

  @Test
  void thisMachineDecidesTheSameEachTimeAlsoWhereNoGraphIsRecorded() {
    PrecisionChoice choice;
    try (var _ = NoGrad.on()) {
      choice = PrecisionChoice.of(Device.CPU);
    }
    assertThat(choice.precision()).isNotEqualTo(Precision.AUTO);
    assertThat(choice.ratio()).isPositive();
    assertThat(PrecisionChoice.of(Device.CPU)).isEqualTo(choice);
    assertThat(Precision.AUTO.resolved(Device.CPU)).isEqualTo(choice.precision());
    assertThat(Precision.BFLOAT16.resolved(Device.CPU)).isEqualTo(Precision.BFLOAT16);
    if (Processor.here().bfloat16().equals(Optional.of(false))) {
      assertThat(choice.precision()).isEqualTo(Precision.FLOAT32);
    }
  }

  @Test
  void theTrialComputesInBothAndLeavesTheThreadAsItWas() {
    try (var _ = NoGrad.on();
        var _ = Scope.open()) {
      PrecisionTrial.ratio(Device.CPU); // what is made once a process is made
      long before = Scope.live();
      assertThat(PrecisionTrial.ratio(Device.CPU)).isPositive().isFinite();
      assertThat(Scope.live()).isEqualTo(before);
      Tensor x = Tensors.ones(1);
      assertThat(x.plus(x).requiresGrad()).isFalse();
    }
  }
}
