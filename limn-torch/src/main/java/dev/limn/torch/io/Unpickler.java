package dev.limn.torch.io;

import static dev.limn.torch.io.FileFaults.fault;
import static dev.limn.torch.io.FileFaults.quoted;

import dev.limn.torch.DType;
import dev.limn.torch.TorchException;
import dev.limn.torch.io.Pickled.Bytes;
import dev.limn.torch.io.Pickled.Dictionary;
import dev.limn.torch.io.Pickled.Global;
import dev.limn.torch.io.Pickled.Nothing;
import dev.limn.torch.io.Pickled.Real;
import dev.limn.torch.io.Pickled.Sequence;
import dev.limn.torch.io.Pickled.Storage;
import dev.limn.torch.io.Pickled.Text;
import dev.limn.torch.io.Pickled.Truth;
import dev.limn.torch.io.Pickled.View;
import dev.limn.torch.io.Pickled.Whole;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads the pickles that `torch.save` makes of state dictionaries, protocols 2 to 5.
///
/// A pickle is a program for a stack machine. This one knows the instructions that build plain
/// data, and calls only three functions, all of them its own: an empty ordered dictionary, a tensor
/// from a storage, a parameter from a tensor. Any other instruction or name is refused by its name.
///
/// Source: Python's `pickletools` module describes every instruction.
final class Unpickler {
  private static final String ORDERED_DICT = "collections.OrderedDict";
  private static final String TENSOR = "torch._utils._rebuild_tensor_v2";
  private static final String PARAMETER = "torch._utils._rebuild_parameter";
  private static final Map<String, DType> STORAGES =
      Map.ofEntries(
          Map.entry("torch.DoubleStorage", DType.FLOAT64),
          Map.entry("torch.FloatStorage", DType.FLOAT32),
          Map.entry("torch.HalfStorage", DType.FLOAT16),
          Map.entry("torch.BFloat16Storage", DType.BFLOAT16),
          Map.entry("torch.LongStorage", DType.INT64),
          Map.entry("torch.IntStorage", DType.INT32),
          Map.entry("torch.ShortStorage", DType.INT16),
          Map.entry("torch.CharStorage", DType.INT8),
          Map.entry("torch.ByteStorage", DType.UINT8),
          Map.entry("torch.BoolStorage", DType.BOOL),
          Map.entry("torch.storage.UntypedStorage", DType.UINT8));

  private final Path file;
  private final ByteBuffer in;
  private final List<Pickled> stack = new ArrayList<>();
  private final Deque<Integer> marks = new ArrayDeque<>();
  private final Map<Long, Pickled> memo = new HashMap<>();

