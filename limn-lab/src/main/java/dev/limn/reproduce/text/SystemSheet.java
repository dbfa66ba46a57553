package dev.limn.reproduce.text;

import dev.limn.draw.ImageTensors;
import dev.limn.draw.ModelBundle;
import dev.limn.image.Filter;
import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.image.Resampler;
import dev.limn.image.Sheet;
import dev.limn.reproduce.Context;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// What systems draw for the same sentences, below real pictures, like figures 3 and 4 of Reed et
/// al. 2016.
final class SystemSheet {
  private static final int SENTENCES = 3;
  private static final int COLUMNS = 8;

  private SystemSheet() {}

  /// For each sentence a row of real pictures, where a held-back one has it as its caption, then a
  /// row a system; drawings of another size are brought to the first system's. The sentences are
  /// those that the user named, else those of some held-back pictures.
  ///
  /// @param models by what their rows are called, in that order; at least one
  /// @param file of the experiment's folder
  static void write(Context context, CaptionedData data, Map<String, Path> models, String file) {
    var first = ModelBundle.describe(models.values().iterator().next());
    int side = first.feed().resolution();
    var named = Sentences.named(context);
    var asked =
        named.isEmpty() ? data.asked(SENTENCES, COLUMNS, side) : data.asked(named, COLUMNS, side);
    var drawings = new ArrayList<List<List<Image>>>();
    models.values().forEach(model -> drawings.add(rows(context, model, asked, side)));
    var rows = new ArrayList<List<Image>>();
    for (int i = 0; i < asked.size(); i++) {
      if (!asked.get(i).pictures().isEmpty()) {
        rows.add(asked.get(i).pictures());
      }
      for (var drawn : drawings) {
        rows.add(drawn.get(i));
      }
    }
    var captions = captions(asked, models.keySet());
    Png.write(context.file(file), Sheet.captioned(rows, captions, Sheet.Style.PLAIN));
  }

  /// What stands above each row.
  static List<String> captions(List<CaptionedData.Asked> asked, Collection<String> systems) {
    var captions = new ArrayList<String>();
    for (var one : asked) {
      boolean real = !one.pictures().isEmpty();
      if (real) {
        captions.add("real: " + one.sentence());
      }
      String remark = real ? "" : " (no held-back picture has this caption)";
      for (String system : systems) {
        captions.add(system + ": " + one.sentence() + remark);
        remark = "";
      }
    }
    return captions;
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
            ImageTensors.draw(bundle.generator(), z, text).stream()
                .map(image -> Resampler.resize(image, side, side, Filter.BICUBIC))
                .toList());
      }
      return rows;
    }
  }
}
