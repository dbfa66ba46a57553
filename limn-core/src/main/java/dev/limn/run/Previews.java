package dev.limn.run;

import dev.limn.data.PackedCache;
import dev.limn.draw.Drawer;
import dev.limn.image.Image;
import dev.limn.image.Sheet;
import dev.limn.model.Generator;
import dev.limn.text.TextEncoder;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/// Preview sheets from captions and noise that stay the same through a run: a caption a row, the
/// same noise in every row.
final class Previews implements Function<Generator, Optional<Image>>, AutoCloseable {
  private static final int ROWS = 8;
  private static final int COLUMNS = 8;
  private static final int LONGEST = 110;

  private final List<String> captions = new ArrayList<>();
  private final Tensor text;
  private final long seed;

  Previews(PackedCache cache, int[] indices, TextEncoder encoder, long seed) {
    this.seed = seed;
    var random = new SplittableRandom(seed);
    for (int tries = 0; captions.size() < ROWS && tries < 1000; tries++) {
      var own = cache.captions(indices[random.nextInt(indices.length)]);
      if (!own.isEmpty()) {
        String caption = own.get(random.nextInt(Math.min(3, own.size())));
        if (caption.length() <= LONGEST && !captions.contains(caption)) {
          captions.add(caption);
        }
      }
    }
    try (var scope = Scope.open()) {
      var rows = new ArrayList<Tensor>();
      for (String caption : captions) {
        rows.add(encoder.encode(List.of(caption)).expand(COLUMNS, encoder.width())); // [C, W]
      }
      text = scope.keep(Tensors.cat(0, rows)).retain(); // [R·C, W]
    }
  }

  List<String> captions() {
    return captions;
  }

  @Override
  public Optional<Image> apply(Generator generator) {
    try (var _ = Scope.open();
        var rng = new Rng(seed)) {
      Tensor z =
          Tensors.randn(rng, COLUMNS, generator.noise()).repeat(captions.size(), 1); // [R·C, Z]
      List<Image> images = Drawer.draw(generator, z, text);
      var rows = new ArrayList<List<Image>>();
      for (int row = 0; row < captions.size(); row++) {
        rows.add(images.subList(row * COLUMNS, (row + 1) * COLUMNS));
      }
      return Optional.of(Sheet.captioned(rows, captions, Sheet.Style.PLAIN));
    }
  }

  @Override
  public void close() {
    text.release();
  }
}
