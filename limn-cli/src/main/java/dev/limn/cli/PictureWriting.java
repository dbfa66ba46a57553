package dev.limn.cli;

import dev.limn.draw.DrawException;
import dev.limn.draw.Drawing;
import dev.limn.draw.Limn;
import dev.limn.draw.Mixing;
import dev.limn.draw.Prompt;
import dev.limn.image.Gif;
import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.image.Provenance;
import dev.limn.image.Sheet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;

/// Draws with an open model, writes the files and names them on standard output.
///
/// What a file's provenance says beyond a drawing's own is what [ReplayCommand] needs to tell the
/// command that draws it again.
final class PictureWriting {
  private static final List<String> PNG = List.of(".png");
  private static final List<String> PNG_AND_GIF = List.of(".png", ".gif");
  private static final int GIF_DELAY = 120;
  private static final int AT_ONCE = 64;

  private final Limn limn;
  private final OutputFiles outlet;
  private final int scale;
  private final boolean metadata;
  private final boolean strict;
  private final CommandLine line;
  private final Set<String> warnings = new LinkedHashSet<>();

  /// @param metadata whether files say where they come from
  /// @param strict whether a sentence that the model does not know whole is refused
  PictureWriting(
      Limn limn,
      OutputFiles outlet,
      int scale,
      boolean metadata,
      boolean strict,
      CommandLine line) {
    this.limn = limn;
    this.outlet = outlet;
    this.scale = scale;
    this.metadata = metadata;
    this.strict = strict;
    this.line = line;
  }

  /// Says on standard error what a person should know about the sentence; each thing once.
  ///
  /// @throws DrawException instead, where that is asked for
  void warnOf(String sentence) {
    var reading = limn.reading(sentence);
    if (strict && !reading.warnings().isEmpty()) {
      throw new DrawException(
          "\"" + sentence + "\": " + String.join("; ", reading.warnings()) + " (--strict)");
    }
    for (var warning : reading.warnings()) {
      warn(warning);
    }
    if (reading.coverage() == 0) {
      warn("it knows no word of \"" + sentence + "\", so the picture does not depend on it");
    }
  }

  private void warn(String warning) {
    if (warnings.add(warning)) {
      line.getErr().println("limn: warning: " + warning);
      line.getErr().flush();
    }
  }

  /// A file for each seed.
  void singles(Prompt prompt, Seeds seeds) {
    boolean one = seeds.all().size() == 1;
    if (one) {
      outlet.check(PNG);
    }
    for (int start = 0; start < seeds.all().size(); start += AT_ONCE) {
      for (var drawing : drawn(prompt, seeds, start, AT_ONCE)) {
        Optional<String> mark =
            one && outlet.file().isPresent()
                ? Optional.empty()
                : Optional.of((outlet.file().isPresent() ? "" : "seed") + drawing.seed());
        Image image = Sheet.enlarge(drawing.image(), scale);
        var provenance = with(drawing.provenance(), Map.of());
        tell(outlet.write(slug(prompt), mark, PNG, (file, _) -> png(file, image, provenance)));
      }
    }
  }

  /// A file for each full or last grid of pictures.
  void sheets(Prompt prompt, Seeds seeds, GridShape grid) {
    int pages = grid.pages(seeds.all().size());
    if (pages == 1) {
      outlet.check(PNG);
    }
    for (int page = 0; page < pages; page++) {
      int start = page * grid.places();
      var drawings = drawn(prompt, seeds, start, grid.places());
      Image sheet =
          Sheet.grid(
              drawings.stream().map(Drawing::image).toList(),
              grid.columns(),
              new Sheet.Style(0, 0xFFFFFF, scale));
      var more = new LinkedHashMap<String, String>();
      more.put("seeds", listed(drawings));
      more.put("grid", grid.toString());
      var provenance = with(drawings.getFirst().provenance(), more);
      tell(
          outlet.write(
              String.format(
                  Locale.ROOT, "%s-%s-seed%d", slug(prompt), grid, drawings.getFirst().seed()),
              pages == 1 ? Optional.empty() : Optional.of("page" + (page + 1)),
              PNG,
              (file, _) -> png(file, sheet, provenance)));
    }
  }

