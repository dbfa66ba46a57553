package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.torch.Device;
import dev.limn.torch.Engine;
import dev.limn.torch.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;

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
        .endsWith("All is well." + System.lineSeparator());
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
  void aLibraryThatIsNotThereIsNamed() {
    var missing = CudaLibraries.missing(List.of("libc.so.6", "libno-such-thing.so.9"));
    assertThat(missing).contains("libno-such-thing.so.9");
    if (System.getProperty("os.name").equals("Linux")) {
      assertThat(missing).hasSize(1);
    }
  }

  @Test
  void smallProductsAndConvolutionsAgreeWithJava() {
    assertThat(Workout.product(Device.CPU, Precision.FLOAT32, 33))
        .returns(true, Workout::correct)
        .returns(0.0, Workout::error);
    assertThat(Workout.convolution(Device.CPU, Precision.FLOAT32, 2, 5, 7).correct()).isTrue();
    assertThat(Workout.convolution(Device.CPU, Precision.BFLOAT16, 2, 5, 7).correct()).isTrue();
  }

  @Test
  void aWrongResultIsCalledWrong() {
    assertThat(new Workout("sum", 1, 1, 0.5, 1e-4).correct()).isFalse();
    assertThat(new Workout("sum", 1, 1, Double.NaN, 1e-4).correct()).isFalse();
    assertThat(new Workout("sum", 1, 1, 1e-5, 1e-4).correct()).isTrue();
  }
}
