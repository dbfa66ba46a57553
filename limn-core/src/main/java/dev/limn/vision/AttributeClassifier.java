package dev.limn.vision;

import dev.limn.data.Loader;
import dev.limn.data.LoaderConfig;
import dev.limn.data.PackedCache;
import dev.limn.data.Progress;
import dev.limn.data.Sha256;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Functional;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Precision;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;
import dev.limn.torch.io.Safetensors;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Linear;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import dev.limn.torch.optim.LearningRate;
import dev.limn.train.Pixels;
import dev.limn.train.StepMetrics;
import dev.limn.train.TrainingState;
import dev.limn.train.step.Phase;
import dev.limn.train.step.PhasedStep;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Reads several attributes off a picture at once: a [PictureTower] with one linear layer, whose
/// outputs are the values of all attributes side by side.
///
/// It learns from real pictures, each of which has a known value of some attributes and an unknown
/// one of others; the cross-entropies of the known ones are added up. Most pictures are made
/// softer, noisy, a little larger or smaller, and moved, as drawings are, but none is mirrored,
/// since "facing left" is an attribute too. Adam, with a learning rate that falls to 0 along a
/// cosine.
public final class AttributeClassifier implements AutoCloseable {
  /// What stands for an unknown value.
  public static final int UNKNOWN = -1;

  /// Another one whenever the same pictures would be learned from in another way.
  public static final int VERSION = 2;

  private static final double DROPOUT = 0.3;
  private static final double BETA1 = 0.9;

  /// Pictures that are disturbed alike, and one in how many such parts that is not.
  private static final int PART = 4;

  private static final int UNDISTURBED = 4;

  /// Blurred pictures have been reduced to this share of their side at most.
  private static final double COARSEST = 0.6;

  /// How much larger or smaller pictures become at most.
  private static final double LARGEST = 1.15;

  private static final double NOISIEST = 0.1;

  /// How it is trained.
  ///
  /// @param resolution side of the pictures
  /// @param steps of the optimiser
  /// @param batch pictures a step
  /// @param rate learning rate at the start
  /// @param seed of weights, order and dropout
  public record Config(int resolution, int steps, int batch, double rate, long seed) {
    public Config {
      if (resolution < 16 || steps < 1 || batch < 2 || rate <= 0) {
        throw new VisionException(
            String.format(
                Locale.ROOT,
                "attributes of %d×%d pixels in %d steps of %d at %s; expected at least 16×16, 1, 2 and a rate above 0",
                resolution,
                resolution,
                steps,
                batch,
                rate));
      }
    }
  }

  private static final class Reader extends Block {
    private final PictureTower tower;
    private final Linear head;

    Reader(Rng rng, int values) {
      tower = child("tower", new PictureTower(rng));
      head = child("head", new Linear(rng, PictureTower.WIDTH, values));
    }
  }

  private final int[] sizes;
  private final Network<Reader> network;
  private final Device device;

  private AttributeClassifier(int[] sizes, long seed, Device device) {
    if (sizes.length == 0 || Arrays.stream(sizes).anyMatch(size -> size < 2)) {
      throw new VisionException(
          String.format(
              Locale.ROOT,
              "attributes of %s values; expected at least one, of at least 2",
              Arrays.toString(sizes)));
    }
    this.sizes = sizes.clone();
    this.device = device;
    try (var rng = new Rng(seed)) {
      network = new Network<>(new Reader(rng, Arrays.stream(sizes).sum()), device);
    }
  }

