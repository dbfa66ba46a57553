package dev.limn.text;

import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns captions into vectors: a trained [TextTower], ready for use.
///
/// ```java
/// try (var encoder = TextEncoder.open(Path.of("models/birds-64"), Device.CPU);
///     var _ = Scope.open()) {
///   Tensor text = encoder.encode(List.of("a small yellow bird")); // [1, 256]
/// }
/// ```
///
/// It always computes in evaluation mode and without a graph. What a caption becomes does not
/// depend on the captions beside it (to the last bits of float32).
public final class TextEncoder implements AutoCloseable {
  /// Where a training run keeps its text encoder, and the picture side of it beside.
  public static final String FOLDER = "text-encoder";

  private final Network<? extends TextTower> network;

  /// Takes over a tower that no network owns yet.
  public TextEncoder(TextTower tower, Device device) {
    network = new Network<>(tower, device);
    network.block().training(false);
    network.requiresGrad(false);
  }

  /// A tower of a [TowerKind], by an architecture and sizes as [TextTower#architecture()] and
  /// [TextTower#sizes()] give them.
  ///
  /// @throws TextException when there is no such architecture or a size is missing or wrong
  public static TextTower tower(
      String architecture, Map<String, ?> sizes, Vocabulary vocabulary, Rng rng) {
    return TowerKind.named(architecture).tower(sizes, vocabulary, rng);
  }

  /// Architecture and sizes, as they are saved.
  public Map<String, Object> config() {
    var config = new LinkedHashMap<String, Object>();
    config.put("architecture", architecture());
    config.putAll(network.block().sizes());
    return config;
  }

  /// The name of its [TowerKind], such as `word-gru`.
  public String architecture() {
    return network.block().architecture();
  }

  /// Numbers a caption becomes.
  public int width() {
    return network.block().width();
  }

  /// The words it was trained with.
  public Vocabulary vocabulary() {
    return network.block().vocabulary();
  }

  /// Where it computes.
  public Device device() {
    return network.device();
  }

  /// The weights by name, live, as long as the encoder.
  public Map<String, Tensor> state() {
    return network.state();
  }

  /// Copies weights in.
  ///
  /// @throws dev.limn.torch.TorchException naming the tensor that does not fit
  public void load(Map<String, Tensor> state) {
    network.load(state);
  }

  /// The words of a caption that the encoder never saw, each once, in order.
  public List<String> unknown(String caption) {
    return network.block().unknown(caption);
  }

  /// The share of a caption's words that are known, 0 to 1.
  public double coverage(String caption) {
    return network.block().coverage(caption);
  }

  /// What the encoder makes of a caption, with what a person should be told.
  ///
  /// @throws TextException when it is blank
  public CaptionCoverage reading(String caption) {
    TextTower tower = network.block();
    if (caption.isBlank()) {
      throw new TextException("an empty caption; expected at least one word");
    }
    return new CaptionCoverage(
        caption,
        unknown(caption),
        coverage(caption),
        tower.unread(caption),
        tower.cut(caption),
        tower.units());
  }

  /// Writes `text-encoder.json`, `text-encoder.safetensors` and `vocab.txt` into a directory, each
  /// whole or not at all.
  ///
  /// @throws TextException when they cannot be written
  public void save(Path directory) {
    save(directory, DType.FLOAT32);
  }

  /// The same with the weights stored as `floats`.
  public void save(Path directory, DType floats) {
    TextEncoderFiles.save(this, directory, floats);
  }

  /// The files that [#save] wrote into a directory; none where there is no text encoder.
  public static List<Path> files(Path directory) {
    return TextEncoderFiles.of(directory);
  }

  /// Opens what [#save] wrote, a model's text encoder, or that of a training run.
  ///
  /// @throws TextException or a typed error of the engine, naming the file and what is wrong
  public static TextEncoder open(Path directory, Device device) {
    return TextEncoderFiles.open(directory, device);
  }

  /// The words that the encoder in a folder knows, a model's or a training run's; reads no weights.
  ///
  /// @return empty when it has none
  /// @throws TextException naming the file and what is wrong
  public static Optional<Vocabulary> vocabulary(Path directory) {
    return TextEncoderFiles.vocabulary(directory);
  }

  /// Encodes captions; equal ones once, and those of one length together.
  ///
  /// @return `[N, width]` on the encoder's device, in the open scope
  /// @throws TextException when there is none, or one is blank
  public Tensor encode(List<String> captions) {
    return Encoding.encode(network.block(), device(), captions);
  }

  /// Moves and scales all outputs, for good.
  void normalise(Tensor centre, double scale) {
    network.block().normalise(centre, scale);
  }

  @Override
  public void close() {
    network.close();
  }
}
