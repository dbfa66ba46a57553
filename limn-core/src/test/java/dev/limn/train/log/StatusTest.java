package dev.limn.train.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusTest {
  private static Status status() {
    Map<String, Double> values = new LinkedHashMap<>();
    for (var name :
        new String[] {"D", "G", "D(real)", "D(wrong)", "D(fake)", "penalty", "augment"}) {
      values.put(name, 1.2345);
    }
    values.put("contrast/drawn", 7.788);
    values.put("contrast/real", 7.788);
    return new Status(12.8, 500, 198, values);
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 100, 132})
  void aLineIsNoWiderThanTheTerminal(int width) {
    var line = status().line(width);
    assertThat(line.length()).isBetween(width - 24, width);
    assertThat(line)
        .startsWith("kimg 12.8/500.0 (2%)  198 pictures/s  D 1.2")
        .contains("  ETA 41m");
  }

  @Test
  void withoutATerminalItHasAtMostAHundredColumns() {
    assertThat(status().line(Status.WIDTH).length()).isLessThanOrEqualTo(100);
    assertThat(status().line()).contains("contrast/real 7.788");
  }
}
