package dev.limn.train.log;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// The few kinds of field of a protocol buffer message that TensorBoard's events have, written one
/// after the other. Fields with their default value are written too; readers do not mind.
final class Protobuf {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Protobuf integer(int field, long value) {
    varint((long) field << 3 | VARINT);
    varint(value);
    return this;
  }

  Protobuf real64(int field, double value) {
    varint((long) field << 3 | FIXED64);
    fixed(Double.doubleToLongBits(value), 8);
    return this;
  }

  Protobuf real32(int field, float value) {
    varint((long) field << 3 | FIXED32);
    fixed(Float.floatToIntBits(value), 4);
    return this;
  }

  Protobuf text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  Protobuf bytes(int field, byte[] value) {
    varint((long) field << 3 | BYTES);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  Protobuf message(int field, Protobuf value) {
    return bytes(field, value.toBytes());
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private void fixed(long bits, int count) {
    for (int i = 0; i < count; i++) {
      out.write((int) (bits >>> 8 * i));
    }
  }
}
