package dev.limn.run;

import dev.limn.data.PackedCache;
import dev.limn.draw.ImageTensors;
import dev.limn.image.Image;
import dev.limn.image.Sheet;
import dev.limn.model.Generator;
import dev.limn.model.Model;
import dev.limn.text.TextEncoder;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.LabelledExamples;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.IntFunction;

/// Preview sheets from conditions and noise that stay the same through a run: a caption or a class
/// a row, the same noise in every row; or, from noise alone, other noise in every place.
final class Previews implements Preview {
  private static final int ROWS = 8;
  private static final int COLUMNS = 8;
  private static final int LONGEST = 110;
  private static final String CUT = "...";
  private static final int CLASSES = 12;

  private final List<String> captions;
  private final Tensor condition;
  private final long seed;

  /// @param captions of rows; none for a grid from noise alone
  /// @param condition `[R·C, W]`, kept
  private Previews(List<String> captions, Tensor condition, long seed) {
    this.captions = List.copyOf(captions);
    this.condition = condition.retain();
    this.seed = seed;
  }

  /// Of some of the data's captions.
  ///
  /// @param captioned samples that have captions, at least one
  static Previews ofText(PackedCache cache, int[] captioned, TextEncoder encoder, long seed) {
    var captions = chosen(cache::captions, captioned, seed);
    try (var _ = Scope.open()) {
      var rows = new ArrayList<Tensor>();
      for (String caption : captions) {
        rows.add(encoder.encode(List.of(caption)).expand(COLUMNS, encoder.width())); // [C, W]
      }
      return new Previews(captions, Tensors.cat(0, rows), seed); // [R·C, W]
    }
  }

  /// Some captions that fit above a row of the sheet; where there are too few, also the shortest of
  /// the longer ones that were looked at.
  static List<String> chosen(IntFunction<List<String>> captions, int[] captioned, long seed) {
    var chosen = new ArrayList<String>();
    var longer =
        new TreeSet<String>(
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
    var random = new SplittableRandom(seed);
    for (int tries = 0; chosen.size() < ROWS && tries < 1000; tries++) {
      var own = captions.apply(captioned[random.nextInt(captioned.length)]);
      String caption = own.get(random.nextInt(Math.min(3, own.size())));
      if (caption.length() > LONGEST) {
        longer.add(caption);
      } else if (!chosen.contains(caption)) {
        chosen.add(caption);
      }
    }
    longer.stream().limit(ROWS - chosen.size()).forEach(chosen::add);
    return chosen;
  }

  /// A caption as the sheet has it.
  static String label(String caption) {
    if (caption.length() <= LONGEST) {
      return caption;
    }
    int end = LONGEST - CUT.length();
    end -= Character.isHighSurrogate(caption.charAt(end - 1)) ? 1 : 0;
    return caption.substring(0, end) + CUT;
  }

  /// Of the first classes.
  static Previews ofClasses(List<String> classes, long seed) {
    var shown = classes.subList(0, Math.min(CLASSES, classes.size()));
    int[] labels = new int[shown.size() * COLUMNS];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i / COLUMNS;
    }
    try (var _ = Scope.open()) {
      return new Previews(shown, LabelledExamples.oneHot(labels, classes.size()), seed);
    }
  }

  /// From noise alone.
  static Previews ofNoise(long seed) {
    try (var _ = Scope.open()) {
      return new Previews(List.of(), Tensors.zeros(ROWS * COLUMNS, 0), seed);
    }
  }

  @Override
  public List<String> captions() {
    return captions;
  }

  @Override
  public Optional<Image> apply(Model model) {
    return model instanceof Generator generator ? Optional.of(sheet(generator)) : Optional.empty();
  }

  private Image sheet(Generator generator) {
    try (var _ = Scope.open();
        var rng = new Rng(seed)) {
      if (captions.isEmpty()) {
        Tensor z = Tensors.randn(rng, ROWS * COLUMNS, generator.noise()); // [R·C, Z]
        return Sheet.grid(ImageTensors.draw(generator, z, condition), COLUMNS, Sheet.Style.PLAIN);
      }
      Tensor z =
          Tensors.randn(rng, COLUMNS, generator.noise()).repeat(captions.size(), 1); // [R·C, Z]
      List<Image> images = ImageTensors.draw(generator, z, condition);
      var rows = new ArrayList<List<Image>>();
      for (int row = 0; row < captions.size(); row++) {
        rows.add(images.subList(row * COLUMNS, (row + 1) * COLUMNS));
      }
      List<String> labels = captions.stream().map(Previews::label).toList();
      return Sheet.captioned(rows, labels, Sheet.Style.PLAIN);
    }
  }

  @Override
  public void close() {
    condition.release();
  }
}
