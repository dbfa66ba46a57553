package dev.limn.run;

import dev.limn.data.PackedCache;
import dev.limn.draw.Translation;
import dev.limn.image.Image;
import dev.limn.image.Sheet;
import dev.limn.model.Model;
import dev.limn.model.Translator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What a translator makes of the same pictures through a run: for every direction a row of
/// pictures and below it what became of them, and where there are pairs what should have.
///
/// @param first pictures A
/// @param second pictures B
/// @param pairs whether the second belong to the first
/// @param seed of the noise
record TranslationPreviews(List<Image> first, List<Image> second, boolean pairs, long seed)
    implements Preview {
  private static final int COLUMNS = 8;
  private static final int PICTURE = 3;

  /// Of pairs: held back, or else to learn from.
  static TranslationPreviews ofPairs(TrainingPictures pictures, long seed) {
    int[] some = some(pictures.parts().heldBack(), pictures.parts().train());
    PackedCache cache = pictures.cache();
    return new TranslationPreviews(
        IntStream.of(some).mapToObj(i -> cache.picture(i, 0)).toList(),
        IntStream.of(some).mapToObj(i -> cache.picture(i, 1)).toList(),
        true,
        seed);
  }

  /// Of two domains.
  static TranslationPreviews ofDomains(
      TrainingPictures pictures, int[] first, int[] second, long seed) {
    PackedCache cache = pictures.cache();
    return new TranslationPreviews(
        IntStream.of(some(new int[0], first)).mapToObj(cache::picture).toList(),
        IntStream.of(some(new int[0], second)).mapToObj(cache::picture).toList(),
        false,
        seed);
  }

  /// Evenly spread.
  private static int[] some(int[] wanted, int[] others) {
    int[] from = wanted.length > 0 ? wanted : others;
    int count = Math.min(COLUMNS, from.length);
    return IntStream.range(0, count)
        .map(i -> from[(int) ((long) i * from.length / count)])
        .toArray();
  }

  @Override
  public List<String> captions() {
    return List.of();
  }

  @Override
  public Optional<Image> apply(Model model) {
    if (!(model instanceof Translator translator)) {
      return Optional.empty();
    }
    var translation = new Translation(translator);
    var rows = new ArrayList<List<Image>>();
    var captions = new ArrayList<String>();
    List<String> directions = translator.directions();
    for (int direction = 0; direction < directions.size(); direction++) {
      boolean back = direction % 2 == 1;
      var from = (back ? second : first).stream().map(translation::sized).toList();
      rows.add(from);
      captions.add(directions.get(direction) + ": from");
      rows.add(translation.of(from, masks(translator), direction, seed));
      captions.add("drawn");
      if (pairs) {
        rows.add((back ? first : second).stream().map(translation::sized).toList());
        captions.add("expected");
      }
    }
    return Optional.of(Sheet.captioned(rows, captions, Sheet.Style.PLAIN));
  }

  /// The second pictures are the masks of a translator that takes some.
  private List<Image> masks(Translator translator) {
    return translator.channels() > PICTURE ? second : List.of();
  }

  @Override
  public void close() {}
}
