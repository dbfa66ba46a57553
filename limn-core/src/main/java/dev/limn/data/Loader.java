package dev.limn.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Endless batches from a [PackedCache], made ahead on one background thread.
///
/// Which pictures come, how they are cropped and mirrored and which captions are picked depends on
/// the seed and the position alone. Save [#position()], make a new loader there, and it goes on
/// with the same bytes, wherever in an epoch that was. Positions count pictures, so that the batch
/// size may change on the way.
///
/// For one consuming thread; close it before the cache.
public final class Loader implements AutoCloseable {
  private final PackedCache cache;
  private final LoaderConfig config;
  private final BitSet upright;
  private final BlockingQueue<Made> made;
  private final Thread maker;
  private volatile boolean closed;
  private long position;

  private sealed interface Made {
    record Ready(Batch batch) implements Made {}

    record Failed(Throwable cause) implements Made {}
  }

  /// Starts making batches.
  ///
  /// @param indices samples of the cache to draw from, such as [SplitRule.Parts#train()]
  /// @param position pictures handed out before; 0 at the start
  /// @throws DataException when there is nothing to draw from or the configuration does not fit the
  ///   cache
  public Loader(PackedCache cache, int[] indices, LoaderConfig config, long position) {
    if (config.size() > cache.size()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "size %d; expected at most %d, the side of the cached pictures",
              config.size(),
              cache.size()));
    }
    if (indices.length == 0) {
      throw new DataException("no samples to draw from");
    }
    if (position < 0) {
      throw new DataException("position " + position + "; expected at least 0");
    }
    for (int index : indices) {
      if (index < 0 || index >= cache.count()) {
        throw new DataException("sample " + index + "; expected 0 to " + (cache.count() - 1));
      }
    }
    this.cache = cache;
    this.config = config;
    this.position = position;
    upright = config.flip() ? cache.sided() : new BitSet();
    made = new ArrayBlockingQueue<>(config.prefetch());
    var own = indices.clone();
    var draws = new IndexSampler(own, IntStream.of(own).map(cache::label).toArray(), config);
    maker = Thread.ofPlatform().name("limn-loader").daemon().unstarted(() -> work(draws, position));
    maker.start();
  }

  /// All samples of a cache, from the start.
  public static Loader over(PackedCache cache, LoaderConfig config) {
    return new Loader(cache, IntStream.range(0, cache.count()).toArray(), config, 0);
  }

  /// The next batch; waits when none is ready. There is always one.
  ///
  /// @throws DataException after [#close()], when interrupted, or when making batches failed
  public Batch next() {
    try {
      Made next = closed ? null : made.poll(1, TimeUnit.SECONDS);
      while (next == null) {
        if (closed) {
          throw new DataException("the loader is closed");
        }
        next = made.poll(1, TimeUnit.SECONDS);
      }
      return switch (next) {
        case Made.Ready(var batch) -> {
          position = batch.end();
          yield batch;
        }
        case Made.Failed(var cause) -> {
          close();
          throw new DataException("making batches failed (" + cause + ")", cause);
        }
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException("interrupted while waiting for a batch", e);
    }
  }

  /// Pictures handed out so far, to be saved with a checkpoint. Batches made ahead do not count.
  public long position() {
    return position;
  }

  /// Stops the background thread and waits for it. May be called twice.
  @Override
  public void close() {
    closed = true;
    maker.interrupt();
    boolean interrupted = false;
    while (maker.isAlive()) {
      try {
        maker.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    made.clear();
  }

  private void work(IndexSampler draws, long start) {
    try {
      for (long at = start; !closed; at += config.batch()) {
        made.put(new Made.Ready(batch(draws, at)));
      }
    } catch (InterruptedException _) {
      // Closed while waiting for room.
    } catch (RuntimeException | OutOfMemoryError e) {
      made.clear();
      made.offer(new Made.Failed(e));
    }
  }

  private Batch batch(IndexSampler draws, long start) {
    int count = config.batch();
    int each = config.size() * config.size() * 3;
    var pictures = new byte[count * each];
    var partners = new byte[cache.views() == 2 ? count * each : 0];
    var indices = new int[count];
    var labels = new int[count];
    var captions = new int[count * config.captions()];
    for (int b = 0; b < count; b++) {
      long at = start + b;
      int place = draws.place(at);
      int index = draws.index(place);
      indices[b] = index;
      labels[b] = draws.label(place);
      draws.captions(at, cache.captions(index).size(), captions, b * config.captions());
      copy(draws, at, index, 0, pictures, b * each);
      if (partners.length > 0) {
        copy(draws, at, index, 1, partners, b * each);
      }
    }
    return new Batch(
        start,
        count,
        config.size(),
        config.layout(),
        pictures,
        partners,
        indices,
        labels,
        captions);
  }

  private void copy(IndexSampler draws, long position, int index, int view, byte[] target, int to) {
    int side = cache.size();
    int size = config.size();
    int left = draws.cropX(position, side - size);
    int top = draws.cropY(position, side - size);
    boolean flipped = draws.flipped(position) && !upright.get(index);
    var source = cache.pictures();
    var row = new byte[size * 3];
    for (int y = 0; y < size; y++) {
      long from = cache.offset(index, view) + ((long) (top + y) * side + left) * 3;
      MemorySegment.copy(source, ValueLayout.JAVA_BYTE, from, row, 0, row.length);
      switch (config.layout()) {
        case NHWC -> interleaved(row, flipped, target, to + y * size * 3);
        case NCHW -> planar(row, flipped, target, to + y * size, size * size);
      }
    }
  }

  private static void interleaved(byte[] row, boolean flipped, byte[] target, int to) {
    if (!flipped) {
      System.arraycopy(row, 0, target, to, row.length);
      return;
    }
    for (int from = row.length - 3, at = to; from >= 0; from -= 3, at += 3) {
      target[at] = row[from];
      target[at + 1] = row[from + 1];
      target[at + 2] = row[from + 2];
    }
  }

  private static void planar(byte[] row, boolean flipped, byte[] target, int to, int plane) {
    int width = row.length / 3;
    int from = flipped ? row.length - 3 : 0;
    int step = flipped ? -3 : 3;
    for (int x = 0; x < width; x++, from += step) {
      target[to + x] = row[from];
      target[to + plane + x] = row[from + 1];
      target[to + 2 * plane + x] = row[from + 2];
    }
  }
}
