package dev.limn.draw;

import dev.limn.image.Filter;
import dev.limn.image.Image;
import dev.limn.image.Resampler;
import dev.limn.model.Translator;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.Pixels;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a model makes of pictures.
///
/// ```java
/// try (var model = ModelBundle.open(Path.of("runs/00007-maps"), Device.CPU)) {
///   var translation = new Translation(model.translator());
///   Image map = translation.of(photograph, 0, 1);
/// }
/// ```
///
/// @param translator stays the caller's
public record Translation(Translator translator) {
  private static final int PICTURE = 3;

  /// Translates one picture of any size, which is stretched to the model's.
  ///
  /// @param direction place in [Translator#directions()]
  /// @param seed of the noise, for a model that takes some
  /// @throws DrawException when there is no such direction, or the model needs a mask
  public Image of(Image picture, int direction, long seed) {
    return of(List.of(picture), List.of(), direction, seed).getFirst();
  }

  /// Translates pictures, each alone, so that it does not depend on those beside it; all with the
  /// same noise.
  ///
  /// @param masks as many as pictures, white where these are to be changed, for a model that takes
  ///   masks; else none
  /// @param direction place in [Translator#directions()]
  /// @param seed of the noise, for a model that takes some
  /// @throws DrawException when there is no such direction, or masks are missing or too many
  public List<Image> of(List<Image> pictures, List<Image> masks, int direction, long seed) {
    if (direction < 0 || direction >= translator.directions().size()) {
      throw new DrawException(
          String.format(
              Locale.ROOT,
              "direction %d; expected 0 to %d: %s",
              direction,
              translator.directions().size() - 1,
              String.join(", ", translator.directions())));
    }
    int wanted = translator.channels() > PICTURE ? pictures.size() : 0;
    if (masks.size() != wanted) {
      throw new DrawException(
          String.format(
              Locale.ROOT,
              "%d masks for %d pictures; expected %d",
              masks.size(),
              pictures.size(),
              wanted));
    }
    var translated = new ArrayList<Image>();
    try (var _ = Scope.open()) {
      Tensor z = ImageTensors.noise(seed, translator.noise(), 1); // [1, Z]
      for (int i = 0; i < pictures.size(); i++) {
        Tensor input = Pixels.of(List.of(sized(pictures.get(i))), Device.CPU); // [1, 3, R, R]
        if (wanted > 0) {
          input = Tensors.cat(1, input, mask(masks.get(i))); // [1, 4, R, R]
        }
        translated.addAll(ImageTensors.images(translator.translate(input, z, direction)));
      }
    }
    return translated;
  }

  /// `[1, 1, R, R]`: white is 1, black 0.
  private Tensor mask(Image image) {
    return Pixels.of(List.of(sized(image)), Device.CPU).mean(true, 1).gt(0).to(DType.FLOAT32);
  }

  /// The picture as the model takes it, stretched to its size.
  public Image sized(Image picture) {
    int side = translator.resolution();
    return picture.width() == side && picture.height() == side
        ? picture
        : Resampler.resize(picture, side, side, Filter.BICUBIC);
  }
}
