package dev.limn.model.stackgan;

import dev.limn.model.Family;
import dev.limn.model.ModelException;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import java.util.LinkedHashMap;
import java.util.Map;

/// A StackGAN that is only drawn with: both stages, or the first.
public final class StackGanGeneratorNetwork implements Family.StoredGenerator {
  static final String FIRST = "stage1.";
  static final String SECOND = "stage2.";
  private static final int BATCH = 32;

  private final StackGanConfig config;
  private final int textWidth;
  private final Network<StackGanGenerator> network;

  /// Takes over the network.
  StackGanGeneratorNetwork(
      StackGanConfig config, int textWidth, Network<StackGanGenerator> network) {
    this.config = config;
    this.textWidth = textWidth;
    this.network = network;
    network.requiresGrad(false);
    network.block().training(false);
  }

  /// A generator with stored weights. Those of both stages serve for the first alone.
  ///
  /// @param state by PyTorch's names
  /// @throws ModelException when there are no weights of a stage
  /// @throws dev.limn.torch.TorchException naming a tensor that does not fit
  public static StackGanGeneratorNetwork of(
      StackGanConfig config, int textWidth, Map<String, Tensor> state, Device device) {
    var own = new LinkedHashMap<String, Tensor>(state);
    if (config.stage() == 1) {
      own.keySet().removeIf(name -> name.startsWith(SECOND));
    } else if (own.keySet().stream().noneMatch(name -> name.startsWith(SECOND))) {
      throw new ModelException("weights of the first stage alone; stage: 2 expects those of both");
    }
    try (var rng = new Rng(0)) {
      var network = new Network<>(new StackGanGenerator(config, textWidth, rng), device);
      try {
        network.load(own);
      } catch (RuntimeException e) {
        network.close();
        throw e;
      }
      return new StackGanGeneratorNetwork(config, textWidth, network);
    }
  }

  @Override
  public Map<String, Tensor> state() {
    return network.state();
  }

  /// What it was made from; its stage is the one that draws last.
  public StackGanConfig config() {
    return config;
  }

  /// The weights of the first stage, without their prefix; live.
  Map<String, Tensor> firstStage() {
    var first = new LinkedHashMap<String, Tensor>();
    state()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(FIRST)) {
                first.put(name.substring(FIRST.length()), tensor);
              }
            });
    return first;
  }

  /// @throws ModelException when its first stage cannot be the one of this configuration
  void requireFirstStageOf(StackGanConfig wanted, int width) {
    if (textWidth != width) {
      throw new ModelException(
          "the first stage was trained with text features of width "
              + textWidth
              + ", the text encoder gives "
              + width
              + "; expected the same text encoder");
    }
    requireSame("low-resolution", config.lowResolution(), wanted.lowResolution());
    requireSame("noise", config.noise(), wanted.noise());
    requireSame("conditioning", config.conditioning(), wanted.conditioning());
    requireSame("generator-width", config.generatorWidth(), wanted.generatorWidth());
  }

  private static void requireSame(String key, int of, int expected) {
    if (of != expected) {
      throw new ModelException(
          key + ": " + of + " in the model of the first stage; expected " + expected);
    }
  }

  /// Replaces the running statistics of the last stage by those of drawings for `text` `[N, W]`
  /// with these very weights.
  void measureStatistics(Tensor text) {
    network.block().last().training(true);
    try (var rng = new Rng(0);
        var _ = NoGrad.on()) {
      for (long start = 0; start + BATCH <= text.size(0); start += BATCH) {
        try (var _ = Scope.open()) {
          Tensor z = Tensors.randn(rng, BATCH, noise()).to(network.device()); // [b, Z + 2·C]
          network.block().forward(z, text.narrow(0, start, BATCH).to(network.device()));
        }
      }
    }
    network.block().last().training(false);
  }

  @Override
  public int resolution() {
    return config.side();
  }

  @Override
  public int noise() {
    return config.drawingNoise();
  }

  @Override
  public int textWidth() {
    return textWidth;
  }

  @Override
  public Tensor draw(Tensor z, Tensor text) {
    try (var scope = Scope.open();
        var _ = NoGrad.on()) {
      return scope.keep(
          network
              .block()
              .forward(z.to(network.device()), text.to(network.device()))
              .to(DType.FLOAT32)
              .to(Device.CPU));
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
