package dev.limn.data;

import dev.limn.image.Image;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/// A data set decoded and resized once, memory-mapped: two files in a folder, `pictures.u8` with
/// unsigned bytes `[N, views, H, W, 3]` and `index.json` with everything else.
///
/// The cache belongs to one state of its source: when a file is added, removed or changed, also by
/// one of the same size and time ([SourceCheck]), the next [#open(Dataset, PackSettings, Progress)]
/// packs anew. A cache that is torn, by a crash or a full disk, is found by its size and checksum
/// and packed anew too. Reading is safe from any thread until [#close()]; close the loaders first.
public final class PackedCache implements AutoCloseable {
  private final Path directory;
  private final CacheIndex index;
  private final Arena arena;
  private final MemorySegment pictures;
  private final boolean fresh;
  private final boolean marked;
  private final BitSet sided;

  private PackedCache(
      Path directory,
      CacheIndex index,
      Arena arena,
      MemorySegment pictures,
      boolean fresh,
      boolean marked) {
    this.directory = directory;
    this.index = index;
    this.arena = arena;
    this.pictures = pictures;
    this.fresh = fresh;
    this.marked = marked;
    sided = Sides.named(index.samples());
  }

  /// Opens the cache of a data set, packing it when there is none, or only a stale or torn one.
  ///
  /// @param progress hears of packing; not called when the cache is there
  /// @throws DataException when more than 5 % of the samples are broken and that is not allowed, or
  ///   when the cache cannot be written
  public static PackedCache open(Dataset dataset, PackSettings settings, Progress progress) {
    var fingerprint = dataset.fingerprint();
    var place = CachePlace.packed(dataset, fingerprint, settings);
    var directory = place.directory();
    boolean shared = settings.cache().isEmpty();
    return CachePlace.existing(dataset, fingerprint, settings)
        .flatMap(found -> existing(dataset, fingerprint, settings, found.directory()))
        .orElseGet(
            () -> {
              try {
                if (shared) {
                  CacheRoots.prepare(place.root());
                }
                return Packer.alone(
                    directory,
                    () -> {
                      // Whoever held the folder before may have packed the very same.
                      var packed = existing(dataset, fingerprint, settings, directory);
                      if (packed.isPresent()) {
                        return packed.get();
                      }
                      Packer.pack(dataset, fingerprint, settings, directory, progress);
                      if (shared) {
                        long limit = CacheRoots.limit(System.getenv(CacheRoots.LIMIT));
                        CacheRoots.bound(place.root(), directory, limit);
                      }
                      return open(directory, true, shared);
                    });
              } catch (IOException e) {
                throw new DataException(directory + ": the cache cannot be written (" + e + ")", e);
              }
            });
  }

  private static Optional<PackedCache> existing(
      Dataset dataset, String fingerprint, PackSettings settings, Path directory) {
    if (!Files.exists(directory.resolve(CacheIndex.FILE))) {
      return Optional.empty();
    }
    PackedCache cache;
    try {
      cache = open(directory, false, settings.cache().isEmpty());
    } catch (DataException _) {
      // Torn or of another version: it is only a cache, so it is written anew.
      return Optional.empty();
    }
    if (!cache.belongsTo(fingerprint, settings)
        || !SourceCheck.same(dataset, cache.index, directory)) {
      cache.close();
      return Optional.empty();
    }
    return Optional.of(cache.checked(dataset, settings));
  }

  /// Opens an existing cache without its source.
  ///
  /// @throws DataException when it is missing, torn or of another version
  public static PackedCache open(Path directory) {
    return open(directory, false, false);
  }

