package dev.limn.torch.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.torch.Device;
import dev.limn.torch.Golden;
import dev.limn.torch.OneThread;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Every layer against PyTorch: names of the state, output, gradients of input and parameters,
/// buffers after the pass.
@ExtendWith(OneThread.class)
final class LayerGoldenTest {
  record Case(String golden, Function<Rng, Layer> make) {
    boolean training() {
      return !golden.endsWith("-evaluation");
    }

    @Override
    public String toString() {
      return golden;
    }
  }

  private static Layer activation(Rng rng, Activation activation) {
    return new Sequential(new Linear(rng, 5, 5), activation);
  }

  private static Layer critic(Rng rng) {
    return new Sequential(
        new Conv2d(rng, 3, 8, 4, 2, 1, false),
        Activation.leakyRelu(0.2),
        new Conv2d(rng, 8, 16, 4, 2, 1, false),
        new BatchNorm2d(16),
        Activation.leakyRelu(0.2),
        new Conv2d(rng, 16, 1, 4, 1, 0, true));
  }

  private static Layer generator(Rng rng) {
    return new Sequential(
        new ConvTranspose2d(rng, 10, 16, 4, 1, 0, false),
        new BatchNorm2d(16),
        Activation.relu(),
        new ConvTranspose2d(rng, 16, 8, 4, 2, 1, false),
        new BatchNorm2d(8),
        Activation.relu(),
        new ConvTranspose2d(rng, 8, 3, 4, 2, 1, true),
        Activation.tanh());
  }

  static final List<Case> CASES =
      List.of(
          new Case("Linear", rng -> new Linear(rng, 5, 7)),
          new Case("Linear-no-bias", rng -> new Linear(rng, 5, 7, false)),
          new Case("Conv2d", rng -> new Conv2d(rng, 4, 5, 4, 2, 1, true)),
          new Case("Conv2d-no-bias", rng -> new Conv2d(rng, 4, 6, 3, 1, 1, false)),
          new Case("Conv2d-dilated", rng -> new Conv2d(rng, 4, 5, 3, 1, 2, 2, true)),
          new Case("ConvTranspose2d", rng -> new ConvTranspose2d(rng, 4, 5, 4, 2, 1, true)),
          new Case(
              "ConvTranspose2d-no-bias", rng -> new ConvTranspose2d(rng, 4, 3, 4, 1, 0, false)),
          new Case("BatchNorm1d", _ -> new BatchNorm1d(6)),
          new Case("BatchNorm1d-evaluation", _ -> new BatchNorm1d(6)),
          new Case("BatchNorm1d-no-affine", _ -> new BatchNorm1d(6, false)),
          new Case("BatchNorm2d", _ -> new BatchNorm2d(4)),
          new Case("BatchNorm2d-evaluation", _ -> new BatchNorm2d(4)),
          new Case("BatchNorm2d-no-affine", _ -> new BatchNorm2d(4, false)),
          new Case("InstanceNorm2d", _ -> new InstanceNorm2d(4, false)),
          new Case("InstanceNorm2d-affine", _ -> new InstanceNorm2d(4, true)),
          new Case("LayerNorm", _ -> new LayerNorm(7)),
          new Case("LayerNorm-two", _ -> new LayerNorm(5, 7)),
          new Case("GroupNorm", _ -> new GroupNorm(2, 4)),
          new Case("Embedding", rng -> new Embedding(rng, 9, 5)),
          new Case("Gru", rng -> new Gru(rng, 5, 6, false)),
          new Case("Gru-both", rng -> new Gru(rng, 5, 6, true)),
          new Case("Lstm", rng -> new Lstm(rng, 5, 6, false)),
          new Case("Lstm-both", rng -> new Lstm(rng, 5, 6, true)),
          new Case("Dropout-evaluation", rng -> new Dropout(rng, 0.3)),
          new Case("SpectralNorm-Linear", rng -> new SpectralNorm(rng, new Linear(rng, 5, 7))),
          new Case(
              "SpectralNorm-Conv2d",
              rng -> new SpectralNorm(rng, new Conv2d(rng, 4, 5, 3, 1, 1, true))),
          new Case(
              "SpectralNorm-ConvTranspose2d",
              rng -> new SpectralNorm(rng, new ConvTranspose2d(rng, 4, 5, 4, 2, 1, true))),
          new Case(
              "SpectralNorm-Embedding", rng -> new SpectralNorm(rng, new Embedding(rng, 9, 5))),
          new Case("SpectralNorm-evaluation", rng -> new SpectralNorm(rng, new Linear(rng, 5, 7))),
          new Case(
              "EqualisedRate-Linear",
              rng -> new EqualisedRate(rng, new Linear(rng, 5, 7), 1, 0.01)),
          new Case(
              "EqualisedRate-Conv2d",
              rng -> new EqualisedRate(rng, new Conv2d(rng, 4, 5, 3, 1, 1, true), Math.sqrt(2), 1)),
          new Case("PixelShuffle", _ -> new PixelShuffle(2)),
          new Case("Upsample-nearest", _ -> new Upsample(2, Upsample.Mode.NEAREST)),
          new Case("Upsample-bilinear", _ -> new Upsample(2, Upsample.Mode.BILINEAR)),
          new Case("Upsample-bicubic", _ -> new Upsample(2, Upsample.Mode.BICUBIC)),
          new Case("Activation-relu", rng -> activation(rng, Activation.relu())),
          new Case("Activation-leakyRelu", rng -> activation(rng, Activation.leakyRelu(0.2))),
          new Case("Activation-tanh", rng -> activation(rng, Activation.tanh())),
          new Case("Activation-sigmoid", rng -> activation(rng, Activation.sigmoid())),
          new Case("Activation-silu", rng -> activation(rng, Activation.silu())),
          new Case("Activation-gelu", rng -> activation(rng, Activation.gelu())),
          new Case("PRelu", _ -> new PRelu()),
          new Case("PRelu-channels", _ -> new PRelu(4)),
          new Case("PixelNorm", _ -> new PixelNorm()),
          new Case("PixelNorm-vectors", _ -> new PixelNorm()),
          new Case("MinibatchStd", _ -> new MinibatchStd(4)),
          new Case("MinibatchStd-few", _ -> new MinibatchStd(4)),
          new Case("Blur", _ -> new Blur(Blur.Resize.NONE, 1, 2, 1)),
          new Case("Blur-double", _ -> new Blur(Blur.Resize.DOUBLE, 1, 3, 3, 1)),
          new Case("Blur-halve", _ -> new Blur(Blur.Resize.HALVE, 1, 3, 3, 1)),
          new Case("ReflectionPad2d", _ -> new ReflectionPad2d(3)),
          new Case("SelfAttention2d", rng -> new SelfAttention2d(rng, 8, layer -> layer)),
          new Case(
              "SelfAttention2d-spectral-evaluation",
              rng -> new SelfAttention2d(rng, 8, layer -> new SpectralNorm(rng, layer))),
          new Case("Sequential-critic", LayerGoldenTest::critic),
          new Case("Sequential-critic-evaluation", LayerGoldenTest::critic),
          new Case("Sequential-generator", LayerGoldenTest::generator));

