package dev.limn.torch.io;

import dev.limn.torch.DType;
import java.util.Optional;

/// What safetensors calls the element types, and the order in which it lays them out.
final class TypeNames {
  /// Every name that the format defines, for messages about those that the engine does not have.
  static final String KNOWN = "F64, F32, F16, BF16, I64, I32, I16, I8, U8 or BOOL";

  private TypeNames() {}

  static String of(DType type) {
    return switch (type) {
      case FLOAT64 -> "F64";
      case FLOAT32 -> "F32";
      case FLOAT16 -> "F16";
      case BFLOAT16 -> "BF16";
      case INT64 -> "I64";
      case INT32 -> "I32";
      case INT16 -> "I16";
      case INT8 -> "I8";
      case UINT8 -> "U8";
      case BOOL -> "BOOL";
    };
  }

  static Optional<DType> parse(String name) {
    for (DType type : DType.values()) {
      if (of(type).equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /// The place of a type in a file: wide elements come first, so that all of them are aligned.
  /// Types of one width have the order of the format's reference writer, which makes our bytes
  /// equal to its bytes.
  static int rank(DType type) {
    return switch (type) {
      case INT64 -> 0;
      case FLOAT64 -> 1;
      case FLOAT32 -> 2;
      case INT32 -> 3;
      case BFLOAT16 -> 4;
      case FLOAT16 -> 5;
      case INT16 -> 6;
      case INT8 -> 7;
      case UINT8 -> 8;
      case BOOL -> 9;
    };
  }
}
