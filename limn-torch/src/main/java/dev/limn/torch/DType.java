package dev.limn.torch;

import org.bytedeco.pytorch.global.torch.ScalarType;

/// Element types. `FLOAT32` is the default everywhere.
public enum DType {
  FLOAT64(8, ScalarType.Double),
  FLOAT32(4, ScalarType.Float),
  FLOAT16(2, ScalarType.Half),
  BFLOAT16(2, ScalarType.BFloat16),
  INT64(8, ScalarType.Long),
  INT32(4, ScalarType.Int),
  INT16(2, ScalarType.Short),
  INT8(1, ScalarType.Char),
  UINT8(1, ScalarType.Byte),
  BOOL(1, ScalarType.Bool);

  private final int bytes;
  private final ScalarType peer;

  DType(int bytes, ScalarType peer) {
    this.bytes = bytes;
    this.peer = peer;
  }

  /// Bytes an element.
  public int bytes() {
    return bytes;
  }

  public boolean isFloating() {
    return this == FLOAT64 || this == FLOAT32 || this == FLOAT16 || this == BFLOAT16;
  }

  ScalarType peer() {
    return peer;
  }

  static DType of(ScalarType type) {
    for (DType candidate : values()) {
      if (candidate.peer.value == type.value) {
        return candidate;
      }
    }
    throw new TorchException(
        TorchException.Kind.ENGINE, "tensors of type " + type.intern() + " are not supported");
  }
}
