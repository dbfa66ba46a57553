package dev.limn.cli;

import dev.limn.reproduce.Context;
import dev.limn.reproduce.Experiment;
import dev.limn.reproduce.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Claims that the seed is even, and stops half way when it is told to by a caption; found by the
/// service loader, for tests of the verb.
public class TinyExperiment implements Experiment {
  /// One that takes the paper's settings by itself.
  public static final class Whole extends TinyExperiment {
    @Override
    String name() {
      return "tiny-whole";
    }

    @Override
    public boolean usuallyFull() {
      return true;
    }
  }

  String name() {
    return "tiny";
  }

  @Override
  public Card card() {
    return new Card(
        name(),
        "Nothing is trained.",
        "Even seeds.",
        List.of(1),
        1,
        200,
        Optional.of("any folder"));
  }

  @Override
  public Set<Ability> abilities() {
    return EnumSet.allOf(Ability.class);
  }

  @Override
  public Map<String, Object> inputs(Context context) {
    return Map.of("folders", context.data().size());
  }

  @Override
  public void run(Context context, Report report) {
    context.say("looking at %d", context.seed());
    Path half = context.file("half");
    if (context.captions().contains("stop half way") && !Files.exists(half)) {
      context.warn("half of it is done");
      try {
        Files.createFile(half);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      throw context.stopped();
    }
    report.claim(
        "The seed is even",
        "0 left over",
        Long.toString(context.seed() % 2) + (context.full() ? ", in full" : ", quick"),
        context.seed() % 2 == 0);
  }
}
