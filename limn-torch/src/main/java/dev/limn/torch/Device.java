package dev.limn.torch;

import org.bytedeco.pytorch.global.torch;

/// Where tensors live and are computed.
///
/// @param type CPU or CUDA
/// @param index which card, 0 on the CPU
public record Device(Type type, int index) {
  /// The kinds of device.
  public enum Type {
    CPU,
    CUDA
  }

  /// The processor.
  public static final Device CPU = new Device(Type.CPU, 0);

  public Device {
    if (index < 0 || index > 127 || (type == Type.CPU && index != 0)) {
      throw TorchException.argument("device index " + index + " for " + type);
    }
  }

  /// Reads `auto`, `cpu`, `cuda` or `cuda:1`. `auto` is the first CUDA card if there is one.
  ///
  /// @throws TorchException if the text is something else or the card is not there
  public static Device parse(String text) {
    return switch (text) {
      case "cpu" -> CPU;
      case "auto" -> Engine.cudaDevices() > 0 ? new Device(Type.CUDA, 0) : CPU;
      case "cuda" -> available(0, text);
      default -> {
        if (!text.matches("cuda:[0-9]{1,2}")) {
          throw TorchException.argument(
              "device '" + text + "'; expected auto, cpu, cuda or cuda:n");
        }
        yield available(Integer.parseInt(text.substring(5)), text);
      }
    };
  }

  private static Device available(int index, String text) {
    int count = Engine.cudaDevices();
    if (index >= count) {
      throw TorchException.argument(
          "device '"
              + text
              + "': the engine sees "
              + count
              + " CUDA device(s); `limn doctor` names what is missing");
    }
    return new Device(Type.CUDA, index);
  }

  public boolean isCpu() {
    return type == Type.CPU;
  }

  /// The name that [#parse] reads.
  @Override
  public String toString() {
    return type == Type.CPU ? "cpu" : "cuda:" + index;
  }

  torch.DeviceType peerType() {
    return type == Type.CPU ? torch.DeviceType.CPU : torch.DeviceType.CUDA;
  }

  static Device of(org.bytedeco.pytorch.Device peer) {
    return peer.is_cuda() ? new Device(Type.CUDA, Math.max(0, peer.index())) : CPU;
  }
}
