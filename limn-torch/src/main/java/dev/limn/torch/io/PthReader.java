package dev.limn.torch.io;

import static dev.limn.torch.io.FileFaults.fault;
import static dev.limn.torch.io.FileFaults.quoted;

import dev.limn.torch.Shape;
import dev.limn.torch.Tensor;
import dev.limn.torch.TorchException;
import dev.limn.torch.io.Pickled.Storage;
import dev.limn.torch.io.Pickled.View;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads state dictionaries out of PyTorch's `.pth` and `.pt` files without executing anything.
///
/// Such a file is a zip archive with a pickle, and a pickle is a program. Only the few instructions
/// and names of which tensors, dictionaries and plain values consist are understood; whatever else
/// is asked for is refused by its name. Whole modules (`torch.save(net)`), TorchScript and the
/// formats before PyTorch 1.6 are refused, too. For weights of your own prefer [Safetensors].
public final class PthReader {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_ENTRIES = 200_000;
  private static final int MAX_RANK = 64;
  private static final int MAX_NAME = 4096;

  /// How many times its storages a file may claim in tensors that share them.
  private static final int SHARING = 4;

  private static final long HARMLESS = 64 << 20;

  /// What a file holds, nested dictionaries and lists flattened: `state_dict.conv.weight`,
  /// `optimizer.state.0.exp_avg`.
  ///
  /// @param tensors in the file's order; those that share storage there are copies of their own
  /// @param others everything else, as text
  public record Contents(Map<String, Tensor> tensors, Map<String, String> others) {
    public Contents {
      tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
      others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    }

    /// The tensors below a prefix, without it: `below("state_dict")`.
    public Map<String, Tensor> below(String prefix) {
      var below = new LinkedHashMap<String, Tensor>();
      tensors.forEach(
          (name, tensor) -> {
            if (name.startsWith(prefix + ".")) {
              below.put(name.substring(prefix.length() + 1), tensor);
            }
          });
      return below;
    }
  }

  private final Path file;
  private final Map<String, View> views = new LinkedHashMap<>();
  private final Map<String, String> others = new LinkedHashMap<>();
  private int visited;

  private PthReader(Path file) {
    this.file = file;
  }

  /// Copies all tensors of a file to the processor, into the open scope.
  ///
  /// @throws TorchException of kind `FILE` if it is damaged, of another kind, or asks for anything
  ///   but data
  public static Contents read(Path file) {
    try (var archive = PthArchive.open(file)) {
      var reader = new PthReader(file);
      Pickled root = Unpickler.read(file, archive.pickle());
      if (!(root instanceof Pickled.Dictionary)) {
        throw fault(file, "holds something other than a dictionary; expected a state dictionary");
      }
      reader.flatten("", root, 0);
      reader.checkAll(archive);
      return new Contents(reader.tensors(archive), reader.others);
    }
  }

  private void flatten(String name, Pickled value, int depth) {
    if (name.length() > MAX_NAME) {
      throw fault(file, "has an entry of a name of more than " + MAX_NAME + " characters");
    }
    if (depth > MAX_DEPTH || ++visited > MAX_ENTRIES) {
      throw fault(
          file,
          "has more than "
              + (depth > MAX_DEPTH ? MAX_DEPTH + " levels" : MAX_ENTRIES + " entries")
              + ", at "
              + quoted(name));
    }
    switch (value) {
      case View view -> put(views, name, view);
      case Pickled.Dictionary(var entries) -> {
        if (entries.isEmpty() && depth > 0) {
          put(others, name, "{}");
        }
        entries.forEach((key, item) -> flatten(join(name, key), item, depth + 1));
      }
      case Pickled.Sequence(var items) -> {
        if (items.isEmpty()) {
          put(others, name, "[]");
        }
        for (int i = 0; i < items.size(); i++) {
          flatten(join(name, String.valueOf(i)), items.get(i), depth + 1);
        }
      }
      case Pickled.Text(String text) -> put(others, name, text);
      case Pickled.Whole(var number) -> put(others, name, number.toString());
      case Pickled.Real(double number) -> put(others, name, String.valueOf(number));
      case Pickled.Truth(boolean truth) -> put(others, name, String.valueOf(truth));
      case Pickled.Nothing() -> put(others, name, "None");
      case Pickled.Bytes(int count) -> put(others, name, count + " bytes");
      case Pickled.Global global -> put(others, name, global.toString());
      case Storage storage ->
          put(others, name, "storage of " + storage.elements() + " " + storage.type());
    }
  }

