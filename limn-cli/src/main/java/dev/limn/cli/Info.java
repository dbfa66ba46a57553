package dev.limn.cli;

import dev.limn.console.Printable;
import dev.limn.draw.DrawException;
import dev.limn.draw.ModelBundle;
import dev.limn.image.Png;
import dev.limn.image.Provenance;
import dev.limn.model.style.StyleEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `limn info PICTURE.png`: what a picture says about itself, and the command that draws it again.
@Command(
    name = "info",
    description = {"Print where a picture comes from, and the command that draws it again.", ""})
final class Info implements Runnable {
  private static final List<String> NEEDED = List.of("prompt", "seed", "model");

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "PICTURE.png", description = "A picture that Limn drew.")
  private Path picture;

  @Override
  public void run() {
    var chunks = Png.metadata(picture);
    if (!chunks.keySet().containsAll(NEEDED)) {
      throw new DrawException(
          chunks.isEmpty()
              ? picture + ": says nothing about where it comes from"
              : picture
                  + ": was not drawn by Limn; it holds "
                  + String.join(", ", chunks.keySet()));
    }
    var out = spec.commandLine().getOut();
    chunks.forEach(
        (key, value) -> {
          if (!key.equals(Provenance.PARAMETERS) && !key.equals(Provenance.XMP)) {
            out.printf(
                Locale.ROOT, "%-12s %s%n", printable(key), printable(value.replace("\n", " / ")));
          }
        });
    Optional<Path> namesake = shipped(chunks.get("model"));
    Optional<String> hash = namesake.map(ModelBundle::hash);
    boolean equal = hash.isPresent() && hash.get().equals(chunks.get("model hash"));
    boolean styled = chunks.containsKey("style");
    boolean same =
        equal && (!styled || Files.isRegularFile(namesake.get().resolve(StyleEncoder.CONFIG)));
    var model = same ? chunks.get("model") : "DIR";
    out.printf(Locale.ROOT, "%-12s %s%n", "again", ReplayCommand.command(chunks, model));
    if (chunks.containsKey("beta")) {
      out.println("That draws all the steps; this picture is the one at " + chunks.get("beta"));
    }
    if (!same) {
      out.printf(
          Locale.ROOT, "DIR is the folder of the model '%s'.%n", printable(chunks.get("model")));
      if (equal) {
        out.println("The one that comes with Limn under this name has no style encoder.");
      } else {
        hash.ifPresent(
            other ->
                out.printf(
                    Locale.ROOT,
                    "It is not the one that comes with Limn under this name, whose hash is %s.%n",
                    other));
      }
    }
    out.flush();
  }

  /// The model that comes with Limn under this name.
  private static Optional<Path> shipped(String name) {
    return ShippedModels.shelf().stream()
        .flatMap(shelf -> shelf.models().stream())
        .filter(path -> path.getFileName().toString().equals(name))
        .findFirst();
  }

  /// Files may hold anything; a terminal obeys control characters.
  private static String printable(String text) {
    return Printable.of(text);
  }
}
