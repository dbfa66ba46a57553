package dev.limn.model.dcgan;

import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Activation;
import dev.limn.torch.nn.BatchNorm2d;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Conv2d;
import dev.limn.torch.nn.Embedding;
import dev.limn.torch.nn.Layer;
import dev.limn.torch.nn.Linear;
import dev.limn.torch.nn.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Judges pictures (Radford et al. 2016, §3): the generator's mirror image, strided convolutions
/// that halve the side and double the channels, and one logit at the end.
///
/// With [DcganConfig#faces()] the parameters are named and shaped as in PyTorch's example, whose
/// sigmoid is part of the loss here.
public final class DcganDiscriminator extends Block {
  private static final double SLOPE = 0.2;
  private static final int HIDDEN = 1024;

  private final DcganConfig config;
  private final int classes;
  private final Optional<Embedding> label;
  private final Sequential main;

  /// @param classes how many there are; 0 for [Labels#NONE]
  public DcganDiscriminator(DcganConfig config, int classes, Rng rng) {
    this.config = config;
    this.classes = classes;
    int plane = config.resolution() * config.resolution();
    label =
        config.labels() == Labels.EMBEDDING
            ? Optional.of(child(DcganInit.LABEL, new Embedding(rng, classes, plane)))
            : Optional.empty();
    int in =
        config.channels()
            + switch (config.labels()) {
              case NONE -> 0;
              case EMBEDDING -> 1;
              case ONE_HOT -> classes;
            };
    main = child("main", new Sequential(layers(config, in, rng)));
    DcganInit.initialise(this, rng);
  }

  /// All layers; the last is the one that says how real a picture is.
  static List<Layer> layers(DcganConfig config, int in, Rng rng) {
    var layers = new ArrayList<Layer>();
    int from = in;
    int to = config.discriminatorWidth();
    for (int i = 0; i < config.doublings(); i++) {
      boolean norm = config.batchNorm() && i > 0;
      boolean bias = !config.batchNorm();
      boolean wide = config.kernel() == 5;
      if (config.pooling()) {
        layers.add(new Conv2d(rng, from, to, wide ? 5 : 3, 1, wide ? 2 : 1, bias));
        layers.add(new Halving());
      } else {
        layers.add(new Conv2d(rng, from, to, config.kernel(), 2, wide ? 2 : 1, bias));
      }
      if (norm) {
        layers.add(new BatchNorm2d(to));
      }
      layers.add(activation(config));
      from = to;
      to *= 2;
    }
    int base = config.base();
    if (config.fullyConnected()) {
      layers.add(new Reshaping((long) from * base * base));
      layers.add(new Linear(rng, from * base * base, HIDDEN));
      layers.add(activation(config));
      layers.add(new Linear(rng, HIDDEN, 1));
    } else {
      layers.add(new Conv2d(rng, from, 1, base, 1, 0, false));
    }
    return layers;
  }

  private static Layer activation(DcganConfig config) {
    return config.discriminatorRelu() ? Activation.relu() : Activation.leakyRelu(SLOPE);
  }

  /// @param pictures `[N, channels, R, R]` in [−1, 1]
  /// @param oneHot `[N, classes]`, `[N, 0]` without
  /// @return logits `[N]`, positive for real
  public Tensor forward(Tensor pictures, Tensor oneHot) {
    int side = config.resolution();
    pictures.requireShape("the pictures", -1, config.channels(), side, side);
    long count = pictures.size(0);
    oneHot.requireShape("the classes", count, classes);
    Tensor in =
        switch (config.labels()) {
          case NONE -> pictures;
          case EMBEDDING ->
              with(
                  pictures,
                  oneHot.matmul(label.orElseThrow().weight()).reshape(count, 1, side, side));
          case ONE_HOT ->
              with(
                  pictures,
                  oneHot.reshape(count, classes, 1, 1).expand(count, classes, side, side));
        }; // [N, C + L, R, R]
    return main.forward(in.channelsLast()).reshape(count); // [N]
  }

  private static Tensor with(Tensor pictures, Tensor planes) {
    return Tensors.cat(1, pictures, planes.to(pictures.dtype())); // [N, C + L, R, R]
  }
}
