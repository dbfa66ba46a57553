package dev.limn.torch;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/// The end of a process that may be computing at that moment.
///
/// `System.exit`, `Runtime.halt` and a signal's usual effect all end in C's `exit`, which runs the
/// destructors of libtorch while other threads are still inside it: every second Ctrl-C on a busy
/// process was a crash with a report of the JVM's own. `_exit` runs none.
public final class Exit {
  private Exit() {}

  /// Ends the process now: no hooks, no destructors, no flushing of buffers.
  ///
  /// @param status for the parent process
  @SuppressWarnings("restricted") // calls into C, as everything here does
  public static void now(int status) {
    try {
      var linker = Linker.nativeLinker();
      linker
          .downcallHandle(
              linker.defaultLookup().findOrThrow("_exit"),
              FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT))
          .invokeExact(status);
    } catch (Throwable _) { // a platform without it; invokeExact may throw anything
      Runtime.getRuntime().halt(status);
    }
  }
}
