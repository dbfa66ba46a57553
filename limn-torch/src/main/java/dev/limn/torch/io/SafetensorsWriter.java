package dev.limn.torch.io;

import static dev.limn.torch.io.FileFaults.quoted;

import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/// The layout of a safetensors file, and its way to the disk in pieces.
final class SafetensorsWriter {
  private static final int PIECE = 4 << 20;

  /// Escapes as the reference writer does, so that headers are equal to the byte.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
          .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
          .build();

  private record Item(String name, byte[] utf8, Tensor tensor, DType type) {}

  private final List<Item> items = new ArrayList<>();
  private final byte[] head;
  private final long size;

  /// @param floats the type in which floating tensors are stored; empty for their own
  SafetensorsWriter(
      Map<String, Tensor> tensors, Map<String, String> metadata, Optional<DType> floats) {
    tensors.forEach(
        (name, tensor) -> {
          if (name.equals(SafetensorsHeader.METADATA)) {
            throw TorchException.argument("a tensor cannot be named " + name);
          }
          DType own = tensor.dtype();
          DType type = own.isFloating() ? floats.orElse(own) : own;
          items.add(new Item(name, utf8(name), tensor, type));
        });
    items.sort(
        Comparator.<Item>comparingInt(item -> TypeNames.rank(item.type))
            .thenComparing(Item::utf8, Arrays::compareUnsigned));
    metadata.forEach(
        (key, value) -> {
          utf8(key);
          utf8(value);
        });
    byte[] json = header(metadata).getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + 7) / 8 * 8;
    if (padded > SafetensorsHeader.LIMIT) {
      throw TorchException.argument(
          String.format(
              Locale.ROOT,
              "the names of %d tensors and the metadata need a header of %d bytes; the limit is %d",
              items.size(),
              padded,
              SafetensorsHeader.LIMIT));
    }
    head = new byte[Long.BYTES + padded];
    ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).putLong(padded).put(json);
    Arrays.fill(head, Long.BYTES + json.length, head.length, (byte) ' ');
    long data = 0;
    for (Item item : items) {
      data += bytes(item);
    }
    size = head.length + data;
  }

  private static byte[] utf8(String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      return Arrays.copyOf(bytes.array(), bytes.limit());
    } catch (CharacterCodingException e) {
      throw new TorchException(
          TorchException.Kind.ARGUMENT, quoted(text) + " is not valid Unicode", e);
    }
  }

  private static long bytes(Item item) {
    return item.tensor.elements() * item.type.bytes();
  }

  private String header(Map<String, String> metadata) {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeName(SafetensorsHeader.METADATA);
        json.writeStartObject();
        new TreeMap<>(metadata).forEach(json::writeStringProperty);
        json.writeEndObject();
      }
      long at = 0;
      for (Item item : items) {
        json.writeName(item.name);
        json.writeStartObject();
        json.writeStringProperty("dtype", TypeNames.of(item.type));
        json.writeName("shape");
        long[] sizes = item.tensor.shape().sizes();
        json.writeArray(sizes, 0, sizes.length);
        json.writeName("data_offsets");
        json.writeArray(new long[] {at, at + bytes(item)}, 0, 2);
        json.writeEndObject();
        at += bytes(item);
      }
      json.writeEndObject();
    }
    return text.toString();
  }

  long size() {
    return size;
  }

  void writeTo(FileChannel channel) throws IOException {
    writeAll(channel, ByteBuffer.wrap(head));
    try (var arena = Arena.ofConfined()) {
      long largest = items.stream().mapToLong(SafetensorsWriter::bytes).max().orElse(0);
      MemorySegment buffer = arena.allocate(Math.max(1, Math.min(PIECE, largest)), 64);
      for (Item item : items) {
        writeTensor(channel, item, buffer);
      }
    }
  }

  /// Only a tensor that is not contiguous, elsewhere or of another type is copied as a whole.
  private static void writeTensor(FileChannel channel, Item item, MemorySegment buffer)
      throws IOException {
    if (bytes(item) == 0) {
      return;
    }
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor flat =
          item.tensor.detach().to(Device.CPU).to(item.type).contiguous().view(-1); // [elements]
      long piece = buffer.byteSize() / item.type.bytes();
      for (long at = 0; at < flat.elements(); at += piece) {
        long length = Math.min(piece, flat.elements() - at);
        MemorySegment part = buffer.asSlice(0, length * item.type.bytes());
        Tensors.copyTo(flat.narrow(0, at, length), part);
        writeAll(channel, part.asByteBuffer());
      }
    }
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
