package dev.limn.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.model.Golden;
import dev.limn.torch.Functional;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Against `goldens/loss/perceptual.py`.
final class PerceptualLossTest {
  private static final List<Double> CONTENT = List.of(1.0, 0.5);
  private static final List<Double> STYLE = List.of(2.0, 3.0);

  @RegisterExtension final Golden golden = Golden.of("loss/perceptual");

  private List<Tensor> maps(Tensor x) {
    Tensor a = Functional.conv2d(x, golden.get("w1"), golden.get("b1"), 1, 1).relu();
    return List.of(a, Functional.conv2d(a, golden.get("w2"), golden.get("b2"), 2, 1).relu());
  }

  private void compare(String name, boolean relative) {
    var weights = new PerceptualLoss.Weights(CONTENT, STYLE, 0.01, relative);
    Tensor drawn = golden.get("drawn").copy().requiresGrad(true);
    Tensor loss = new PerceptualLoss(this::maps, weights).of(drawn, golden.get("target"));
    Golden.assertClose(loss.reshape(1), golden.get(name), 1e-5, 1e-6);
    loss.backward();
    Golden.assertClose(drawn.grad(), golden.get(name + "-grad"), 1e-4, 1e-6);
  }

  @Test
  void thePapersSumIsPyTorchs() {
    compare("absolute", false);
  }

  @Test
  void theRelativeSumIsPyTorchs() {
    compare("relative", true);
  }

  @Test
  void gramMatricesAndTotalVariationArePyTorchs() {
    Tensor maps = maps(golden.get("drawn")).getFirst();
    Golden.assertClose(PerceptualLoss.gram(maps), golden.get("gram"));
    Tensor variation = PerceptualLoss.totalVariation(golden.get("drawn"));
    Golden.assertClose(variation.reshape(1), golden.get("variation"), 1e-5, 1e-5);
  }

  @Test
  void equalPicturesAreNotDifferent() {
    var weights = new PerceptualLoss.Weights(CONTENT, STYLE, 0, true);
    Tensor x = golden.get("drawn");
    assertThat(new PerceptualLoss(this::maps, weights).of(x, x.copy()).item()).isZero();
  }

  @Test
  void styleDoesNotAskWhere() {
    Tensor x = maps(golden.get("drawn")).getFirst();
    assertThat(PerceptualLoss.style(x, x.flip(2)).item()).isLessThan(1e-9);
    assertThat(PerceptualLoss.content(x, x.flip(2)).item()).isGreaterThan(1e-2);
  }

  @Test
  void lossesLeaveNothingBehind() {
    var loss =
        new PerceptualLoss(this::maps, new PerceptualLoss.Weights(CONTENT, STYLE, 0.01, true));
    long live = Scope.live();
    for (int i = 0; i < 20; i++) {
      try (var _ = Scope.open()) {
        loss.of(golden.get("drawn"), golden.get("target")).item();
      }
    }
    assertThat(Scope.live()).isEqualTo(live);
  }

  @Test
  void weightsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new PerceptualLoss.Weights(CONTENT, List.of(1.0), 0, true))
        .hasMessageContaining("2 weights of content and 1 of style");
    assertThatThrownBy(() -> new PerceptualLoss.Weights(CONTENT, List.of(1.0, -1.0), 0, true))
        .hasMessageContaining("weight -1.0");
    assertThatThrownBy(() -> new PerceptualLoss.Weights(List.of(0.0), List.of(0.0), 0, true))
        .hasMessageContaining("without any weight");
    var three = new PerceptualLoss.Weights(List.of(1.0), List.of(1.0), 0, true);
    assertThatThrownBy(
            () ->
                new PerceptualLoss(this::maps, three).of(golden.get("drawn"), golden.get("target")))
        .hasMessageContaining("a network with 2 layers and weights for 1");
  }
}
