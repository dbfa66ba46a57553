package dev.limn.torch;

import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.pytorch.global.torch;

/// The loaded engine: version, threads, CUDA cards. Loading happens on first use.
public final class Engine {
  /// The version of the Java binding and, before the dash, of libtorch.
  public static final String VERSION = "2.10.0-1.5.13";

  private Engine() {}

  /// Sets the binding's flags before it loads. Its memory limits look at the process on every
  /// allocation and call the garbage collector under a global lock; with scopes they only cost time
  /// (a factor of three on small operations).
  static void prepare() {
    setDefault("org.bytedeco.javacpp.maxBytes", "0");
    setDefault("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    if (!Files.isDirectory(nativesDirectory())) {
      System.err.println(
          "limn: unpacking the engine once into "
              + cacheDirectory()
              + (hasCuda() ? " (about 870 MB)" : " (about 450 MB)"));
    }
  }

  private static void setDefault(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }

  /// Where the binding unpacks its natives.
  public static Path cacheDirectory() {
    String set = System.getProperty("org.bytedeco.javacpp.cachedir");
    return set != null
        ? Path.of(set)
        : Path.of(System.getProperty("user.home"), ".javacpp", "cache");
  }

  /// Whether the CUDA build of the engine was asked for, rather than the one for processors alone.
  public static boolean hasCuda() {
    return extension().equals("-gpu");
  }

  private static String extension() {
    return System.getProperty("org.bytedeco.javacpp.platform.extension", "");
  }

  /// Where the engine's own natives lie once they are unpacked, in folders below.
  public static Path nativesDirectory() {
    String os = System.getProperty("os.name").toLowerCase(java.util.Locale.ROOT);
    String platform =
        os.startsWith("mac")
            ? "macosx-arm64"
            : os.startsWith("win") ? "windows-x86_64" : "linux-x86_64";
    return cacheDirectory().resolve("pytorch-" + VERSION + "-" + platform + extension() + ".jar");
  }

  /// Loads the natives now; every other call would do it by itself.
  ///
  /// @throws TorchException if they cannot be loaded, with the reason
  public static void load() {
    Loading.ready();
  }

  /// The number of threads an operation uses. Results are reproducible only at the same number.
  public static int threads() {
    Loading.ready();
    return torch.get_num_threads();
  }

  public static void threads(int count) {
    if (count < 1 || count > 1024) {
      throw TorchException.argument(count + " threads; expected 1 to 1024");
    }
    Loading.ready();
    torch.set_num_threads(count);
  }

  /// How many CUDA cards the engine can use; 0 with the CPU build.
  public static int cudaDevices() {
    Loading.ready();
    return torch.cuda_is_available() ? torch.cuda_device_count() & 0xff : 0;
  }
}
