package dev.limn.metric;

import dev.limn.image.Image;
import dev.limn.image.Sheet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// [ColourAgreement] of an artist, with a sheet to look at.
record Colours(Map<String, Object> figures, Image sheet) {
  private static final Sheet.Style STYLE = new Sheet.Style(2, 0xFFFFFF, 1);

  static Colours of(EvaluationConfig config, Drawings artist) {
    var figures = new MeasureResult();
    var words = ColourAgreement.WORDS;
    var sentences = words.stream().map(word -> word.in(config.sentence())).toList();
    var drawings = artist.table("colours", sentences);
    var rows = ColourAgreement.of(drawings);
    var captions = new ArrayList<String>();
    var each = new LinkedHashMap<String, Object>();
    for (var row : rows) {
      each.put(row.word().word(), row.agreed());
      captions.add(
          String.format(
              Locale.ROOT, "%s: %d of %d", row.word().word(), row.agreed(), row.found().size()));
    }
    figures
        .put("agreement", ColourAgreement.share(rows))
        .put("sentence", config.sentence())
        .put("drawings-each", config.seeds())
        .put("seed", config.seed())
        .put("first-seed", config.columnSeed(0))
        .put("agreed", each);
    return new Colours(figures.done(), Sheet.captioned(drawings, captions, STYLE));
  }
}
