package dev.limn.vision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.model.Golden;
import dev.limn.torch.Device;
import dev.limn.torch.Precision;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;

/// Against `src/test/goldens/text/make_goldens.py`.
class PictureTowerGoldenTest {
  @Test
  void thePictureTowerPoolsTheWholeAndTheCentreOfEachStage() {
    try (var features = new ClassifierFeatures(Precision.FLOAT32, Device.CPU);
        var _ = Scope.open()) {
      var golden = Golden.read("text/picture-tower");
      int[] widths = {32, 64, 128, 256, 256};
      var state = new LinkedHashMap<String, Tensor>();
      for (int stage = 0; stage < widths.length; stage++) {
        float[] factors = new float[widths[stage]];
        for (int i = 0; i < factors.length; i++) {
          factors[i] = (i % 7 - 3) / 8f;
        }
        Tensor factor = Tensors.of(factors, factors.length, 1, 1, 1);
        state.put(
            "convs." + stage + ".weight", factor.times(golden.get("stage" + stage + ".base")));
      }
      state.putAll(Golden.part(golden, "")); // the norms; other names are dropped below
      state.keySet().retainAll(features.state().keySet());
      assertThat(state.keySet()).containsExactlyInAnyOrderElementsOf(features.state().keySet());
      state.forEach((name, tensor) -> features.state().get(name).copyInPlace(tensor));
      Golden.assertClose(features.features(golden.get("pictures")), golden.get("output"));
      assertThat(features.width()).isEqualTo(1472);
    }
  }
}
