package dev.limn.torch;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Supplier;

/// Calls every public method of the engine's classes with arguments that nobody should pass: closed
/// and foreign tensors, odd shapes and types, null, indices and sizes out of range. Run in a
/// process of its own, since a mistake may end it.
///
/// Prints one line a violation: an exception that is no [TorchException]. The last line counts the
/// calls.
final class HostileCalls {
  private static final List<Class<?>> CLASSES =
      List.of(
          Tensor.class,
          Tensors.class,
          Functional.class,
          Resampling.class,
          Indexing.class,
          Losses.class,
          Linalg.class,
          Recurrent.class,
          Autograd.class,
          Shape.class,
          Scope.class,
          dev.limn.torch.nn.Init.class);

  private static final long[] SIZES = {
    -1, 0, 1, 2, 3, 4, -2, 7, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 62, 1L << 33 << 28
  };
  private static final int[] INTS = {-1, 0, 1, 2, 3, -2, 5, Integer.MIN_VALUE};
  private static final double[] NUMBERS = {
    0, 1, -1, 0.5, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e300
  };

  private final Random random;
  private final List<Tensor> tensors = new ArrayList<>();
  private final Rng open = new Rng(1);
  private final Rng closed = new Rng(2);

  private HostileCalls(long seed) throws InterruptedException {
    random = new Random(seed);
    closed.close();
    try (var _ = Scope.open()) {
      tensors.add(Tensors.zeros(2, 3)); // closed when used
    }
    var foreign =
        new Thread(
            () -> {
              Scope.open(); // left open: the tensor stays alive
              tensors.add(Tensors.zeros(2, 3));
            });
    foreign.start();
    foreign.join();
    long[][] shapes = {
      {},
      {0},
      {1},
      {3},
      {2, 3},
      {3, 3},
      {0, 3},
      {2, 3, 4},
      {1, 2, 4, 4},
      {2, 4, 3, 5},
      {4, 2, 3, 3},
      {2, 0, 4, 4},
      {1, 1, 1, 1, 2}
    };
    for (long[] shape : shapes) {
      for (DType type :
          List.of(DType.FLOAT32, DType.FLOAT64, DType.INT64, DType.BOOL, DType.BFLOAT16)) {
        tensors.add(
            Tensors.zeros(type, Device.CPU, shape).fillInPlace(type == DType.BOOL ? 1 : 1.5));
      }
      tensors.add(Tensors.randn(open, shape).requiresGrad(true));
      tensors.add(Tensors.randn(open, shape).times(1e6).to(DType.INT64)); // indices out of range
      tensors.add(Tensors.full(Double.NaN, shape));
      tensors.add(Tensors.randn(open, shape).expand(shape));
    }
    tensors.add(Tensors.ones(1).expand(4)); // one element seen four times: no place to write
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private Object argument(Class<?> type) {
    if (!type.isPrimitive() && random.nextInt(25) == 0) {
      return null;
    }
    if (type == Tensor.class) {
      return pick(tensors);
    } else if (type == Tensor[].class) {
      return tensors(random.nextInt(4)).toArray(Tensor[]::new);
    } else if (type == List.class) {
      return tensors(random.nextInt(9));
    } else if (type == int.class) {
      return INTS[random.nextInt(INTS.length)];
    } else if (type == long.class) {
      return SIZES[random.nextInt(SIZES.length)];
    } else if (type == long[].class) {
      return random.ints(random.nextInt(5), 0, SIZES.length).mapToLong(i -> SIZES[i]).toArray();
    } else if (type == int[].class) {
      return new int[random.nextInt(7)];
    } else if (type == float[].class) {
      return new float[random.nextInt(7)];
    } else if (type == double[].class) {
      return new double[random.nextInt(7)];
    } else if (type == byte[].class) {
      return new byte[random.nextInt(7)];
    } else if (type == double.class) {
      return NUMBERS[random.nextInt(NUMBERS.length)];
    } else if (type == boolean.class) {
      return random.nextBoolean();
    } else if (type == String.class) {
      return "hostile";
    } else if (type == Rng.class) {
      return random.nextInt(3) == 0 ? closed : open;
    } else if (type == Device.class) {
      return random.nextInt(6) == 0 ? new Device(Device.Type.CUDA, 99) : Device.CPU;
    } else if (type == MemorySegment.class) {
      return MemorySegment.ofArray(new byte[random.nextInt(40)]);
    } else if (type.isEnum()) {
      return pick(Arrays.asList(type.getEnumConstants()));
    } else if (type == Supplier.class) {
      return (Supplier<Tensor>) () -> pick(tensors);
    } else if (type == Object.class) {
      return "hostile";
    }
    throw new AssertionError("no hostile value for " + type);
  }

  private List<Tensor> tensors(int count) {
    var list = new ArrayList<Tensor>();
    for (int i = 0; i < count; i++) {
      list.add(pick(tensors));
    }
    return Collections.unmodifiableList(list);
  }

  private Object receiver(Class<?> type) {
    if (type == Tensor.class) {
      return pick(tensors);
    } else if (type == Shape.class) {
      return Shape.of(2, 3);
    }
    return null;
  }

  /// @param args calls a method, and the seed
  public static void main(String[] args) throws Exception {
    int perMethod = Integer.parseInt(args[0]);
    Engine.threads(1);
    long calls = 0;
    long refused = 0;
    var violations = new TreeSet<String>();
    for (Class<?> type : CLASSES) {
      Method[] methods = type.getMethods();
      Arrays.sort(methods, Comparator.comparing(Method::toString));
      for (Method method : methods) {
        boolean fixed = Modifier.isStatic(method.getModifiers());
        if (method.getDeclaringClass() == Object.class
            || (!fixed && type != Tensor.class && type != Shape.class)
            || List.of("open", "retain", "release", "gradStorage").contains(method.getName())) {
          continue; // owners' calls: tested one by one
        }
        try (var _ = Scope.open()) {
          var hostile = new HostileCalls(Long.parseLong(args[1]) + method.toString().hashCode());
          for (int i = 0; i < perMethod; i++) {
            Object[] arguments =
                Arrays.stream(method.getParameterTypes()).map(hostile::argument).toArray();
            calls++;
            try (var _ = Scope.open()) {
              method.invoke(hostile.receiver(type), arguments);
            } catch (InvocationTargetException e) {
              refused++;
              if (!(e.getCause() instanceof TorchException)) {
                violations.add(
                    type.getSimpleName() + "." + method.getName() + " threw " + e.getCause());
              }
            }
          }
          hostile.open.close();
        }
      }
    }
    violations.forEach(System.out::println);
    System.out.println(
        calls + " calls, " + refused + " refused, " + violations.size() + " violations");
  }
}
