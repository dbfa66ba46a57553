package dev.limn.model.stackgan;

import dev.limn.model.GeneratorNetwork;
import dev.limn.model.ModelException;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import java.util.LinkedHashMap;
import java.util.Map;

/// A StackGAN that is only drawn with: both stages, or the first.
public final class StackGanGeneratorNetwork extends GeneratorNetwork<StackGanGenerator> {
  static final String FIRST = "stage1.";
  static final String SECOND = "stage2.";
  private static final int BATCH = 32;

  private final StackGanConfig config;

  /// Takes over the network.
  StackGanGeneratorNetwork(
      StackGanConfig config, int conditionWidth, Network<StackGanGenerator> network) {
    super(network, config.side(), config.drawingNoise(), conditionWidth);
    this.config = config;
  }

  /// A generator with stored weights. Those of both stages serve for the first alone.
  ///
  /// @param state by PyTorch's names
  /// @throws ModelException when there are no weights of a stage
  /// @throws dev.limn.torch.TorchException naming a tensor that does not fit
  public static StackGanGeneratorNetwork of(
      StackGanConfig config, int conditionWidth, Map<String, Tensor> state, Device device) {
    var own = new LinkedHashMap<String, Tensor>(state);
    if (config.stage() == 1) {
      own.keySet().removeIf(name -> name.startsWith(SECOND));
    } else if (own.keySet().stream().noneMatch(name -> name.startsWith(SECOND))) {
      throw new ModelException("weights of the first stage alone; stage: 2 expects those of both");
    }
    try (var rng = new Rng(0)) {
      var network = Network.loaded(new StackGanGenerator(config, conditionWidth, rng), own, device);
      return new StackGanGeneratorNetwork(config, conditionWidth, network);
    }
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
    if (conditionWidth() != width) {
      throw new ModelException(
          "the first stage was trained with text features of width "
              + conditionWidth()
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
    measureStatistics(
        block().last(), text, BATCH, rng -> Tensors.randn(rng, BATCH, noise())); // [b, Z + 2·C]
  }

  @Override
  protected Tensor forward(Tensor z, Tensor text) {
    return block().forward(z, text); // [N, 3, R, R]
  }
}
