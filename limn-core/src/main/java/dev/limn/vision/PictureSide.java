package dev.limn.vision;

import dev.limn.data.PackedCache;
import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// The picture side of a network that is being learnt, from which picture encoders are copied.
///
/// @param network has the linear layer `image`, and its `tower` where there are no features
/// @param features that describe pictures; empty where the network has a tower of its own
/// @param resolution side of the pictures that it learns from
/// @param width of a picture's vector
public record PictureSide(
    PackedCache cache,
    Network<?> network,
    Optional<? extends PictureFeatures> features,
    int resolution,
    int width,
    Device device) {
  private static final int CENTRED = 1000;

  /// A copy as it is now, with a centre of 0. Close it.
  ///
  /// @param scale `mean` and `deviation` of the features, or nothing
  /// @param head `head.weight` and `head.bias` of the classifier of the data's classes, or nothing
  public PictureEncoder copy(Map<String, Tensor> scale, Map<String, Tensor> head) {
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      var weights = new LinkedHashMap<String, Tensor>(head);
      network
          .state()
          .forEach(
              (name, tensor) -> {
                if (name.startsWith("tower.") || name.startsWith("image.")) {
                  weights.put(name, tensor);
                }
              });
      String tower = PictureEncoder.Config.OWN;
      if (features.orElse(null) instanceof ClassifierFeatures trained) {
        trained.state().forEach((name, tensor) -> weights.put("tower." + name, tensor));
      } else if (features.orElse(null) instanceof SqueezeNetFeatures given) {
        tower = PictureEncoder.Config.SQUEEZENET;
        given.state().forEach((name, tensor) -> weights.put("tower." + name, tensor));
      }
      long wide = weights.get("image.weight").size(1);
      weights.put("mean", scale.isEmpty() ? Tensors.zeros(wide) : scale.get("mean"));
      weights.put("deviation", scale.isEmpty() ? Tensors.ones(wide) : scale.get("deviation"));
      weights.put("centre", Tensors.zeros(width));
      List<String> classes = head.isEmpty() ? List.of() : cache.classNames();
      return new PictureEncoder(
          new PictureEncoder.Config(tower, resolution, width, classes), weights, device);
    }
  }

  /// The same with the mean vector of some of the training pictures, evenly chosen, and of their
  /// mirror images.
  public PictureEncoder centred(
      Map<String, Tensor> scale, Map<String, Tensor> head, int[] samples) {
    PictureEncoder made = copy(scale, head);
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      int step = 1 + (samples.length - 1) / CENTRED;
      int[] some =
          IntStream.range(0, samples.length)
              .filter(i -> i % step == 0)
              .map(i -> samples[i])
              .toArray();
      Tensor vectors = Pictures.features(cache, some, resolution, made, device); // [2, M, width]
      made.centre().copyInPlace(vectors.view(-1, width).mean(false, 0));
      return made;
    }
  }
}
