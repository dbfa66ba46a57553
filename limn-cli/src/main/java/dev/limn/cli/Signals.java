package dev.limn.cli;

import dev.limn.torch.Exit;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/// Ctrl-C and SIGTERM as long as no verb listens to them itself: the process ends at once with 130
/// or 143, and not in a crash of the engine it was inside of (see [Exit]).
///
/// `sun.misc.Signal` is reached by reflection, because the compiler warns of it and our warnings
/// are errors. Where it is missing, signals keep their usual effect.
final class Signals {
  private Signals() {}

  /// From now on, until somebody else takes the signals.
  static void endAtOnce() {
    on("INT", ExitStatus.INTERRUPTED);
    on("TERM", ExitStatus.TERMINATED);
  }

  private static void on(String name, int status) {
    try {
      var signal = Class.forName("sun.misc.Signal");
      var type = Class.forName("sun.misc.SignalHandler");
      InvocationHandler handler =
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "handle" -> {
                  Exit.now(status);
                  yield null;
                }
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "Signals[" + name + "]";
              };
      signal
          .getMethod("handle", signal, type)
          .invoke(
              null,
              signal.getConstructor(String.class).newInstance(name),
              Proxy.newProxyInstance(
                  Signals.class.getClassLoader(), new Class<?>[] {type}, handler));
    } catch (ReflectiveOperationException _) {
      // Said above: without the module, or with -Xrs, signals do what they always do.
    }
  }
}
