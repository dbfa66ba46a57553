package dev.limn.bench;

import dev.limn.torch.DType;
import dev.limn.torch.Functional;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;

/// The best rate that a convolution reaches here, over a few shapes of the networks measured.
final class ConvolutionPeak {
  private record Layer(int channels, int side, int out, int kernel, int stride, int padding) {}

  private static final Layer[] LAYERS = {
    new Layer(64, 32, 128, 4, 2, 1),
    new Layer(128, 16, 256, 4, 2, 1),
    new Layer(256, 8, 512, 4, 2, 1),
    new Layer(256, 16, 256, 3, 1, 1),
  };

  private ConvolutionPeak() {}

  /// In 10⁹ floating-point operations a second.
  static double measure(DType type, int batch) {
    double best = 0;
    try (var rng = new Rng(0);
        var _ = NoGrad.on()) {
      for (Layer layer : LAYERS) {
        try (var _ = Scope.open()) {
          Tensor x =
              Tensors.randn(rng, batch, layer.channels(), layer.side(), layer.side())
                  .channelsLast()
                  .to(type);
          Tensor weight =
              Tensors.randn(rng, layer.out(), layer.channels(), layer.kernel(), layer.kernel())
                  .channelsLast()
                  .to(type);
          double side =
              (layer.side() + 2.0 * layer.padding() - layer.kernel()) / layer.stride() + 1;
          double flops =
              2.0
                  * batch
                  * Math.floor(side)
                  * Math.floor(side)
                  * layer.out()
                  * layer.channels()
                  * layer.kernel()
                  * layer.kernel();
          for (int i = 0; i < 12; i++) {
            try (var _ = Scope.open()) {
              long start = System.nanoTime();
              Functional.conv2d(x, weight, layer.stride(), layer.padding());
              double seconds = (System.nanoTime() - start) / 1e9;
              best = i < 2 ? best : Math.max(best, flops / seconds / 1e9);
            }
          }
        }
      }
    }
    return best;
  }
}
