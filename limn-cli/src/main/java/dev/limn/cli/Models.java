package dev.limn.cli;

import dev.limn.draw.ModelBundle;
import dev.limn.draw.ModelShelf;
import dev.limn.draw.VectorModel;
import dev.limn.text.TextEncoder;
import dev.limn.train.RunDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `limn models`: the models that come with Limn, and those of training runs.
@Command(
    name = "models",
    description = {"List the models that come with Limn, and those of your own runs.", ""})
final class Models implements Runnable {
  private static final String ROW = "%-28s %-10s %7s %9s %10s %9s  %s%n";

  @Spec private CommandSpec spec;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "runs",
      description = "Where training runs lie.")
  private Path runs;

  @Override
  public void run() {
    var out = spec.commandLine().getOut();
    var found = new ArrayList<Path>();
    var shelf = ShippedModels.shelf();
    shelf.map(ModelShelf::models).ifPresent(found::addAll);
    int shipped = found.size();
    for (var run : RunDirectory.list(runs)) {
      if (ModelBundle.isModel(run.root().resolve("model"))) {
        found.add(run.root());
      }
    }
    if (found.isEmpty()) {
      out.println(
          String.format(
              Locale.ROOT,
              "No models%s, and none in %s; 'limn train --data DIR' makes one.",
              shelf.map(place -> " in " + place.directory()).orElse(" came with Limn"),
              runs));
    } else {
      out.printf(Locale.ROOT, ROW, "model", "family", "pixels", "kimg", "words", "size", "licence");
      for (int i = 0; i < found.size(); i++) {
        Path place = found.get(i);
        row(out, i < shipped ? place.getFileName().toString() : place.toString(), place);
      }
    }
    out.flush();
  }

  /// One line; a model that cannot be used has the reason in it, and hides no other.
  private static void row(PrintWriter out, String name, Path place) {
    try {
      Path model = ModelBundle.locate(place);
      var description = ModelBundle.describe(model);
      String size = size(model, description);
      out.printf(
          Locale.ROOT,
          ROW,
          name,
          description.family(),
          size,
          description.training().get("kimg") instanceof Number kimg
              ? String.format(Locale.ROOT, "%.1f", kimg.doubleValue())
              : "?",
          words(model, description),
          String.format(Locale.ROOT, "%.1f MB", bytes(model) / 1e6),
          ModelCard.licence(model));
    } catch (RuntimeException e) {
      out.printf(Locale.ROOT, "%-28s cannot be used: %s%n", name, Failures.sentence(e));
    }
  }

  /// The side of its pictures, where it draws any.
  private static String size(Path model, ModelBundle.Description description) {
    if (VectorModel.is(model)) {
      return "numbers";
    }
    int side = description.feed().resolution();
    return side + "×" + side;
  }

  /// How many words it knows, or what it draws instead of sentences.
  private static String words(Path model, ModelBundle.Description description) {
    return switch (description.condition()) {
      case TEXT ->
          Integer.toString(
              TextEncoder.vocabulary(model).orElseThrow().size()
                  - 2); // without padding and unknown
      case CLASSES -> description.classes().size() + " classes";
      case PICTURE -> "pictures";
      case NOTHING -> "none";
    };
  }

  private static long bytes(Path model) {
    try (var files = Files.list(model)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
