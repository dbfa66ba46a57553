package dev.limn.reproduce.text;

import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.metric.ColourAgreement;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// A comparison that takes seconds: captioned squares, SqueezeNet with random weights, networks of
/// a few channels.
final class SmallComparison {
  private static final Map<String, String> ENCODER =
      Map.of(
          "steps", "3",
          "batch", "8",
          "least-count", "1",
          "embedding", "4",
          "hidden", "6",
          "width", "8");
  private static final Map<String, String> EVALUATOR =
      Map.of(
          "steps", "2",
          "batch", "8",
          "least-count", "1",
          "embedding", "4",
          "width", "6",
          "precision", "float32");
  static final TextToImage.Scale SCALE = new TextToImage.Scale(0.008, 0.008, 8, ENCODER, EVALUATOR);

  private SmallComparison() {}

  static Path data(Path temp) throws IOException {
    return data(temp, ColourAgreement.SENTENCE);
  }

  /// @param sentence of all captions, with the place of a colour's name
  static Path data(Path temp, String sentence) throws IOException {
    Path folder = Files.createDirectories(temp.resolve("squares"));
    for (int i = 0; i < 40; i++) {
      byte[] rgb = new byte[64 * 64 * 3];
      Arrays.fill(rgb, (byte) (6 * i));
      Path stem = folder.resolve("%03d".formatted(i));
      Files.write(Path.of(stem + ".png"), Png.encode(new Image(64, 64, rgb)));
      var word = ColourAgreement.WORDS.get(i % ColourAgreement.WORDS.size());
      Files.writeString(Path.of(stem + ".txt"), word.in(sentence));
    }
    return folder;
  }

  static Path weights(Path temp) {
    Path file = temp.resolve("weights.safetensors");
    try (var rng = new Rng(3);
        var _ = Scope.open()) {
      var all = new LinkedHashMap<String, Tensor>();
      conv(all, rng, "conv1", 64, 3, 3);
      int[] squeezes = {16, 16, 32, 32, 48, 48, 64, 64};
      int in = 64;
      for (int i = 0; i < squeezes.length; i++) {
        String fire = "fire" + (i + 2);
        conv(all, rng, fire + ".squeeze1x1", squeezes[i], in, 1);
        conv(all, rng, fire + ".expand1x1", 4 * squeezes[i], squeezes[i], 1);
        conv(all, rng, fire + ".expand3x3", 4 * squeezes[i], squeezes[i], 3);
        in = 8 * squeezes[i];
      }
      Safetensors.write(file, all, Map.of());
    }
    return file;
  }

  private static void conv(
      Map<String, Tensor> into, Rng rng, String name, int out, int in, int kernel) {
    double scale = Math.sqrt(2.0 / (in * kernel * kernel));
    into.put(name + ".weight", Tensors.randn(rng, out, in, kernel, kernel).times(scale));
    into.put(name + ".bias", Tensors.zeros(out));
  }

  static TextSystem narrow(TextSystem system) {
    var settings =
        new HashMap<>(
            Map.of("generator-width", "4", "discriminator-width", "4", "batch", "4", "noise", "6"));
    settings.putAll(system.settings());
    return new TextSystem(
        system.name(), system.run(), system.family(), settings, system.matching());
  }
}