  /// Learns from real pictures.
  ///
  /// @param samples of the cache
  /// @param values by sample and attribute, [#UNKNOWN] or below the attribute's size
  /// @param sizes how many values each attribute has
  /// @throws VisionException when nothing is known of any picture
  public static AttributeClassifier train(
      PackedCache cache,
      int[] samples,
      int[][] values,
      int[] sizes,
      Config config,
      Device device,
      Progress progress) {
    int[] known =
        IntStream.range(0, samples.length)
            .filter(i -> Arrays.stream(values[i]).anyMatch(value -> value != UNKNOWN))
            .toArray();
    if (known.length < config.batch()) {
      throw new VisionException(
          String.format(
              Locale.ROOT,
              "%s: %d of %d pictures have a known attribute; expected at least %d to learn from",
              cache.directory(),
              known.length,
              samples.length,
              config.batch()));
    }
    var classifier = new AttributeClassifier(sizes, config.seed(), device);
    var rows = new int[cache.count()][];
    for (int i : known) {
      rows[samples[i]] = values[i];
    }
    try {
      int[] learnt = IntStream.of(known).map(i -> samples[i]).toArray();
      classifier.learn(cache, learnt, rows, config, progress);
      return classifier;
    } catch (RuntimeException e) {
      classifier.close();
      throw e;
    }
  }

  private void learn(
      PackedCache cache, int[] samples, int[][] rows, Config config, Progress progress) {
    var loading =
        LoaderConfig.of(config.resolution(), config.batch(), config.seed())
            .withLayout(LoaderConfig.Layout.NHWC)
            .withFlip(false)
            .withCaptions(0);
    network.block().training(true);
    var random = new SplittableRandom(config.seed());
    try (var rng = new Rng(config.seed() + 1);
        var adam = new Adam(network, Adam.Config.of(config.rate(), BETA1));
        var loader = new Loader(cache, samples, loading, 0)) {
      var parts = new TrainingState().progress("steps", 1);
      var phase =
          Phase.<Batch>of(
              "",
              network,
              adam,
              new LearningRate.Cosine(config.rate(), config.steps()),
              (batch, pass) -> {
                Tensor loss = loss(logits(batch.pictures(), rng), batch.indices(), rows);
                pass.backward(loss);
                pass.add("loss", loss.item());
              });
      var once = PhasedStep.single(parts, config.batch(), phase);
      for (int step = 0; step < config.steps(); step++) {
        once.run(
            new StepMetrics(),
            () -> {
              var batch = loader.next();
              parts.advance(1);
              return new Batch(disturbed(Pixels.of(batch, device), random, rng), batch.indices());
            });
        progress.advanced(step + 1, config.steps());
      }
    }
    network.block().training(false);
    network.requiresGrad(false);
  }

  /// What a step works on.
  ///
  /// @param pictures `[B, 3, S, S]`
  /// @param indices of the pictures in the cache
  private record Batch(Tensor pictures, int[] indices) {}

  private Tensor logits(Tensor pictures, Rng rng) {
    Tensor features;
    try (var _ = Precision.AUTO.on(device)) {
      features = network.block().tower.forward(pictures); // [B, D]
    }
    return network.block().head.forward(Functional.dropout(features, DROPOUT, rng)); // [B, V]
  }

  /// A part of the pictures as they are, the others a little larger or smaller, off the middle,
  /// blurred and noisy: what is to be read are drawings, which are softer than pictures and not
  /// where those are to the pixel.
  private static Tensor disturbed(Tensor pictures, SplittableRandom random, Rng rng) {
    int count = (int) pictures.size(0);
    var parts = new ArrayList<Tensor>();
    for (int from = 0; from < count; from += PART) {
      Tensor part = pictures.narrow(0, from, Math.min(PART, count - from)); // [P, 3, S, S]
      parts.add(random.nextInt(UNDISTURBED) == 0 ? part : disturbedAlike(part, random, rng));
    }
    return Tensors.cat(0, parts).channelsLast(); // [B, 3, S, S]
  }

