package dev.limn.model.dfgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;
import dev.limn.train.MadeExamples;
import dev.limn.train.PictureBatch;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WhiteningTest {
  private static final float[] SPREAD = {10, 1, 0.1f, 0.001f};

  /// Features that are turned, so that no number is a direction of its own, and moved.
  private static Tensor sentences(Rng rng, Tensor turn) {
    return Tensors.randn(rng, 4000, 4).times(Tensors.of(SPREAD, 4)).matmul(turn).plus(7); // [N, 4]
  }

  private static Tensor turn() {
    float half = 0.5f;
    return Tensors.of(
        new float[] {
          half, half, half, half, half, -half, half, -half, half, half, -half, -half, half, -half,
          -half, half
        },
        4,
        4);
  }

  private static Tensor covariance(Tensor rows) {
    Tensor apart = rows.minus(rows.mean(false, 0)); // [N, 4]
    return apart.transpose(0, 1).matmul(apart).div(rows.size(0)); // [4, 4]
  }

  @Test
  void directionsAboveTheShareVaryAlike() {
    var whitening = new Whitening(4);
    try (var rng = new Rng(3);
        var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor turn = turn();
      Tensor text = sentences(rng, turn);
      whitening.measure(text, 1e-5); // of variances 100, 1, .01 and .000001
      Tensor even = whitening.forward(text); // [N, 4]
      assertThat(even.mean(false, 0).abs().max().item()).isLessThan(0.01);
      assertThat(even.square().mean().item()).isCloseTo(1, within(0.05));
      Tensor back = turn.matmul(covariance(even)).matmul(turn.transpose(0, 1)); // [4, 4]
      double[] found = back.reshape(-1).toDoubles();
      assertThat(found[0]).isCloseTo(4.0 / 3, within(0.15));
      assertThat(found[5]).isCloseTo(4.0 / 3, within(0.15));
      assertThat(found[10]).isCloseTo(4.0 / 3, within(0.15));
      assertThat(found[15]).isLessThan(0.01); // noise stays small
      assertThat(Math.abs(found[1])).isLessThan(0.1);
    }
  }

  @Test
  void whatIsUnlikeTheDataIsShortened() {
    var whitening = new Whitening(4);
    try (var rng = new Rng(3);
        var _ = Scope.open();
        var _ = NoGrad.on()) {
      whitening.measure(sentences(rng, turn()), 1e-5);
      Tensor strange = whitening.forward(Tensors.of(new float[] {900, 0, 0, 0}, 1, 4)); // [1, 4]
      assertThat(strange.square().mean().item()).isCloseTo(4, within(1e-3));
    }
  }

  @Test
  void sentencesThatAreAllTheSameAreNothing() {
    var whitening = new Whitening(4);
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor text = Tensors.ones(5, 4).times(3); // [5, 4]
      whitening.measure(text, 1e-3);
      assertThat(whitening.forward(text).abs().max().item()).isLessThan(1e-4);
    }
  }

  @Test
  void aLearnerMeasuresItsSentencesAndDrawsWithThem() {
    try (var plain = Tiny.learner(Map.of());
        var learner = Tiny.learner(Map.of("whitening", 1e-3));
        var rng = new Rng(1);
        var _ = Scope.open()) {
      assertThat(plain.state().tensors()).doesNotContainKey("generator/whitening.turn");
      var tensors = learner.state().tensors();
      Tensor before = tensors.get("generator/whitening.turn").copy();
      double[] identity = Tensors.of(new float[Tiny.TEXT], Tiny.TEXT).toDoubles();
      assertThat(before.select(0, 0).toDoubles()).isNotEqualTo(identity);
      learner.step();
      try (var drawing = learner.drawing()) {
        Tensor kept = drawing.state().get("whitening.turn");
        assertThat(kept.toDoubles()).isEqualTo(before.toDoubles());
        Tensor z = Tensors.randn(rng, 2, 6); // [2, Z]
        Tensor text = Tensors.randn(rng, 2, Tiny.TEXT); // [2, W]
        Tensor same = drawing.draw(z, text.times(1000)); // [2, 3, R, R]
        Tensor longer = drawing.draw(z, text.times(2000)); // [2, 3, R, R]
        assertThat(same.minus(longer).abs().max().item()).isLessThan(0.05); // both shortened
      }
    }
  }

  @Test
  void whatWasWarmStartedReadsAllSentencesAlike() {
    try (var learner = Tiny.learner(Map.of("whitening", 1e-3, "contrast", 1));
        var _ = Scope.open()) {
      assertThat(learner.step().figures().get("contrast/real")).isGreaterThan(0.1);
      try (var _ = NoGrad.on()) {
        // as another training's: of this one all sentences are the same, and none is another's
        learner.state().tensors().get("generator/whitening.turn").fillInPlace(0);
      }
      assertThat(learner.step().figures().get("contrast/real")).isLessThan(1e-6);
    }
  }

  @Test
  void aLearnerWithoutSentencesIsNone() {
    var examples =
        new MadeExamples() {
          @Override
          protected PictureBatch at(long where) {
            throw new IllegalStateException("no pictures");
          }

          @Override
          public Tensor sampleConditions(int count) {
            throw new TorchException(TorchException.Kind.ARGUMENT, "no sentences");
          }
        };
    assertThatThrownBy(() -> Tiny.learner(Tiny.config(Map.of("whitening", 1e-3)), 0, examples))
        .isInstanceOf(TorchException.class)
        .hasMessage("no sentences");
  }
}
