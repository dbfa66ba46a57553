package dev.limn.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

final class WatchdogTest {
  private static final int STEPS = 600;

  private static void feed(Watchdog dog, IntFunction<Map<String, Double>> figures) {
    for (int i = 0; i < STEPS; i++) {
      dog.step(new TrainingListener.Tick(i, STEPS, 1, figures.apply(i), 0));
    }
  }

  @Test
  void aDiscriminatorThatIsNeverWrongIsNamedOnce() {
    var heard = new ArrayList<Watchdog.Alarm>();
    var dog = Watchdog.discriminatorTooGood(heard::add);
    feed(dog, i -> Map.of("d/real", 0.99, "d/fake", i < 200 ? 0.4 : 0.01));
    assertThat(heard).hasSize(1);
    assertThat(heard.getFirst().failure()).isEqualTo(Watchdog.Failure.DISCRIMINATOR_TOO_GOOD);
    assertThat(heard.getFirst().seen()).isBetween(280L, 310L);
    assertThat(heard.getFirst().evidence()).contains("D(real) − D(fake)");
  }

  @Test
  void aFairFightIsNotAFailure() {
    var heard = new ArrayList<Watchdog.Alarm>();
    for (Watchdog dog : Watchdog.all(heard::add)) {
      feed(dog, i -> Map.of("d/real", 0.6, "d/fake", 0.4, "gradient/g", 1 + 0.5 * Math.sin(i)));
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void gradientsThatVanishHalfWayAreNamed() {
    var heard = new ArrayList<Watchdog.Alarm>();
    var dog = Watchdog.vanishingGradients(heard::add);
    feed(dog, i -> Map.of("gradient/g", i < 300 ? 1.0 : 1e-4));
    assertThat(heard).hasSize(1);
    assertThat(heard.getFirst().progress()).isBetween(0.6, 0.7);
    assertThat(heard.getFirst().evidence()).contains("it was 1.00e+00");
  }

  @Test
  void figuresThatAreNotThereRaiseNoAlarm() {
    var heard = new ArrayList<Watchdog.Alarm>();
    for (Watchdog dog : Watchdog.all(heard::add)) {
      feed(dog, i -> Map.of("logits/real", 5.0, "logits/fake", -5.0));
    }
    assertThat(heard).isEmpty();
  }
}
