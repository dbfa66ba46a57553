package dev.limn.cli;

import dev.limn.reproduce.Context;
import dev.limn.reproduce.Experiment;
import dev.limn.reproduce.Report;
import java.util.List;
import java.util.Optional;

/// Claims that the seed is even; found by the service loader, for tests of the verb.
public final class TinyExperiment implements Experiment {
  @Override
  public Card card() {
    return new Card(
        "tiny",
        "Nothing is trained.",
        "Even seeds.",
        List.of(1),
        1,
        200,
        Optional.of("any folder"));
  }

  @Override
  public void run(Context context, Report report) {
    context.say("looking at %d", context.seed());
    report.claim(
        "The seed is even",
        "0 left over",
        Long.toString(context.seed() % 2) + (context.full() ? ", in full" : ", quick"),
        context.seed() % 2 == 0);
  }
}