  private static Tensor disturbedAlike(Tensor pictures, SplittableRandom random, Rng rng) {
    int side = (int) pictures.size(3);
    int coarse = (int) Math.round(side * random.nextDouble(COARSEST, 1));
    int scaled = (int) Math.round(side * random.nextDouble(1 / LARGEST, LARGEST));
    int margin = Math.max(2, side / 8);
    Tensor x = Functional.upsampleBilinear(pictures, coarse, coarse); // [P, 3, s, s]
    x = Functional.upsampleBilinear(x, scaled, scaled); // [P, 3, s, s]
    x = Functional.replicationPad(x, margin); // [P, 3, s + 2·m, s + 2·m]
    int spare = scaled + 2 * margin - side;
    int top = random.nextInt(spare / 4, spare - spare / 4 + 1);
    int left = random.nextInt(spare / 4, spare - spare / 4 + 1);
    x = x.narrow(2, top, side).narrow(3, left, side); // [P, 3, S, S]
    Tensor noise = Tensors.randn(rng, x.shape().sizes()).to(x.device()); // [P, 3, S, S]
    return x.plus(noise.times(random.nextDouble(NOISIEST))); // [P, 3, S, S]
  }

  private Tensor loss(Tensor logits, int[] indices, int[][] rows) {
    Tensor sum = Tensors.zeros(1).to(device);
    int from = 0;
    for (int attribute = 0; attribute < sizes.length; attribute++) {
      int at = attribute;
      long[] places =
          IntStream.range(0, indices.length)
              .filter(i -> rows[indices[i]][at] != UNKNOWN)
              .asLongStream()
              .toArray();
      if (places.length > 0) {
        long[] wanted = Arrays.stream(places).map(i -> rows[indices[(int) i]][at]).toArray();
        Tensor own =
            logits
                .narrow(1, from, sizes[at])
                .indexSelect(0, Tensors.of(places, places.length).to(device)); // [K, values]
        Tensor loss = Functional.crossEntropy(own, Tensors.of(wanted, wanted.length).to(device));
        sum = sum.plus(loss);
      }
      from += sizes[attribute];
    }
    return sum.sum();
  }

  /// The most likely value of each attribute.
  ///
  /// @param pictures `[N, 3, S, S]` in [−1, 1], as large as those that it learnt from
  /// @return by picture and attribute
  public int[][] read(Tensor pictures) {
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      var block = network.block();
      Tensor logits = block.head.forward(block.tower.forward(pictures.to(device))); // [N, V]
      var found = new int[(int) pictures.size(0)][sizes.length];
      int from = 0;
      for (int attribute = 0; attribute < sizes.length; attribute++) {
        long[] best = logits.narrow(1, from, sizes[attribute]).argmax(1).toLongs();
        for (int i = 0; i < best.length; i++) {
          found[i][attribute] = (int) best[i];
        }
        from += sizes[attribute];
      }
      return found;
    }
  }

  /// Writes the weights.
  ///
  /// @throws TorchException when they cannot be written
  public void save(Path file) {
    Safetensors.write(file, network.state(), Map.of("format", "pt"), DType.FLOAT32);
  }

  /// The SHA-256 of all weights by name: the same for the same weights, wherever they are kept.
  public String sha256() {
    var digest = Sha256.digest();
    try (var _ = Scope.open()) {
      new TreeMap<>(network.state())
          .forEach(
              (name, weight) -> {
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                float[] values = weight.to(Device.CPU).contiguous().toFloats();
                var bytes = ByteBuffer.allocate(Float.BYTES * values.length);
                bytes.asFloatBuffer().put(values);
                digest.update(bytes.array());
              });
    }
    return Sha256.hex(digest);
  }

  /// Reads what [#save] wrote.
  ///
  /// @param sizes how many values each attribute has, as when it was trained
  /// @throws VisionException when the weights are others
  public static AttributeClassifier open(Path file, int[] sizes, Device device) {
    var classifier = new AttributeClassifier(sizes, 0, device);
    try (var _ = Scope.open()) {
      classifier.network.load(Safetensors.readFinite(file));
      classifier.network.block().training(false);
      classifier.network.requiresGrad(false);
      return classifier;
    } catch (TorchException e) {
      classifier.close();
      throw VisionException.of(file, e);
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