  private Unpickler(Path file, byte[] pickle) {
    this.file = file;
    this.in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// @param file for messages
  static Pickled read(Path file, byte[] pickle) {
    var machine = new Unpickler(file, pickle);
    try {
      return machine.run();
    } catch (BufferUnderflowException e) {
      throw fault(file, "the pickle is cut off after " + pickle.length + " bytes", e);
    }
  }

  private TorchException refuse(String what) {
    return fault(file, "the pickle " + what + " (near byte " + in.position() + ")");
  }

  private Pickled run() {
    if ((in.get() & 0xff) != 0x80) {
      throw refuse("does not start with a protocol; expected 2 to 5");
    }
    int protocol = in.get();
    if (protocol < 2 || protocol > 5) {
      throw refuse("has protocol " + protocol + "; expected 2 to 5");
    }
    while (true) {
      int code = in.get() & 0xff;
      if (code == '.') {
        return result();
      }
      step(code);
    }
  }

  private Pickled result() {
    Pickled result = pop();
    if (!stack.isEmpty() || !marks.isEmpty()) {
      throw refuse("ends with more than one value");
    }
    return result;
  }

  private void step(int code) {
    switch (code) {
      case 0x95 -> length(in.getLong()); // FRAME: only a hint for buffering
      case '(' -> marks.push(stack.size());
      case 'N' -> stack.add(new Nothing());
      case 0x88 -> stack.add(new Truth(true));
      case 0x89 -> stack.add(new Truth(false));
      case 'K' -> whole(in.get() & 0xff);
      case 'M' -> whole(in.getShort() & 0xffff);
      case 'J' -> whole(in.getInt());
      case 0x8a -> bigWhole(in.get() & 0xff);
      case 'G' -> stack.add(new Real(Double.longBitsToDouble(Long.reverseBytes(in.getLong()))));
      case 'X' -> text(length(Integer.toUnsignedLong(in.getInt())));
      case 0x8c -> text(in.get() & 0xff);
      case 0x8d -> text(length(in.getLong()));
      case 'B' -> bytes(length(Integer.toUnsignedLong(in.getInt())));
      case 'C' -> bytes(in.get() & 0xff);
      case 0x8e -> bytes(length(in.getLong()));
      case ']' -> stack.add(new Sequence(new ArrayList<>()));
      case 'a' -> append(List.of(pop()));
      case 'e' -> append(popMark());
      case ')' -> stack.add(new Sequence(List.of()));
      case 't' -> stack.add(new Sequence(popMark()));
      case 0x85, 0x86, 0x87 -> tuple(code - 0x84);
      case '}' -> stack.add(new Dictionary(new LinkedHashMap<>()));
      case 's' -> put(popMany(2));
      case 'u' -> put(popMark());
      case 'q' -> memo.put(in.get() & 0xffL, top());
      case 'r' -> memo.put(Integer.toUnsignedLong(in.getInt()), top());
      case 0x94 -> memo.put((long) memo.size(), top());
      case 'h' -> recall(in.get() & 0xffL);
      case 'j' -> recall(Integer.toUnsignedLong(in.getInt()));
      case 'c' -> global(line(), line());
      case 0x93 -> stackGlobal();
      case 'Q' -> stack.add(storage(pop()));
      case 'R' -> call();
      case 'b' -> build();
      default ->
          throw refuse(
              String.format(
                  Locale.ROOT, "has the instruction 0x%02x, which is not plain data", code));
    }
  }

  // ---- the stack ----

  private int floor() {
    return marks.isEmpty() ? 0 : marks.peek();
  }

  private Pickled top() {
    if (stack.size() <= floor()) {
      throw refuse("takes a value where there is none");
    }
    return stack.getLast();
  }

  private Pickled pop() {
    top();
    return stack.removeLast();
  }

  private List<Pickled> popMany(int count) {
    if (stack.size() - count < floor()) {
      throw refuse("takes " + count + " values where there are fewer");
    }
    List<Pickled> tail = stack.subList(stack.size() - count, stack.size());
    List<Pickled> popped = List.copyOf(tail);
    tail.clear();
    return popped;
  }

  private List<Pickled> popMark() {
    if (marks.isEmpty()) {
      throw refuse("ends a group that was not begun");
    }
    List<Pickled> popped = popMany(stack.size() - marks.peek());
    marks.pop();
    return popped;
  }

  private void recall(long index) {
    Pickled value = memo.get(index);
    if (value == null) {
      throw refuse("recalls value " + index + ", which was not memorised");
    }
    stack.add(value);
  }

  // ---- plain values ----

  private int length(long wanted) {
    if (wanted < 0 || wanted > in.remaining()) {
      throw refuse(
          String.format(
              Locale.ROOT,
              "announces %s bytes where %d are left",
              Long.toUnsignedString(wanted),
              in.remaining()));
    }
    return (int) wanted;
  }

  private byte[] take(int count) {
    byte[] taken = new byte[length(count)];
    in.get(taken);
    return taken;
  }

  private void whole(long value) {
    stack.add(new Whole(BigInteger.valueOf(value)));
  }

  private void bigWhole(int count) {
    byte[] little = take(count);
    for (int i = 0; i < count / 2; i++) {
      byte swapped = little[i];
      little[i] = little[count - 1 - i];
      little[count - 1 - i] = swapped;
    }
    stack.add(new Whole(count == 0 ? BigInteger.ZERO : new BigInteger(little)));
  }

  private void text(int count) {
    stack.add(new Text(new String(take(count), StandardCharsets.UTF_8)));
  }

  private void bytes(int count) {
    take(count);
    stack.add(new Bytes(count));
  }

  private void tuple(int count) {
    stack.add(new Sequence(popMany(count)));
  }

  private void append(List<Pickled> items) {
    if (!(top() instanceof Sequence(ArrayList<Pickled> list))) {
      throw refuse("appends to something that is not a list");
    }
    list.addAll(items);
  }

  private void put(List<Pickled> pairs) {
    if (!(top() instanceof Dictionary dictionary) || pairs.size() % 2 != 0) {
      throw refuse("puts entries into something that is not a dictionary");
    }
    for (int i = 0; i < pairs.size(); i += 2) {
      String key =
          switch (pairs.get(i)) {
            case Text(String text) -> text;
            case Whole(BigInteger number) -> number.toString();
            default -> throw refuse("has a dictionary key that is neither text nor a number");
          };
      if (dictionary.entries().put(key, pairs.get(i + 1)) != null) {
        throw refuse("has the key " + quoted(key) + " twice in one dictionary");
      }
    }
  }

  // ---- names, and the three functions ----

  private String line() {
    int start = in.position();
    while (in.get() != '\n') {
      // Names end with their line.
    }
    return new String(in.array(), start, in.position() - 1 - start, StandardCharsets.UTF_8);
  }

  private void stackGlobal() {
    List<Pickled> names = popMany(2);
    if (!(names.get(0) instanceof Text(String module))
        || !(names.get(1) instanceof Text(String name))) {
      throw refuse("names something by values that are not text");
    }
    global(module, name);
  }

  private void global(String module, String name) {
    var global = new Global(module, name);
    String full = global.toString();
    boolean allowed =
        full.equals(ORDERED_DICT)
            || full.equals(TENSOR)
            || full.equals(PARAMETER)
            || STORAGES.containsKey(full);
    if (!allowed) {
      throw refuse(
          "asks for "
              + quoted(full)
              + ", which is refused: only tensors, dictionaries and plain values are read. If you"
              + " trust the file, save its state_dict() from Python");
    }
    stack.add(global);
  }

  private Storage storage(Pickled id) {
    if (id instanceof Sequence(List<Pickled> parts)
        && parts.size() == 5
        && parts.get(0).equals(new Text("storage"))
        && parts.get(1) instanceof Global type
        && STORAGES.containsKey(type.toString())
        && parts.get(2) instanceof Text(String key)
        && parts.get(4) instanceof Whole count) {
      return new Storage(STORAGES.get(type.toString()), key, small(count));
    }
    throw refuse("refers to data in an unknown way; expected a storage");
  }

  private void call() {
    List<Pickled> both = popMany(2);
    if (!(both.get(0) instanceof Global function)
        || !(both.get(1) instanceof Sequence(List<Pickled> arguments))) {
      throw refuse("calls something that is not a function");
    }
    stack.add(
        switch (function.toString()) {
          case ORDERED_DICT -> orderedDictionary(arguments);
          case TENSOR -> view(arguments);
          case PARAMETER -> parameter(arguments);
          default -> throw refuse("calls " + quoted(function.toString()));
        });
  }

  private Dictionary orderedDictionary(List<Pickled> arguments) {
    if (!arguments.isEmpty()) {
      throw refuse("makes an ordered dictionary with arguments; expected none");
    }
    return new Dictionary(new LinkedHashMap<>());
  }

  private View view(List<Pickled> arguments) {
    if (arguments.size() >= 4
        && arguments.get(0) instanceof Storage storage
        && arguments.get(1) instanceof Whole offset
        && arguments.get(2) instanceof Sequence sizes
        && arguments.get(3) instanceof Sequence strides) {
      return new View(storage, small(offset), numbers(sizes), numbers(strides));
    }
    throw refuse("makes a tensor of other things than a storage, an offset, sizes and strides");
  }

  private View parameter(List<Pickled> arguments) {
    if (!arguments.isEmpty() && arguments.getFirst() instanceof View view) {
      return view;
    }
    throw refuse("makes a parameter of something that is not a tensor");
  }

  private long[] numbers(Sequence sequence) {
    long[] numbers = new long[sequence.items().size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!(sequence.items().get(i) instanceof Whole number)) {
        throw refuse("has a size or stride that is not a whole number");
      }
      numbers[i] = small(number);
    }
    return numbers;
  }

  private long small(Whole number) {
    BigInteger value = number.value();
    if (value.signum() < 0 || value.bitLength() > 62) {
      throw refuse("has the size, stride or offset " + value + "; expected 0 to 2^62");
    }
    return value.longValue();
  }

  /// Sets the attributes of an object: PyTorch hangs version numbers of layers on an ordered
  /// dictionary, which say nothing about tensors.
  private void build() {
    pop();
    if (!(top() instanceof Dictionary)) {
      throw refuse("sets attributes of something that is not a dictionary");
    }
  }
}
