package dev.limn.text.damsm;

import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Init;
import dev.limn.torch.nn.Linear;
import dev.limn.vision.PictureTower;
import java.util.Optional;

/// What the matching trains: the text tower, linear layers from regions and whole pictures to the
/// width of the text, and, where there are no fixed features, the picture tower.
final class DamsmBlock extends Block {
  private static final double BOUND = 0.1;

  private final DamsmTower text;
  private final Optional<PictureTower> tower;
  private final Linear image;
  private final Linear regions;

  /// @param whole width of the fixed picture features; 0 for a tower that learns along
  /// @param region width of the fixed features of regions
  DamsmBlock(DamsmTower text, int whole, int region, Rng rng) {
    this.text = child("text", text);
    tower =
        whole == 0
            ? Optional.of(child("tower", new PictureTower(rng)))
            : Optional.<PictureTower>empty();
    int width = text.width();
    image = child("image", new Linear(rng, whole == 0 ? PictureTower.WIDTH : whole, width));
    regions =
        child(
            "regions",
            new Linear(rng, whole == 0 ? PictureTower.REGION_WIDTH : region, width, false));
    Init.uniform(image.weight(), -BOUND, BOUND, rng);
    Init.uniform(regions.weight(), -BOUND, BOUND, rng);
  }

  DamsmTower text() {
    return text;
  }

  Optional<PictureTower> tower() {
    return tower;
  }

  /// `[N, D] → [N, width]`.
  Tensor project(Tensor whole) {
    return image.forward(whole); // [N, width]
  }

  /// `[N, R, C] → [N, R, width]`.
  Tensor projectRegions(Tensor seen) {
    return regions.forward(seen); // [N, R, width]
  }
}
