package dev.limn.torch;

import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;

/// Loads the natives, once a process. Everything that can be the first call asks it, so that a
/// machine without them gets the same typed error each time, and not a class that cannot be
/// initialised.
final class Loading {
  /// Just below the 32 MB up to which glibc learns what sizes a program needs again and again.
  private static final long LARGE = (32L << 20) - (1 << 16);

  private static final Optional<LinkageError> FAILURE = load();

  private Loading() {}

  /// @throws TorchException when the natives cannot be loaded, with the linker's own reason
  static void ready() {
    if (FAILURE.isPresent()) {
      var failure = FAILURE.get();
      throw new TorchException(
          TorchException.Kind.ENGINE,
          "the engine cannot be loaded: "
              + reason(failure)
              + "; `limn doctor` names the libraries that are missing",
          failure);
    }
  }

  private static Optional<LinkageError> load() {
    Engine.prepare();
    try {
      torch.get_num_threads();
      if (System.getenv("OPENBLAS_NUM_THREADS") == null) {
        // its own threads and the engine's wait for each other, busily: on two cores a float32 step
        // takes up to three times as long with both as with the engine's alone
        openblas_nolapack.blas_set_num_threads(1);
      }
      // its own choice knows nothing of the limits of control groups and of slow cores
      if (System.getenv("OMP_NUM_THREADS") == null && torch.get_num_threads() > Cores.usable()) {
        torch.set_num_threads(Cores.usable());
      }
      keepFreedMemory();
      return Optional.empty();
    } catch (LinkageError e) {
      return Optional.of(e);
    }
  }

  /// Frees a large block that was never used. From then on glibc keeps blocks of up to this size
  /// and twice as much freed memory, instead of fetching their pages from the system every time,
  /// which costs a fifth of the drawing of many pictures.
  private static void keepFreedMemory() {
    Pointer block = Pointer.malloc(LARGE);
    if (block != null && !block.isNull()) {
      Pointer.free(block);
    }
  }

  /// The innermost message: the outer ones only say that a library is not in a search path.
  private static String reason(Throwable failure) {
    var innermost = failure;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return String.valueOf(innermost.getMessage());
  }
}
