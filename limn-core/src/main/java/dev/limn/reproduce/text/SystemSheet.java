package dev.limn.reproduce.text;

import dev.limn.draw.Drawer;
import dev.limn.draw.ModelBundle;
import dev.limn.image.Filter;
import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.image.Resampler;
import dev.limn.image.Sheet;
import dev.limn.model.Family;
import dev.limn.reproduce.Context;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What systems draw for the same sentences, below real pictures, like figures 3 and 4 of Reed et
/// al. 2016.
final class SystemSheet {
  private static final int SENTENCES = 3;
  private static final int COLUMNS = 8;

  private SystemSheet() {}

  /// For each of some held-back sentences a row of real pictures, then a row a system; drawings of
  /// another size are brought to the first system's.
  ///
  /// @param models by what their rows are called, in that order; at least one
  /// @param file of the experiment's folder
  static void write(Context context, CaptionedData data, Map<String, Path> models, String file) {
    var first = ModelBundle.describe(models.values().iterator().next());
    int side = Family.named(first.family()).feed(first.settings()).resolution();
    var asked = data.asked(SENTENCES, COLUMNS, side);
    var drawings = new ArrayList<List<List<Image>>>();
    models.values().forEach(model -> drawings.add(rows(context, model, asked, side)));
    var rows = new ArrayList<List<Image>>();
    var captions = new ArrayList<String>();
    for (int i = 0; i < asked.size(); i++) {
      rows.add(asked.get(i).pictures());
      captions.add("real: " + asked.get(i).sentence());
      int system = 0;
      for (String name : models.keySet()) {
        rows.add(drawings.get(system++).get(i));
        captions.add(name + ": " + asked.get(i).sentence());
      }
    }
    Png.write(context.file(file), Sheet.captioned(rows, captions, Sheet.Style.PLAIN));
  }

  private static List<List<Image>> rows(
      Context context, Path model, List<CaptionedData.Asked> asked, int side) {
    try (var bundle = ModelBundle.open(model, context.device());
        var rng = new Rng(context.seed());
        var _ = Scope.open()) {
      Tensor z =
          Tensors.randn(rng, COLUMNS, bundle.generator().noise()).to(context.device()); // [C, Z]
      var rows = new ArrayList<List<Image>>();
      for (var one : asked) {
        Tensor text =
            bundle
                .encoder()
                .encode(List.of(one.sentence()))
                .expand(COLUMNS, bundle.encoder().width()); // [C, W]
        rows.add(
            Drawer.draw(bundle.generator(), z, text).stream()
                .map(image -> Resampler.resize(image, side, side, Filter.BICUBIC))
                .toList());
      }
      return rows;
    }
  }
}
