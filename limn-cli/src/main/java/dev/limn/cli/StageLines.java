package dev.limn.cli;

import dev.limn.metric.Evaluation;
import java.io.PrintWriter;
import java.util.Optional;

/// The stages of an evaluation on standard error, each with a [ProgressLine] of its own.
final class StageLines implements Evaluation.Watch, AutoCloseable {
  private record Stage(String name, ProgressLine line) {}

  private final PrintWriter err;
  private Optional<Stage> current = Optional.empty();

  StageLines(PrintWriter err) {
    this.err = err;
  }

  @Override
  public synchronized void advanced(String stage, int done, int total) {
    if (current.filter(now -> now.name().equals(stage)).isEmpty()) {
      close();
      current = Optional.of(new Stage(stage, new ProgressLine(err, stage)));
    }
    current.get().line().advanced(done, total);
  }

  @Override
  public synchronized void close() {
    current.ifPresent(stage -> stage.line().close());
    current = Optional.empty();
  }
}
