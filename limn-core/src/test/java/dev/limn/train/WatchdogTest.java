package dev.limn.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
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

  private static List<Watchdog.Failure> heard(IntFunction<Map<String, Double>> figures) {
    var heard = new ArrayList<Watchdog.Failure>();
    for (Watchdog dog : Watchdog.ofTraining(alarm -> heard.add(alarm.failure()))) {
      for (int step = 1; step <= 200; step++) {
        dog.step(new TrainingListener.Tick(step, 2000, 0, figures.apply(step), 0));
      }
    }
    return heard;
  }

  @Test
  void aGeneratorThatIsHopelessDiverges() {
    assertThat(heard(_ -> Map.of("d/real", 1.0, "d/fake", 0.0, "loss/g", 83.0)))
        .containsExactly(Watchdog.Failure.DISCRIMINATOR_TOO_GOOD, Watchdog.Failure.DIVERGENCE);
    assertThat(heard(_ -> Map.of("d/real", 0.8, "d/fake", 0.2, "loss/g", 6.0))).isEmpty();
  }

  @Test
  void aCriticMayBeAsGoodAsItCan() {
    assertThat(heard(_ -> Map.of("logits/real", 90.0, "logits/fake", -90.0, "loss/d", -180.0)))
        .isEmpty();
    assertThat(heard(_ -> Map.of("logits/real", 9e4, "logits/fake", -9e4, "loss/d", -18e4)))
        .containsExactly(Watchdog.Failure.DIVERGENCE);
  }

  @Test
  void anyOtherLossIsComparedWithItsStart() {
    assertThat(heard(step -> Map.of("loss", 2.0 + step / 100.0))).isEmpty();
    assertThat(heard(step -> Map.of("loss", step < 60 ? 2.0 : 9.0)))
        .containsExactly(Watchdog.Failure.DIVERGENCE);
  }

  @Test
  void drawingsThatAreAlikeAreACollapse() {
    assertThat(heard(step -> step % 50 == 0 ? Map.of("diversity/noise", 0.0) : Map.of()))
        .containsExactly(Watchdog.Failure.COLLAPSE_OF_NOISE);
    assertThat(heard(step -> step % 50 == 0 ? Map.of("diversity/condition", 1e-7) : Map.of()))
        .containsExactly(Watchdog.Failure.COLLAPSE_OF_CONDITION);
    assertThat(heard(step -> step % 50 == 0 ? Map.of("diversity/noise", 0.2) : Map.of())).isEmpty();
  }

  @Test
  void aGeneratorHasTimeToLearnFromSentences() {
    var heard = new ArrayList<Watchdog.Alarm>();
    Watchdog dog = Watchdog.collapseOfCondition(heard::add);
    for (int look = 1; look <= 60; look++) {
      Map<String, Double> figures = Map.of("diversity/condition", 0.001);
      dog.step(new TrainingListener.Tick(look, 60, 0, figures, 0));
      assertThat(heard).as("look %d", look).hasSize(look <= 40 ? 0 : 1);
    }
  }
}
