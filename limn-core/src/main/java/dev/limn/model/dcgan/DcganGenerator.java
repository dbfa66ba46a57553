package dev.limn.model.dcgan;

import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Activation;
import dev.limn.torch.nn.BatchNorm1d;
import dev.limn.torch.nn.BatchNorm2d;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Conv2d;
import dev.limn.torch.nn.ConvTranspose2d;
import dev.limn.torch.nn.Embedding;
import dev.limn.torch.nn.Layer;
import dev.limn.torch.nn.Linear;
import dev.limn.torch.nn.Sequential;
import dev.limn.torch.nn.Upsample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Draws pictures from noise (Radford et al. 2016, figure 1): the noise becomes small maps with
/// many channels; each layer doubles their side and halves their number; the last one is a picture.
///
/// With [DcganConfig#faces()] the parameters are named and shaped as in PyTorch's example.
public final class DcganGenerator extends Block {
  private static final int HIDDEN = 1024;

  private final DcganConfig config;
  private final int classes;
  private final Optional<Embedding> label;
  private final Sequential main;

  /// @param classes how many there are; 0 for [Labels#NONE]
  public DcganGenerator(DcganConfig config, int classes, Rng rng) {
    this.config = config;
    this.classes = classes;
    label =
        config.labels() == Labels.EMBEDDING
            ? Optional.of(child(DcganInit.LABEL, new Embedding(rng, classes, config.labelWidth())))
            : Optional.empty();
    int in =
        config.noise()
            + switch (config.labels()) {
              case NONE -> 0;
              case EMBEDDING -> config.labelWidth();
              case ONE_HOT -> classes;
            };
    main = child("main", new Sequential(layers(config, in, rng)));
    DcganInit.initialise(this, rng);
  }

  private static List<Layer> layers(DcganConfig config, int in, Rng rng) {
    var layers = new ArrayList<Layer>();
    int base = config.base();
    int channels = config.generatorWidth() << (config.doublings() - 1);
    boolean norm = config.batchNorm();
    if (config.fullyConnected()) {
      layers.add(new Reshaping(in));
      layers.add(new Linear(rng, in, HIDDEN, !norm));
      if (norm) {
        layers.add(new BatchNorm1d(HIDDEN));
      }
      layers.add(Activation.relu());
      layers.add(new Linear(rng, HIDDEN, channels * base * base, false));
      layers.add(new Reshaping(channels, base, base));
    } else {
      layers.add(new ConvTranspose2d(rng, in, channels, base, 1, 0, !norm));
    }
    finish(layers, channels, norm);
    for (int i = 1; i < config.doublings(); i++) {
      enlarge(layers, config, channels, channels / 2, !norm, rng);
      channels /= 2;
      finish(layers, channels, norm);
    }
    enlarge(layers, config, channels, config.channels(), false, rng);
    layers.add(Activation.tanh());
    return layers;
  }

  private static void finish(List<Layer> layers, int channels, boolean norm) {
    if (norm) {
      layers.add(new BatchNorm2d(channels));
    }
    layers.add(Activation.relu());
  }

  private static void enlarge(
      List<Layer> layers, DcganConfig config, int in, int out, boolean bias, Rng rng) {
    boolean wide = config.kernel() == 5;
    switch (config.upsampling()) {
      case TRANSPOSED ->
          layers.add(
              wide
                  ? new ConvTranspose2d(rng, in, out, 5, 2, 2, 1, bias)
                  : new ConvTranspose2d(rng, in, out, 4, 2, 1, bias));
      case NEAREST -> {
        layers.add(new Upsample(2, Upsample.Mode.NEAREST));
        layers.add(new Conv2d(rng, in, out, wide ? 5 : 3, 1, wide ? 2 : 1, bias));
      }
    }
  }

  /// @param z `[N, noise]`, of the config's prior
  /// @param oneHot `[N, classes]`, `[N, 0]` without
  /// @return pictures `[N, channels, R, R]` in [−1, 1]
  public Tensor forward(Tensor z, Tensor oneHot) {
    z.requireShape("z", -1, config.noise());
    oneHot.requireShape("the classes", z.size(0), classes);
    Tensor in =
        switch (config.labels()) {
          case NONE -> z;
          case EMBEDDING ->
              Tensors.cat(1, z, oneHot.matmul(label.orElseThrow().weight()).to(z.dtype()));
          case ONE_HOT -> Tensors.cat(1, z, oneHot);
        }; // [N, Z + L]
    return main.forward(in.reshape(z.size(0), -1, 1, 1).channelsLast()); // [N, C, R, R]
  }
}
