package dev.limn.cli;

import dev.limn.draw.Drawing;
import dev.limn.draw.Limn;
import dev.limn.draw.Prompt;
import dev.limn.draw.Style;
import dev.limn.draw.WordAblation;
import dev.limn.image.Filter;
import dev.limn.image.Image;
import dev.limn.image.ImageDecoder;
import dev.limn.image.Resampler;
import dev.limn.image.Sheet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The sheets of `limn draw` that explore what a model knows; see [ExploreOptions].
final class Exploring {
  private static final int GAP = 2;

  private final Limn limn;
  private final PictureWriting writing;
  private final Sheet.Style look;

  Exploring(Limn limn, PictureWriting writing, int scale) {
    this.limn = limn;
    this.writing = writing;
    this.look = new Sheet.Style(GAP, 0xFFFFFF, scale);
  }

  /// The drawing and its near relatives, as square a sheet as can be.
  void variations(Prompt prompt, int number, double strength) {
    var drawings = new ArrayList<Drawing>(limn.draw(prompt.withCount(1)));
    drawings.addAll(limn.variations(prompt, number, strength));
    int columns = (int) Math.ceil(Math.sqrt(drawings.size()));
    var labels = new ArrayList<String>();
    for (Drawing drawing : drawings) {
      String towards = drawing.provenance().more().get("Variation seed");
      labels.add(towards == null ? "seed " + prompt.seed() : "to " + towards);
    }
    Image sheet = Sheet.labelled(images(drawings), labels, columns, look);
    var more = new LinkedHashMap<String, String>();
    more.put("variations", Integer.toString(number));
    more.put("strength", Double.toString(strength));
    writing.sheet(
        writing.slug(prompt) + "-variations-seed" + prompt.seed(),
        sheet,
        drawings.getFirst().provenance(),
        more);
  }

  /// A row a seed: the whole sentence, then without each word.
  void ablation(Prompt prompt) {
    WordAblation ablation = limn.ablate(prompt);
    var images = new ArrayList<Image>();
    var labels = new ArrayList<String>();
    for (int seed = 0; seed < prompt.count(); seed++) {
      images.add(ablation.whole().get(seed).image());
      labels.add("whole");
      for (var word : ablation.words()) {
        images.add(word.drawings().get(seed).image());
        labels.add(
            "without " + word.word() + String.format(Locale.ROOT, " %.1f%%", 100 * word.change()));
      }
    }
    for (var word : ablation.words()) {
      writing.say(
          String.format(Locale.ROOT, "without %s: %.1f %%", word.word(), 100 * word.change()));
    }
    Image sheet = Sheet.labelled(images, labels, ablation.words().size() + 1, look);
    var more = new LinkedHashMap<String, String>();
    more.put("ablate", Integer.toString(prompt.count()));
    more.put(
        "changes",
        ablation.words().stream()
            .map(word -> String.format(Locale.ROOT, "%s %.4f", word.word(), word.change()))
            .collect(Collectors.joining("; ")));
    writing.sheet(
        writing.slug(prompt) + "-ablation-seed" + prompt.seed(),
        sheet,
        ablation.whole().getFirst().provenance(),
        more);
  }

  /// A row a sentence, a column a seed.
  void sheet(List<Prompt> prompts, Seeds seeds) {
    var rows = new ArrayList<List<Image>>();
    var drawings = new ArrayList<Drawing>();
    for (Prompt prompt : prompts) {
      var row = limn.drawAll(seeds.all().stream().map(prompt::withSeed).toList());
      drawings.addAll(row);
      rows.add(images(row));
    }
    var texts = prompts.stream().map(Prompt::text).toList();
    var more = new LinkedHashMap<String, String>();
    more.put("captions", String.join("\n", texts));
    more.put("seeds", seeds.text());
    writing.sheet(
        writing.slug(prompts.getFirst()) + "-sheet-seed" + seeds.all().getFirst(),
        Sheet.captioned(rows, texts, look),
        drawings.getFirst().provenance(),
        more);
  }

  /// The sentence in the style of a picture.
  void styled(Prompt prompt, Path picture) {
    var drawing = limn.draw(prompt, limn.style(picture));
    writing.sheet(
        writing.slug(prompt) + "-style-" + OutputFiles.slug(stem(picture)),
        writing.enlarged(drawing.image()),
        drawing.provenance(),
        Map.of());
  }

  /// The styles above; below them a row a sentence. Columns share the style, rows the sentence
  /// (Reed et al. 2016, figure 7).
  void styles(List<Prompt> prompts, List<Path> pictures) {
    var rows = new ArrayList<List<Image>>();
    var styles = new ArrayList<Style>();
    var top = new ArrayList<Image>();
    for (Path picture : pictures) {
      styles.add(limn.style(picture));
      top.add(shown(picture));
    }
    rows.add(top);
    var captions = new ArrayList<>(List.of("styles"));
    Drawing first = limn.draw(prompts.getFirst(), styles.getFirst());
    for (Prompt prompt : prompts) {
      captions.add(prompt.text());
      rows.add(images(styles.stream().map(style -> limn.draw(prompt, style)).toList()));
    }
    var more = new LinkedHashMap<String, String>();
    more.put("captions", prompts.stream().map(Prompt::text).collect(Collectors.joining("\n")));
    more.put("styles", pictures.stream().map(Path::toString).collect(Collectors.joining("\n")));
    writing.sheet(
        writing.slug(prompts.getFirst()) + "-styles",
        Sheet.captioned(rows, captions, look),
        first.provenance(),
        more);
  }

  private Image shown(Path picture) {
    try {
      int side = limn.resolution();
      return Resampler.resize(ImageDecoder.read(picture), side, side, Filter.BICUBIC);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String stem(Path picture) {
    Path name = picture.getFileName();
    return name == null ? "picture" : name.toString().replaceAll("\\.[^.]*$", "");
  }

  private static List<Image> images(List<Drawing> drawings) {
    return drawings.stream().map(Drawing::image).toList();
  }
}