  @ParameterizedTest
  @FieldSource("CASES")
  void layersAreAsInPyTorch(Case test) {
    try (var rng = new Rng(1);
        var network = new Network<>(test.make().apply(rng), Device.CPU);
        var _ = Scope.open()) {
      var golden = Golden.read(test.golden());
      assertThat(network.state().keySet())
          .containsExactlyInAnyOrderElementsOf(golden.part("state.").keySet());
      network.load(golden.part("state."));
      network.block().training(test.training());
      List<Tensor> inputs = golden.inputs();
      Tensor out = network.block().forward(inputs.getFirst());
      golden.check(out, inputs);
      golden.part("grad.").keySet().stream()
          .filter(name -> !name.startsWith("in."))
          .forEach(name -> golden.compare("grad." + name, network.state().get(name).grad()));
      golden
          .part("after.")
          .keySet()
          .forEach(name -> golden.compare("after." + name, network.state().get(name)));
    }
  }

  @Test
  void everyLayerHasAGolden() throws Exception {
    Path classes =
        Path.of(URI.create(Layer.class.getResource("Layer.class").toString())).getParent();
    Set<String> layers;
    try (Stream<Path> files = Files.list(classes)) {
      layers =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".class") && !name.contains("-"))
              .map(name -> "dev.limn.torch.nn." + name.substring(0, name.length() - 6))
              .map(LayerGoldenTest::load)
              .filter(Layer.class::isAssignableFrom)
              .filter(type -> !Modifier.isAbstract(type.getModifiers()))
              .map(Class::getSimpleName)
              .collect(Collectors.toSet());
    }
    assertThat(layers).contains("Linear", "SpectralNorm");
    var covered = new LinkedHashSet<String>();
    CASES.forEach(test -> covered.add(test.golden().replaceFirst("-.*", "")));
    assertThat(covered).containsExactlyInAnyOrderElementsOf(layers);
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
