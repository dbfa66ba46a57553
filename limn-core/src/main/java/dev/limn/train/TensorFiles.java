package dev.limn.train;

import dev.limn.torch.Tensor;
import dev.limn.torch.io.Safetensors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.OptionalLong;

/// Tensors as a file of a checkpoint.
public final class TensorFiles {
  private TensorFiles() {}

  /// A safetensors file of live tensors; they are read when the store writes.
  public static FileContent of(Map<String, Tensor> tensors) {
    return new FileContent() {
      @Override
      public void writeTo(FileChannel channel) throws IOException {
        Safetensors.write(channel, tensors, Map.of("format", "pt"));
      }

      @Override
      public OptionalLong size() {
        return OptionalLong.of(Safetensors.size(tensors, Map.of("format", "pt")));
      }
    };
  }
}