  private static PackedCache open(Path directory, boolean fresh, boolean marked) {
    var index = CacheIndex.read(directory.resolve(CacheIndex.FILE));
    var file = directory.resolve(Packer.PICTURES);
    var arena = Arena.ofShared();
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() != index.totalBytes()) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: %d bytes; expected %d for %d samples of %d×%d",
                file,
                channel.size(),
                index.totalBytes(),
                index.samples().size(),
                index.size(),
                index.size()));
      }
      var pictures = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
      if (crc32c(pictures) != index.crc32c()) {
        throw new DataException(file + ": its checksum is not the one that index.json says");
      }
      if (marked) {
        CacheUse.begin(directory);
      }
      return new PackedCache(directory, index, arena, pictures, fresh, marked);
    } catch (IOException e) {
      arena.close();
      throw new DataException(file + ": cannot be read (" + e + ")", e);
    } catch (DataException e) {
      arena.close();
      throw e;
    }
  }

  private static long crc32c(MemorySegment bytes) {
    var crc = new CRC32C();
    long step = 1L << 30;
    for (long at = 0; at < bytes.byteSize(); at += step) {
      crc.update(bytes.asSlice(at, Math.min(step, bytes.byteSize() - at)).asByteBuffer());
    }
    return crc.getValue();
  }

  private boolean belongsTo(String fingerprint, PackSettings settings) {
    return index.fingerprint().equals(fingerprint)
        && index.size() == settings.size()
        && index.fit() == settings.fit()
        && index.filter() == settings.filter();
  }

  /// A cache may have been packed with bad files allowed; that is asked anew.
  private PackedCache checked(Dataset dataset, PackSettings settings) {
    try {
      ErrorBudget.check(
          dataset.root().toString(),
          index.skipped(),
          index.samples().size() + index.skipped().size(),
          settings.allowBad());
      return this;
    } catch (DataException e) {
      close();
      throw e;
    }
  }

  /// The folder it lies in.
  public Path directory() {
    return directory;
  }

  /// Whether it was packed just now.
  public boolean fresh() {
    return fresh;
  }

  /// Where it was packed and how large it is, in a line for a log.
  public String place() {
    return String.format(
        Locale.ROOT,
        "packed at %d×%d into %s (%,.1f MB); limn data clean frees it, LIMN_CACHE names another place",
        size(),
        size(),
        directory,
        pictures.byteSize() / 1e6);
  }

  /// How many samples it holds.
  public int count() {
    return index.samples().size();
  }

  /// Both sides of a picture, in pixels.
  public int size() {
    return index.size();
  }

  /// Pictures a sample: 2 for pairs, else 1.
  public int views() {
    return index.views();
  }

  /// The names of the labels; empty when there are none.
  public List<String> classNames() {
    return index.classes();
  }

  /// Samples that are left out, from opening and from decoding, each with its reason.
  public List<Finding> skipped() {
    return index.skipped();
  }

  /// The name of a sample.
  public String name(int i) {
    return index.samples().get(i).name();
  }

  /// The captions of a sample; empty when the data set has none.
  public List<String> captions(int i) {
    return index.samples().get(i).captions();
  }

  /// The samples that must not be mirrored, since a caption of theirs says what is left or right.
  public BitSet sided() {
    return (BitSet) sided.clone();
  }

  /// The label of a sample, or [Sample#NO_LABEL].
  public int label(int i) {
    return index.samples().get(i).label();
  }

  /// `train`, `test`, `validation` or empty.
  public String split(int i) {
    return index.samples().get(i).split();
  }

  /// Further facts of a sample by name.
  public Map<String, String> attributes(int i) {
    return Map.copyOf(index.samples().get(i).attributes());
  }

  /// The picture of a sample, of a pair the first.
  public Image picture(int i) {
    return picture(i, 0);
  }

  /// A picture of a sample.
  ///
  /// @param view 0, or 1 for the second of a pair
  public Image picture(int i, int view) {
    if (view < 0 || view >= views()) {
      throw new IndexOutOfBoundsException("view " + view + " of " + views());
    }
    var rgb = new byte[size() * size() * 3];
    MemorySegment.copy(pictures, ValueLayout.JAVA_BYTE, offset(i, view), rgb, 0, rgb.length);
    return new Image(size(), size(), rgb);
  }

  /// All pictures: unsigned bytes `[N, views, H, W, 3]`, read-only, gone at [#close()].
  public MemorySegment pictures() {
    return pictures;
  }

  /// Where a picture starts in [#pictures()].
  long offset(int i, int view) {
    return index.sampleBytes() * i + (long) view * size() * size() * 3;
  }

  /// The source's fingerprint when it was packed; see [Dataset#fingerprint()].
  public String fingerprint() {
    return index.fingerprint();
  }

  /// A SHA-256 in hexadecimal over pixels, names, captions and labels, and nothing of file times or
  /// places: two machines with the same data have the same. A checkpoint that holds it can tell
  /// whether it goes on with the data it began with.
  public String contentId() {
    return index.contentId();
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
      if (marked) {
        CacheUse.end(directory);
      }
    }
  }
}
