package dev.limn.data;

import dev.limn.image.DecodeException;
import dev.limn.image.Image;
import dev.limn.image.ImageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// One pass over all samples that decodes each, on as many threads as there are cores.
final class DecodePass {
  private static final int MAX_THREADS = 16;

  private DecodePass() {}

  /// What to do with the pictures of one sample, on any of the threads.
  interface Visitor {
    void visit(int index, Sample sample, List<Image> images) throws IOException;
  }

  /// Visits every sample that decodes.
  ///
  /// @return by sample index, why it does not decode; empty for those visited
  /// @throws IOException when the visitor fails
  static List<Optional<Finding>> over(List<Sample> samples, Progress progress, Visitor visitor)
      throws IOException {
    var faults = new ArrayList<Optional<Finding>>();
    samples.forEach(_ -> faults.add(Optional.empty()));
    var next = new AtomicInteger();
    var done = new int[1];
    Callable<Void> work =
        () -> {
          try {
            for (int i = next.getAndIncrement(); i < samples.size(); i = next.getAndIncrement()) {
              var sample = samples.get(i);
              var images = new ArrayList<Image>();
              var fault = decode(sample, images);
              // Every index is written by the one thread that drew it.
              faults.set(i, fault);
              if (fault.isEmpty()) {
                visitor.visit(i, sample, images);
              }
              synchronized (done) {
                progress.advanced(++done[0], samples.size());
              }
            }
          } finally {
            // After a failure nobody begins another one; without, there is none left.
            next.set(samples.size());
          }
          return null;
        };
    int threads = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MAX_THREADS);
    try (var pool =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().name("limn-decode-", 0).daemon().factory())) {
      var running = new ArrayList<Future<Void>>();
      for (int i = 0; i < threads; i++) {
        running.add(pool.submit(work));
      }
      try {
        for (var one : running) {
          one.get();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DataException("interrupted while decoding pictures", e);
      } finally {
        // Whoever is still at work finds nothing more to do.
        next.set(samples.size());
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException io -> throw io;
        case RuntimeException unchecked -> throw unchecked;
        case OutOfMemoryError memory ->
            throw new DataException(
                String.format(
                    Locale.ROOT,
                    "the pictures do not fit into the Java heap of %d MB; allow more with -Xmx",
                    Runtime.getRuntime().maxMemory() >> 20),
                memory);
        case Error error -> throw error;
        default -> throw new IllegalStateException(e.getCause());
      }
    }
    return faults;
  }

  private static Optional<Finding> decode(Sample sample, List<Image> images) {
    try {
      images.addAll(sample.images());
      return Optional.empty();
    } catch (DecodeException | ImageException | DataException e) {
      var message = e.getMessage();
      var prefix = sample.name() + ": ";
      return Optional.of(
          new Finding(
              sample.name(),
              message.startsWith(prefix) ? message.substring(prefix.length()) : message));
    } catch (IOException e) {
      return Optional.of(new Finding(sample.name(), "cannot be read (" + e + ")"));
    }
  }
}
