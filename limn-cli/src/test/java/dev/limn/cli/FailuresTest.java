package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.data.DataException;
import dev.limn.torch.TorchException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private final StringWriter err = new StringWriter();

  private int report(Throwable e, boolean debug) {
    return new Failures(() -> debug).report(e, new PrintWriter(err, true));
  }

  @Test
  void aRefusedArgumentIsOneLineAndOne() {
    assertThat(report(new IllegalArgumentException("size 65; expected a power of two"), false))
        .isEqualTo(ExitStatus.FAILED);
    assertThat(err).hasToString("limn: size 65; expected a power of two" + System.lineSeparator());
  }

  @Test
  void messagesOfSeveralLinesBecomeOne() {
    report(new IllegalArgumentException("first\n  second\r\nthird\n"), false);
    assertThat(err).hasToString("limn: first; second; third" + System.lineSeparator());
  }

  @Test
  void aMissingFileIsNamedWithWhatHappened() {
    var status = report(new UncheckedIOException(new NoSuchFileException("birds")), false);
    assertThat(status).isEqualTo(ExitStatus.FAILED);
    assertThat(err.toString()).contains("birds: no such file or folder").doesNotContain("\tat ");
  }

  @Test
  void otherTroubleWithFilesIsNamedToo() {
    report(new AccessDeniedException("model.safetensors"), false);
    report(new IOException("No space left on device"), false);
    assertThat(err.toString())
        .contains("model.safetensors: permission denied")
        .contains("limn: No space left on device");
  }

  @Test
  void aFaultOfTheProgramSaysSoAndHasItsOwnStatus() {
    assertThat(report(new NullPointerException("x is null"), false)).isEqualTo(ExitStatus.FAULT);
    assertThat(err.toString())
        .contains("a fault in Limn")
        .contains("x is null")
        .contains("--debug")
        .doesNotContain("\tat ");
  }

  @Test
  void debugPrintsTheStack() {
    assertThat(report(new IllegalArgumentException("no"), true)).isEqualTo(ExitStatus.FAILED);
    assertThat(err.toString()).contains("limn: no").contains("\tat ");
  }

  @Test
  void exhaustedJavaMemorySaysHowToGetMore() {
    assertThat(report(new OutOfMemoryError("Java heap space"), false)).isEqualTo(ExitStatus.FAILED);
    assertThat(err.toString()).contains("Java heap space").contains("LIMN_JAVA_OPTS=-Xmx");
  }

  @Test
  void whatLimnRefusesIsTheUsersWordForWord() {
    var list = "these do not fit:\n  a.png\n  b.png";

    assertThat(report(new DataException(list), false)).isEqualTo(ExitStatus.FAILED);
    assertThat(err).hasToString("limn: " + list + System.lineSeparator());
  }

  /// A mistake in a class of Limn's that happens to be an exception.
  private static final class Slip extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Slip() {
      super("should not be");
    }
  }

  @Test
  void aTypeOfOurOwnThatRefusesNothingIsAFault() {
    assertThat(report(new Slip(), false)).isEqualTo(ExitStatus.FAULT);
    assertThat(err.toString()).contains("a fault in Limn").contains("should not be");
  }

  @Test
  void theEngineUsedWronglyIsAFault() {
    var closed = new TorchException(TorchException.Kind.CLOSED, "a tensor was used after its end");
    var memory = new TorchException(TorchException.Kind.MEMORY, "out of memory");

    assertThat(report(closed, false)).isEqualTo(ExitStatus.FAULT);
    assertThat(report(memory, false)).isEqualTo(ExitStatus.FAILED);
  }
}
