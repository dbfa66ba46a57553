package dev.limn.cli;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.List;

/// The shared libraries that the CUDA build of the engine needs and does not bring: NVIDIA's
/// driver, CUDA 13, cuDNN 9 and NCCL 2.
final class CudaLibraries {
  /// What `libtorch_cuda.so` of the engine's version asks for, and the driver it reaches the card
  /// by.
  static final List<String> NEEDED =
      List.of(
          "libcuda.so.1",
          "libcudart.so.13",
          "libcublas.so.13",
          "libcublasLt.so.13",
          "libcudnn.so.9",
          "libcufft.so.12",
          "libcurand.so.10",
          "libcusparse.so.12",
          "libcufile.so.0",
          "libnccl.so.2");

  private CudaLibraries() {}

  /// Those of `names` that the dynamic linker does not find, in their order.
  static List<String> missing(List<String> names) {
    return names.stream().filter(name -> !loads(name)).toList();
  }

  @SuppressWarnings("restricted") // loading a library runs its initialisers: NVIDIA's own, here
  private static boolean loads(String name) {
    try (var arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup(name, arena);
      return true;
    } catch (IllegalArgumentException _) { // the one sign of a library that cannot be loaded
      return false;
    }
  }
}
