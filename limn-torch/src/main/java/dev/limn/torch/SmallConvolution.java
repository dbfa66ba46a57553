package dev.limn.torch;

import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// Convolutions of one small picture without a graph. The engine leaves them to a path of its own
/// that copies the weights and multiplies on one thread; oneDNN takes a third of the time.
final class SmallConvolution {
  /// Up to so many elements the engine does not ask oneDNN.
  private static final long MOST = 20_480;

  private static final long[] ONE = {1, 1};

  /// Not every platform's build has it.
  private static final boolean AVAILABLE = torch.hasMKLDNN();

  private SmallConvolution() {}

  /// Whether the engine would take the slow path, and oneDNN could.
  static boolean fits(Tensor x, Tensor weight) {
    return AVAILABLE
        && x.rank() == 4
        && x.size(0) == 1
        && x.elements() <= MOST
        && weight.rank() == 4
        && weight.size(1) == x.size(1)
        && weight.size(2) > 1
        && !GradMode.is_enabled()
        && plain(x)
        && plain(weight);
  }

  /// Float32 on the processor, and to stay so.
  private static boolean plain(Tensor tensor) {
    return tensor.dtype() == DType.FLOAT32
        && tensor.device().isCpu()
        && !torch.is_autocast_enabled(torch.DeviceType.CPU);
  }

  static org.bytedeco.pytorch.Tensor of(
      Tensor x, Tensor weight, TensorOptional bias, long[] stride, long[] padding) {
    return torch.mkldnn_convolution(x.raw(), weight.raw(), bias, padding, stride, ONE, 1);
  }
}
