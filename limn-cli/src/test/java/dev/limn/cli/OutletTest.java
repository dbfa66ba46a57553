package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutletTest {
  @Test
  void slugsAreShortAndHarmless() {
    assertThat(Outlet.slug("A small, yellow bird!")).isEqualTo("a-small-yellow-bird");
    assertThat(Outlet.slug("../../etc/passwd")).isEqualTo("etc-passwd");
    var long1 = Outlet.slug("bird ".repeat(100));
    assertThat(long1).hasSizeLessThanOrEqualTo(80).startsWith("bird-bird");
    var long2 = Outlet.slug("鳥".repeat(500));
    assertThat(long2.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(80);
    assertThat(long2).matches("鳥+");
  }
}
