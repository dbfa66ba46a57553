package dev.limn.text.joint;

import dev.limn.text.TextTower;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Init;
import dev.limn.torch.nn.Linear;
import dev.limn.vision.PictureTower;
import java.util.Optional;

/// What a joint embedding trains: the text tower, a linear layer from picture features to the same
/// width, and, where there are no fixed features, the picture tower.
final class JointBlock extends Block {
  private static final double BOUND = 0.08;

  private final TextTower text;
  private final Optional<PictureTower> tower;
  private final Linear image;
  private final Optional<WordNames> names;

  /// @param features width of the fixed picture features; 0 for a tower that learns along
  /// @param naming whether captions' vectors name their words
  JointBlock(TextTower text, int features, boolean naming, Rng rng) {
    this.text = child("text", text);
    tower =
        features == 0
            ? Optional.of(child("tower", new PictureTower(rng)))
            : Optional.<PictureTower>empty();
    image =
        child(
            "image", new Linear(rng, features == 0 ? PictureTower.WIDTH : features, text.width()));
    if (text instanceof CharCnnRnn) {
      image.named().values().forEach(w -> Init.uniform(w.tensor(), -BOUND, BOUND, rng));
    }
    names =
        naming
            ? Optional.of(child("names", new WordNames(rng, text.width(), text.vocabulary())))
            : Optional.empty();
  }

  TextTower text() {
    return text;
  }

  Optional<PictureTower> tower() {
    return tower;
  }

  Optional<WordNames> names() {
    return names;
  }

  /// `[N, D] → [N, width]`.
  Tensor project(Tensor features) {
    return image.forward(features); // [N, width]
  }
}