  /// A strip and an animation of the way from one prompt to another.
  void way(Prompt from, Prompt to, int steps, Mixing mixing) {
    // standard output takes one file: the strip
    var endings = outlet.standard() ? PNG : PNG_AND_GIF;
    outlet.check(endings);
    var drawings = limn.interpolate(from, to, steps, mixing);
    var images = drawings.stream().map(Drawing::image).toList();
    Image strip = Sheet.strip(images, new Sheet.Style(0, 0xFFFFFF, scale));
    var first = drawings.getFirst().provenance();
    var more = new LinkedHashMap<>(first.more());
    more.remove("beta"); // it is all of them
    boolean fixed = from.text().equals(to.text());
    String slug =
        fixed
            ? String.format(Locale.ROOT, "%s-seed%d-to-seed%d", slug(from), from.seed(), to.seed())
            : String.format(
                Locale.ROOT,
                "%s-to-%s-seed%d",
                OutputFiles.slug(from.text()),
                OutputFiles.slug(to.text()),
                from.seed());
    var provenance =
        with(
            new Provenance(
                first.prompt(),
                first.seed(),
                first.model(),
                first.modelHash(),
                first.version(),
                more),
            Map.of());
    tell(
        outlet.write(
            slug,
            Optional.empty(),
            endings,
            (file, ending) -> {
              if (ending.equals(".gif")) {
                Gif.write(file, thereAndBack(images), new Gif.Options(GIF_DELAY, 0, false));
              } else {
                png(file, strip, provenance);
              }
            }));
  }

  /// A file of one drawing that is not a seed's own.
  void single(Drawing drawing) {
    String towards = drawing.provenance().more().get("Variation seed");
    sheet(
        String.format(
            Locale.ROOT,
            "%s-seed%d-to-%s",
            OutputFiles.slug(drawing.prompt()),
            drawing.seed(),
            towards),
        enlarged(drawing.image()),
        drawing.provenance(),
        Map.of());
  }

  /// A file of one picture that is as large as it should be.
  void sheet(String name, Image image, Provenance provenance, Map<String, String> more) {
    outlet.check(PNG);
    var said = with(provenance, more);
    tell(outlet.write(name, Optional.empty(), PNG, (file, _) -> png(file, image, said)));
  }

  Image enlarged(Image image) {
    return Sheet.enlarge(image, scale);
  }

  private void png(Path file, Image image, Provenance provenance) {
    if (metadata) {
      Png.write(file, image, provenance);
    } else {
      Png.write(file, image);
    }
  }

  /// A figure for a person.
  void say(String text) {
    line.getErr().println("limn: " + text);
    line.getErr().flush();
  }

  /// What files are named after: the sentence, or, without one, the model.
  String slug(Prompt prompt) {
    return OutputFiles.slug(prompt.text().isEmpty() ? limn.name() : prompt.text());
  }

  private List<Image> thereAndBack(List<Image> images) {
    var frames = new ArrayList<Image>();
    images.forEach(image -> frames.add(Sheet.enlarge(image, scale)));
    for (int i = images.size() - 2; i > 0; i--) {
      frames.add(frames.get(i));
    }
    return frames;
  }

  private List<Drawing> drawn(Prompt prompt, Seeds seeds, int start, int most) {
    int end = Math.min(seeds.all().size(), start + most);
    return limn.drawAll(seeds.all().subList(start, end).stream().map(prompt::withSeed).toList());
  }

  /// `0-7` when the seeds follow each other.
  private static String listed(List<Drawing> drawings) {
    var seeds = drawings.stream().map(Drawing::seed).toList();
    var run = Seeds.from(seeds.getFirst(), seeds.size());
    return run.all().equals(seeds)
        ? run.text()
        : String.join(",", seeds.stream().map(String::valueOf).toList());
  }

  private Provenance with(Provenance provenance, Map<String, String> further) {
    var more = new LinkedHashMap<>(provenance.more());
    more.putAll(further);
    if (scale > 1) {
      more.put("scale", Integer.toString(scale));
    }
    return new Provenance(
        provenance.prompt(),
        provenance.seed(),
        provenance.model(),
        provenance.modelHash(),
        provenance.version(),
        more);
  }

  private void tell(List<Path> files) {
    files.forEach(file -> line.getOut().println(file));
    line.getOut().flush();
  }
}
