package dev.limn.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/// The shared libraries that a folder of natives needs and does not hold: for the CUDA build of the
/// engine CUDA 13, cuDNN 9 and NCCL 2.
final class SharedLibraries {
  /// NVIDIA's driver. The CUDA run time opens it by itself, so no file asks for it.
  static final String DRIVER = "libcuda.so.1";

  private SharedLibraries() {}

  /// The names that the natives below `folder` ask for, that are not among them, and that the
  /// dynamic linker does not find. Sorted; empty when the folder is not there or holds no ELF
  /// files.
  ///
  /// @throws IOException if a file cannot be read
  static List<String> missing(Path folder) throws IOException {
    var present = new TreeSet<String>();
    var needed = new TreeSet<String>();
    if (Files.isDirectory(folder)) {
      try (var files = Files.walk(folder)) {
        for (var file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
          present.add(file.getFileName().toString());
          needed.addAll(ElfFile.needed(file));
        }
      }
    }
    needed.removeAll(present);
    return needed.stream().filter(name -> !loads(name)).toList();
  }

  /// Whether the dynamic linker finds a library of that name.
  @SuppressWarnings("restricted") // loading runs initialisers; the engine would run the same ones
  static boolean loads(String name) {
    try (var arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup(name, arena);
      return true;
    } catch (IllegalArgumentException _) { // the one sign of a library that cannot be loaded
      return false;
    }
  }
}
