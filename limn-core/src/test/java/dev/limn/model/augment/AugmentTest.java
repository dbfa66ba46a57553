package dev.limn.model.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limn.model.ModelException;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.HashSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AugmentTest {
  private static final int SIDE = 16;

  private Scope scope;
  private Rng rng;

  @BeforeEach
  void open() {
    scope = Scope.open();
    rng = new Rng(11);
  }

  @AfterEach
  void close() {
    rng.close();
    scope.close();
  }

  /// Every pixel another value, none 0: `[N, 3, 16, 16]`.
  private static Tensor pictures(int count) {
    return Tensors.arange((long) count * 3 * SIDE * SIDE)
        .to(dev.limn.torch.DType.FLOAT32)
        .plus(1)
        .reshape(count, 3, SIDE, SIDE);
  }

  @Test
  void aShiftedPictureIsTheSamePictureSomewhereElse() {
    int count = 64;
    float[] before = pictures(count).toFloats();
    float[] after =
        new DiffAugment(true, false, false).apply(pictures(count), rng).contiguous().toFloats();
    var shifts = new HashSet<Integer>();
    for (int n = 0; n < count; n++) {
      int middle = ((n * 3) * SIDE + SIDE / 2) * SIDE + SIDE / 2;
      int moved = Math.round(after[middle] - before[middle]); // −(down · 16 + right)
      int down = -Math.round(moved / (float) SIDE);
      int right = -(moved + down * SIDE);
      shifts.add(down);
      assertThat(Math.abs(down)).isLessThanOrEqualTo(2);
      assertThat(Math.abs(right)).isLessThanOrEqualTo(2);
      for (int row = 0; row < SIDE; row++) {
        for (int column = 0; column < SIDE; column++) {
          int y = row - down;
          int x = column - right;
          boolean inside = y >= 0 && y < SIDE && x >= 0 && x < SIDE;
          float want = inside ? before[(n * 3 * SIDE + y) * SIDE + x] : 0;
          assertThat(after[(n * 3 * SIDE + row) * SIDE + column]).isEqualTo(want);
        }
      }
    }
    assertThat(shifts).containsExactlyInAnyOrder(-2, -1, 0, 1, 2);
  }

  @Test
  void aHoleIsASquareOfHalfTheSide() {
    int count = 200;
    Tensor ones = Tensors.ones(count, 3, SIDE, SIDE);
    Tensor cut = new DiffAugment(false, true, false).apply(ones, rng);
    float[] missing = ones.minus(cut).select(1, 0).sum(false, 1, 2).toFloats(); // [N]
    int whole = 0;
    for (float pixels : missing) {
      assertThat(pixels).isBetween(16f, 64f);
      whole += pixels == 64 ? 1 : 0;
    }
    assertThat(whole).isBetween(40, 110); // 9 of 16 centres along each axis leave it whole
  }

  @Test
  void gradientsGoWhereThePixelsCameFrom() {
    Tensor x = pictures(4).requiresGrad(true);
    new DiffAugment(true, true, true).apply(x, rng).sum().backward();
    assertThat(x.grad().isFinite().all().item()).isEqualTo(1);
    assertThat(x.grad().abs().sum().item()).isPositive();
    Tensor y = pictures(4).requiresGrad(true);
    new AdaptiveAugment(true).apply(y, 0.9, rng).sum().backward();
    assertThat(y.grad().isFinite().all().item()).isEqualTo(1);
    assertThat(y.grad().abs().sum().item()).isPositive();
  }

  @Test
  void coloursStayUnlessAsked() {
    Tensor grey = Tensors.full(0.5, 8, 3, SIDE, SIDE);
    Tensor moved = new AdaptiveAugment(false).apply(grey, 1, rng);
    assertThat(moved.minus(grey).abs().max().item()).isCloseTo(0, within(1e-5));
    Tensor coloured = new AdaptiveAugment(true).apply(grey, 1, rng);
    assertThat(coloured.minus(grey).abs().max().item()).isGreaterThan(0.05);
    Tensor jittered = new DiffAugment(false, false, true).apply(grey, rng);
    assertThat(jittered.minus(grey).abs().max().item()).isGreaterThan(0.05);
  }

  @Test
  void atProbabilityZeroNothingChangesAndAtOneNearlyEveryPictureDoes() {
    Tensor x = pictures(32);
    assertThat(new AdaptiveAugment(false).apply(x, 0, rng)).isSameAs(x);
    Tensor moved = new AdaptiveAugment(false).apply(x, 1, rng);
    float[] change = moved.minus(x).abs().reshape(32, -1).max(1, false).toFloats(); // [N]
    for (float value : change) {
      assertThat(value).isGreaterThan(0.5f);
    }
    float[] few =
        new AdaptiveAugment(false)
            .apply(pictures(200), 0.1, rng)
            .minus(pictures(200))
            .abs()
            .reshape(200, -1)
            .max(1, false)
            .toFloats();
    int changed = 0;
    for (float value : few) {
      changed += value > 0.5f ? 1 : 0;
    }
    assertThat(changed).isBetween(60, 140); // seven changes of a tenth, some of them idle
  }

  @Test
  void theProbabilityFollowsTheSignsAndItsStateIsWhole() {
    var controller = new AugmentController(0.6, 32);
    for (int step = 0; step < 40; step++) {
      controller.observe(0.9, 1);
      controller.advance();
    }
    assertThat(controller.probability()).isCloseTo(10 * 4 * 32 / 500_000.0, within(1e-12));
    controller.observe(-1, 1);
    controller.advance();
    var copy = new AugmentController(0.6, 32);
    copy.read(controller.state()).run();
    for (int step = 0; step < 7; step++) {
      for (var each : new AugmentController[] {controller, copy}) {
        each.observe(-0.5, 1);
        each.advance();
      }
    }
    assertThat(copy.state()).isEqualTo(controller.state());
    assertThat(controller.probability()).isCloseTo(8 * 4 * 32 / 500_000.0, within(1e-12));
    assertThatThrownBy(() -> copy.read("1 2")).isInstanceOf(ModelException.class);
    assertThatThrownBy(() -> copy.read("a b c d")).isInstanceOf(ModelException.class);
  }

  @Test
  void theProbabilityNeverFallsBelowZero() {
    var controller = new AugmentController(0.6, 32);
    for (int step = 0; step < 8; step++) {
      controller.observe(-1, 1);
      controller.advance();
    }
    assertThat(controller.probability()).isZero();
  }
}
