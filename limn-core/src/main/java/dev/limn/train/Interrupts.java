package dev.limn.train;

import dev.limn.torch.Exit;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Ctrl-C and SIGTERM while training: the first asks to finish the step and save, the second ends
/// the process at once.
///
/// ```java
/// try (var interrupts = Interrupts.install(System.err::println)) {
///   while (!interrupts.requested()) {
///     step();
///   }
///   save();
///   return interrupts.exitCode().orElse(0);
/// }
/// ```
///
/// A shutdown hook alone would be more portable, but a JVM that is shutting down swallows the
/// second signal, and then a save that hangs can only be killed. So this takes `sun.misc.Signal` of
/// the module `jdk.unsupported`, by reflection, because the compiler warns of it and our warnings
/// are errors. Where it is missing, or was started with `-Xrs`, signals end the process as they
/// always do; checkpoints are whole even then.
public final class Interrupts implements AutoCloseable {
  private static final Map<String, Integer> SIGNALS = Map.of("INT", 2, "TERM", 15);

  private final AtomicInteger first = new AtomicInteger();
  private final Map<String, Object> earlier = new LinkedHashMap<>();
  private final Consumer<String> notice;

  private Interrupts(Consumer<String> notice) {
    this.notice = notice;
  }

  /// Starts to listen.
  ///
  /// @param notice is told, in one line and on another thread, when the first signal has come
  public static Interrupts install(Consumer<String> notice) {
    var interrupts = new Interrupts(notice);
    SIGNALS.keySet().stream().sorted().forEach(interrupts::listen);
    return interrupts;
  }

  /// Whether a signal has come. Asked once a step.
  public boolean requested() {
    return first.get() != 0;
  }

  /// What the process has to exit with after a signal: 130 for Ctrl-C, 143 for SIGTERM.
  public OptionalInt exitCode() {
    int signal = first.get();
    return signal == 0 ? OptionalInt.empty() : OptionalInt.of(128 + signal);
  }

  /// Gives the signals back to those who had them.
  @Override
  public void close() {
    earlier.forEach(Interrupts::handle);
    earlier.clear();
  }

  private void listen(String name) {
    try {
      Class<?> type = Class.forName("sun.misc.SignalHandler");
      InvocationHandler handler =
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "handle" -> {
                  signalled(SIGNALS.get(name));
                  yield null;
                }
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "Interrupts[" + name + "]";
              };
      Object proxy =
          Proxy.newProxyInstance(Interrupts.class.getClassLoader(), new Class<?>[] {type}, handler);
      handle(name, proxy).ifPresent(before -> earlier.put(name, before));
    } catch (ClassNotFoundException _) {
      // Documented above: without the module, signals keep their usual effect.
    }
  }

  private void signalled(int signal) {
    if (first.compareAndSet(0, signal)) {
      notice.accept(
          "Stopping: this step is finished and saved first. Once more stops at once, unsaved.");
    } else {
      // Not exit: hooks could hang like whatever made the user lose patience.
      Exit.now(128 + signal);
    }
  }

  /// Sets the handler of a signal; returns the one before, or nothing when signals cannot be had.
  private static Optional<Object> handle(String name, Object handler) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> type = Class.forName("sun.misc.SignalHandler");
      Object instance = signal.getConstructor(String.class).newInstance(name);
      return Optional.ofNullable(
          signal.getMethod("handle", signal, type).invoke(null, instance, handler));
    } catch (ReflectiveOperationException _) {
      return Optional.empty();
    }
  }
}
