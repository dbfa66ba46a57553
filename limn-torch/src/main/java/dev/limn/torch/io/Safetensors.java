package dev.limn.torch.io;

import static dev.limn.torch.io.FileFaults.fault;
import static dev.limn.torch.io.FileFaults.quoted;

import dev.limn.io.RegularFile;
import dev.limn.torch.DType;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Shape;
import dev.limn.torch.Tensor;
import dev.limn.torch.TorchException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Tensors by name in one file: eight bytes of header length, a JSON header, plain little-endian
/// row-major data. The format of weights and checkpoints here, and of the Hugging Face library of
/// that name; files pass both ways.
///
/// ```java
/// try (var scope = Scope.open(); var file = Safetensors.open(path)) {
///   network.load(Map.of("weight", file.tensor("weight")));
/// }
/// ```
///
/// An open file is mapped into memory: opening costs the header, a tensor costs one copy. Any
/// thread may read it. It must not be cut short meanwhile; replacing it by [#write] is fine, since
/// that makes a new file.
///
/// Specification: <https://github.com/huggingface/safetensors>, Format.
public final class Safetensors implements AutoCloseable {
  /// The most bytes of a file of which all tensors are read at once; the largest generators of the
  /// papers have a fifth of it.
  private static final long WHOLE = 4L << 30;

  private static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// What a file says about one tensor.
  public record Info(DType dtype, Shape shape) {
    /// The size of its data.
    public long bytes() {
      return shape.elements() * dtype.bytes();
    }
  }

  private final Path file;
  private final Arena arena;
  private final MemorySegment data;
  private final SafetensorsHeader header;

  private Safetensors(Path file, Arena arena, MemorySegment data, SafetensorsHeader header) {
    this.file = file;
    this.arena = arena;
    this.data = data;
    this.header = header;
  }

  /// Maps a file and checks its whole header. The data itself is not looked at.
  ///
  /// @throws TorchException of kind `FILE` if it cannot be read or breaks a rule of the format
  public static Safetensors open(Path file) {
    requireRegular(file);
    var arena = Arena.ofShared();
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment bytes = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
      long size = headerSize(file, bytes);
      var json = bytes.asSlice(Long.BYTES, size).asByteBuffer();
      MemorySegment data = bytes.asSlice(Long.BYTES + size);
      return new Safetensors(
          file, arena, data, SafetensorsHeader.parse(file, json, data.byteSize()));
    } catch (IOException e) {
      arena.close();
      throw FileFaults.of(file, "read", e);
    } catch (InternalError e) {
      arena.close();
      throw fault(file, "became shorter while it was read", e);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static void requireRegular(Path file) {
    try {
      RegularFile.require(file);
    } catch (IOException e) {
      throw FileFaults.of(file, "read", e);
    }
  }

  private static long headerSize(Path file, MemorySegment bytes) {
    if (bytes.byteSize() < Long.BYTES) {
      throw fault(file, "has " + bytes.byteSize() + " bytes; expected at least 8");
    }
    long size = bytes.get(LENGTH, 0);
    if (size < 0 || size > SafetensorsHeader.LIMIT) {
      throw fault(
          file,
          String.format(
              Locale.ROOT,
              "the header would have %s bytes; expected at most %d%s",
              Long.toUnsignedString(size),
              SafetensorsHeader.LIMIT,
              Magic.of(bytes).map(kind -> " (this is " + kind + ")").orElse("")));
    }
    if (size > bytes.byteSize() - Long.BYTES) {
      throw fault(
          file,
          String.format(
              Locale.ROOT,
              "the header would have %d bytes; only %d follow, so the file is cut off",
              size,
              bytes.byteSize() - Long.BYTES));
    }
    return size;
  }

  /// All tensors of a file by name, in the order of their bytes, in the open scope.
  ///
  /// @throws TorchException of kind `FILE`, as [#open]
  public static Map<String, Tensor> read(Path file) {
    try (var open = open(file)) {
      if (open.data.byteSize() > WHOLE) {
        throw fault(
            file,
            String.format(
                Locale.ROOT,
                "has %d bytes of tensors; expected at most %d in a file that is read whole",
                open.data.byteSize(),
                WHOLE));
      }
      var tensors = new LinkedHashMap<String, Tensor>();
      open.names().forEach(name -> tensors.put(name, open.tensor(name)));
      return tensors;
    }
  }

  /// The same of weights to compute with: all of them are finite. One that is not would make every
  /// number that comes out of a network none.
  ///
  /// @throws TorchException of kind `FILE`, as [#open], or naming the tensor that holds something
  ///   else
  public static Map<String, Tensor> readFinite(Path file) {
    var tensors = read(file);
    requireFinite(file, tensors);
    return tensors;
  }

  /// @param file that the tensors were read from
  /// @throws TorchException of kind `FILE` naming the first tensor that holds infinities or no
  ///   numbers
  public static void requireFinite(Path file, Map<String, Tensor> tensors) {
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      tensors.forEach(
          (name, tensor) -> {
            if (tensor.dtype().isFloating() && tensor.isFinite().all().item() == 0) {
              throw fault(
                  file,
                  "tensor "
                      + quoted(name)
                      + " holds values that are not finite; expected the weights of a trained network");
            }
          });
    }
  }

