package dev.limn.torch.io;

import dev.limn.torch.DType;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// The golden files beside `golden.py`, and the values in them.
final class Golden {
  static final Map<String, DType> TYPES = types();

  private Golden() {}

  private static Map<String, DType> types() {
    var types = new LinkedHashMap<String, DType>();
    types.put("f64", DType.FLOAT64);
    types.put("f32", DType.FLOAT32);
    types.put("f16", DType.FLOAT16);
    types.put("bf16", DType.BFLOAT16);
    types.put("i64", DType.INT64);
    types.put("i32", DType.INT32);
    types.put("i16", DType.INT16);
    types.put("i8", DType.INT8);
    types.put("u8", DType.UINT8);
    return types;
  }

  static Path file(String name) {
    try {
      return Path.of(Golden.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /// 0, .5, 1, … for floating types, 0, 1, 2, … for others.
  static Tensor ramp(DType type, long... shape) {
    long count = 1;
    for (long size : shape) {
      count *= size;
    }
    double[] values = new double[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] = type.isFloating() ? i / 2.0 : i;
    }
    return Tensors.of(values, shape).to(type);
  }

  static Map<String, Tensor> allTypes() {
    var tensors = new LinkedHashMap<String, Tensor>();
    TYPES.forEach((name, type) -> tensors.put(name + ".weight", ramp(type, 2, 3)));
    tensors.put("bool", Tensors.of(new byte[] {1, 0, 1}, 1, 3).to(DType.BOOL));
    tensors.put("scalar", Tensors.scalar(2.5));
    tensors.put("empty", Tensors.zeros(0, 3));
    for (String name :
        new String[] {
          "quo\"te",
          "back\\slash",
          "sl/ash",
          "tab\tbell\u0007",
          "\u001f\u007f",
          "ü",
          "\uffee",
          "\ud83d\ude00"
        }) {
      tensors.put(name, ramp(DType.FLOAT32, 1));
    }
    return tensors;
  }

  /// A safetensors file of a header, not padded, and as many zero bytes.
  static byte[] safetensors(String json, int dataBytes) {
    return safetensors(json.getBytes(StandardCharsets.UTF_8), dataBytes);
  }

  static byte[] safetensors(byte[] json, int dataBytes) {
    return ByteBuffer.allocate(8 + json.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  static Path write(Path directory, byte[] bytes) throws IOException {
    return Files.write(directory.resolve("x.safetensors"), bytes);
  }
}