  private <T> void put(Map<String, T> map, String name, T value) {
    if (views.containsKey(name) || others.containsKey(name)) {
      throw fault(file, "has two entries named " + quoted(name));
    }
    map.put(name, value);
  }

  private static String join(String prefix, String key) {
    return prefix.isEmpty() ? key : prefix + "." + key;
  }

  /// Checks that every tensor lies inside its storage, and that all together do not claim much more
  /// memory than the file has, before any is made.
  private void checkAll(PthArchive archive) {
    var sizes = new HashMap<String, Long>();
    views.values().forEach(view -> sizes.computeIfAbsent(view.storage().key(), archive::size));
    long stored = sizes.values().stream().mapToLong(Long::longValue).sum();
    long claimed = 0;
    for (var entry : views.entrySet()) {
      Storage storage = entry.getValue().storage();
      String what = "tensor " + quoted(entry.getKey());
      long size = sizes.get(storage.key());
      if (storage.elements() > size || storage.elements() * storage.type().bytes() != size) {
        throw fault(
            file,
            String.format(
                Locale.ROOT,
                "%s lies in a storage of %d elements of %s; the archive has %d bytes for it",
                what,
                storage.elements(),
                storage.type(),
                size));
      }
      long bytes = bytes(what, entry.getValue());
      if (bytes > HARMLESS + SHARING * stored - claimed) {
        throw fault(
            file,
            String.format(
                Locale.ROOT,
                "%s brings the tensors to more than %d times the %d bytes of data in the file",
                what,
                SHARING,
                stored));
      }
      claimed += bytes;
    }
  }

  private long bytes(String what, View view) {
    long[] sizes = view.sizes();
    long[] strides = view.strides();
    if (sizes.length != strides.length || sizes.length > MAX_RANK) {
      throw fault(
          file,
          String.format(
              Locale.ROOT,
              "%s has %d sizes and %d strides; expected as many of both, at most %d",
              what,
              sizes.length,
              strides.length,
              MAX_RANK));
    }
    try {
      long elements = Shape.of(sizes).elements();
      long last = view.offset();
      for (int i = 0; elements > 0 && i < sizes.length; i++) {
        last = Math.addExact(last, Math.multiplyExact(sizes[i] - 1, strides[i]));
      }
      if (elements > 0 && last >= view.storage().elements()) {
        throw fault(
            file,
            String.format(
                Locale.ROOT,
                "%s reaches element %d of a storage of %d",
                what,
                last,
                view.storage().elements()));
      }
      return elements * view.storage().type().bytes();
    } catch (ArithmeticException e) {
      throw fault(file, what + " has strides that overflow 64 bits", e);
    } catch (TorchException e) {
      if (e.kind() == TorchException.Kind.ARGUMENT) {
        throw fault(file, what + ": " + e.getMessage(), e);
      }
      throw e;
    }
  }

  /// Unpacks one storage at a time, so that little more than the tensors is in memory.
  private Map<String, Tensor> tensors(PthArchive archive) {
    var byStorage = new LinkedHashMap<String, List<String>>();
    views.forEach(
        (name, view) ->
            byStorage.computeIfAbsent(view.storage().key(), _ -> new ArrayList<>()).add(name));
    var made = new LinkedHashMap<String, Tensor>();
    views.keySet().forEach(name -> made.put(name, null));
    byStorage.forEach(
        (key, names) -> {
          try (var arena = Arena.ofConfined()) {
            MemorySegment memory = archive.storage(key, arena);
            for (String name : names) {
              made.put(name, tensor(name, views.get(name), memory));
            }
          }
        });
    return made;
  }

  private Tensor tensor(String name, View view, MemorySegment storage) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment rows = Strides.rowMajor(view, storage, arena);
      return TensorBytes.tensor(file, name, rows, view.storage().type(), view.sizes());
    }
  }
}