  /// In the order of their bytes.
  public List<String> names() {
    return List.copyOf(header.entries().keySet());
  }

  public boolean has(String name) {
    return header.entries().containsKey(name);
  }

  /// @throws TorchException of kind `ARGUMENT` if there is no such tensor
  public Info info(String name) {
    SafetensorsHeader.Entry entry = entry(name);
    return new Info(entry.type(), entry.shape());
  }

  /// Free text beside the tensors, in the file's order.
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /// Copies one tensor to the processor, into the open scope.
  ///
  /// @throws TorchException of kind `ARGUMENT` if there is no such tensor, `FILE` if a BOOL tensor
  ///   holds anything but 0 and 1, `CLOSED` after [#close()]
  public Tensor tensor(String name) {
    SafetensorsHeader.Entry entry = entry(name);
    if (!arena.scope().isAlive()) {
      throw new TorchException(
          TorchException.Kind.CLOSED, file + ": tensor " + quoted(name) + " of a closed file");
    }
    MemorySegment bytes = data.asSlice(entry.start(), entry.end() - entry.start());
    try {
      return TensorBytes.tensor(file, name, bytes, entry.type(), entry.shape().sizes());
    } catch (InternalError e) {
      throw fault(file, "became shorter while tensor " + quoted(name) + " was read", e);
    }
  }

  private SafetensorsHeader.Entry entry(String name) {
    SafetensorsHeader.Entry entry = header.entries().get(name);
    if (entry == null) {
      throw TorchException.argument(
          file
              + ": there is no tensor "
              + quoted(name)
              + "; it has "
              + header.entries().size()
              + " others"
              + header.entries().keySet().stream()
                  .limit(5)
                  .map(FileFaults::quoted)
                  .reduce((a, b) -> a + ", " + b)
                  .map(list -> ", for example " + list)
                  .orElse(""));
    }
    return entry;
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  /// Writes a file whole or not at all: under another name in the same directory, forced to the
  /// disk, then renamed over `file`.
  ///
  /// The bytes depend on names, values and metadata only: tensors lie by descending width of their
  /// elements, then by name, row by row whatever their layout in memory. Transposed and
  /// channels-last tensors come back contiguous.
  ///
  /// @throws TorchException of kind `FILE` if it cannot be written, `ARGUMENT` for a name that the
  ///   format cannot hold
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    AtomicWrite.to(file, new SafetensorsWriter(tensors, metadata, Optional.empty()));
  }

  /// As above, with all floating tensors stored as `floats`: `BFLOAT16` halves weights.
  public static void write(
      Path file, Map<String, Tensor> tensors, Map<String, String> metadata, DType floats) {
    if (!floats.isFloating()) {
      throw TorchException.argument("floats stored as " + floats + "; expected a floating type");
    }
    AtomicWrite.to(file, new SafetensorsWriter(tensors, metadata, Optional.of(floats)));
  }

  /// Writes the same bytes at the channel's position. The caller forces and names the file.
  public static void write(
      FileChannel channel, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    new SafetensorsWriter(tensors, metadata, Optional.empty()).writeTo(channel);
  }

  /// How many bytes [#write] makes of these.
  public static long size(Map<String, Tensor> tensors, Map<String, String> metadata) {
    return new SafetensorsWriter(tensors, metadata, Optional.empty()).size();
  }
}
