package dev.limn.draw;

import dev.limn.torch.Engine;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/// The one thread on which a model computes, in the order in which it is asked.
///
/// The engine keeps a team of workers for every thread that calls it; with one caller there is one
/// team, however many threads of the application draw.
final class EngineThread {
  private final ExecutorService thread;
  private boolean closed;

  EngineThread(String name) {
    int cores = Engine.threads();
    thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform()
                .name(name)
                .daemon() // a model that nobody closes must not keep the program from ending
                .factory());
    // The number of cores is kept by thread.
    thread.execute(() -> Engine.threads(cores));
  }

  /// Does the work and waits for it.
  ///
  /// @throws DrawException when the studio was closed, or the caller interrupted while it waited
  <T> T call(Callable<T> work) {
    Future<T> result;
    try {
      result = thread.submit(work);
    } catch (RejectedExecutionException e) {
      throw new DrawException("the model was closed; open it again to draw", e);
    }
    try {
      return result.get();
    } catch (InterruptedException e) {
      result.cancel(false);
      Thread.currentThread().interrupt();
      throw new DrawException("interrupted while waiting for a drawing", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        default -> throw new DrawException("drawing failed: " + e.getCause().getMessage(), e);
      }
    }
  }

  /// Does the last work, after all that was asked for before, and ends the thread.
  void close(Runnable last) {
    Future<?> done;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      done = thread.submit(last);
      thread.shutdown();
    }
    boolean interrupted = false;
    while (true) {
      try {
        done.get();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // the model has to be freed all the same
      } catch (ExecutionException e) {
        throw new DrawException("closing the model failed: " + e.getCause().getMessage(), e);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
