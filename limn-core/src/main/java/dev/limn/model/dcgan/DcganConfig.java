package dev.limn.model.dcgan;

import static dev.limn.config.Checks.require;
import static java.util.Map.entry;

import dev.limn.config.Settings;
import dev.limn.loss.AdversarialOptions;
import dev.limn.torch.Precision;
import java.util.Map;

/// Every number of a DCGAN. Those of [#paper()] are the paper's (Radford et al. 2016, §3 and §4)
/// and, where it is silent, its released code's.
///
/// @param resolution side of the pictures: 28, 32, 56, 64 or 128. Maps start at 7×7 or 4×4 and are
///   doubled
/// @param channels 3 for colour, 1 for grey
/// @param labels how the networks learn the class, if they do
/// @param labelWidth numbers of a class's vector beside the noise, with [Labels#EMBEDDING]; 50
/// @param upsampling how the generator doubles maps
/// @param pooling breaks the first rule: the discriminator halves maps by max-pooling instead of
///   strides
/// @param fullyConnected breaks the second rule: a hidden fully connected layer of 1,024 at the
///   generator's start and at the discriminator's end
/// @param batchNorm the third rule, in both networks, but not at the generator's output and the
///   discriminator's input; false breaks it
/// @param discriminatorRelu breaks the fourth rule: ReLU in the discriminator instead of leaky ReLU
///   of slope .2
/// @param prior what the noise is drawn from
/// @param noise width of z; 100
/// @param generatorWidth channels of the generator's last hidden layer, `ngf`; 128, doubled towards
///   the start
/// @param discriminatorWidth channels of the discriminator's first layer, `ndf`; 128, doubled
///   towards the end
/// @param kernel side of the kernels that change the side of a map: 5, or 4 as most do today
/// @param batch pictures a step; 128
/// @param learningRate of both Adams; 2e-4
/// @param beta1 of both Adams; .5
/// @param adversarial the loss, and what helps it
/// @param averageKimg half-life of the generator's moving average in thousands of pictures, from
///   which is drawn; 0 draws from the weights themselves, as the paper does
/// @param flip mirrors every other picture by a coin; not in the paper
/// @param precision arithmetic of the forward passes
public record DcganConfig(
    int resolution,
    int channels,
    Labels labels,
    int labelWidth,
    Upsampling upsampling,
    boolean pooling,
    boolean fullyConnected,
    boolean batchNorm,
    boolean discriminatorRelu,
    Prior prior,
    int noise,
    int generatorWidth,
    int discriminatorWidth,
    int kernel,
    int batch,
    double learningRate,
    double beta1,
    AdversarialOptions adversarial,
    double averageKimg,
    boolean flip,
    Precision precision) {
  private static final int WIDEST = 512;

  public DcganConfig {
    require(
        resolution == 28
            || resolution == 32
            || resolution == 56
            || resolution == 64
            || resolution == 128,
        "resolution",
        resolution,
        "28, 32, 56, 64 or 128");
    require(channels == 1 || channels == 3, "channels", channels, "1 (grey) or 3 (colour)");
    require(labels != null, "labels", "none", "none, embedding or one_hot");
    require(labelWidth >= 1 && labelWidth <= 1024, "label-width", labelWidth, "1 to 1024");
    require(upsampling != null, "upsampling", "none", "transposed or nearest");
    require(prior != null, "prior", "none", "normal or uniform");
    require(noise >= 1 && noise <= 4096, "noise", noise, "1 to 4096");
    require(
        generatorWidth >= 1 && generatorWidth <= WIDEST,
        "generator-width",
        generatorWidth,
        "1 to " + WIDEST);
    require(
        discriminatorWidth >= 1 && discriminatorWidth <= WIDEST,
        "discriminator-width",
        discriminatorWidth,
        "1 to " + WIDEST);
    require(kernel == 4 || kernel == 5, "kernel", kernel, "4 or 5");
    require(batch >= 2, "batch", batch, "at least 2, of which batch norm takes statistics");
    require(learningRate > 0 && learningRate < 1, "learning-rate", learningRate, "between 0 and 1");
    require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "in [0, 1)");
    require(adversarial != null, "adversarial", "none", "a loss and its options");
    require(
        !batchNorm || adversarial.gradientPenalty() + adversarial.r1() == 0,
        "gradient-penalty or r1 beside batch-norm",
        Math.max(adversarial.gradientPenalty(), adversarial.r1()),
        "0, because batch norm ties the pictures of a batch together; or batch-norm=false");
    require(averageKimg >= 0, "average-kimg", averageKimg, "0 or more");
  }

  /// The paper's model for 64×64 faces and bedrooms: 13 million generator parameters.
  public static DcganConfig paper() {
    return new DcganConfig(
        64, // resolution
        3, // channels
        Labels.NONE, // labels
        50, // labelWidth
        Upsampling.TRANSPOSED, // upsampling
        false, // pooling
        false, // fullyConnected
        true, // batchNorm
        false, // discriminatorRelu
        Prior.UNIFORM, // prior: U(−1, 1)
        100, // noise: z
        128, // generatorWidth
        128, // discriminatorWidth
        5, // kernel
        128, // batch
        2e-4, // learningRate
        0.5, // beta1: of Adam
        AdversarialOptions.plain(), // adversarial
        0, // averageKimg: no moving average
        false, // flip
        Precision.AUTO); // precision
  }

  /// The widespread variant for faces at 64×64: kernels of 4, widths of 64, normal noise (PyTorch's
  /// DCGAN example; its 3,576,704 and 2,765,568 parameters).
  public static DcganConfig faces() {
    return Settings.with(
        paper(),
        DcganConfig.class,
        Map.ofEntries(
            entry("prior", Prior.NORMAL),
            entry("generator-width", 64),
            entry("discriminator-width", 64),
            entry("kernel", 4)));
  }

  /// Grey 28×28 pictures, such as Fashion-MNIST: two doublings from 7×7, by enlarging and
  /// convolving.
  ///
  /// The batch is half of the paper's, because there the number of updates counts, and drawings are
  /// the moving average's.
  public static DcganConfig fashion() {
    return Settings.with(
        paper(),
        DcganConfig.class,
        Map.ofEntries(
            entry("resolution", 28),
            entry("channels", 1), // grey
            entry("upsampling", Upsampling.NEAREST),
            entry("prior", Prior.NORMAL),
            entry("generator-width", 32),
            entry("discriminator-width", 32),
            entry("kernel", 4),
            entry("batch", 64), // the number of updates counts
            entry("average-kimg", 5))); // draw with the moving average
  }

  /// Colour at 64×64 for a processor of a few cores: half the width of [#faces()], batches of 64.
  public static DcganConfig small() {
    return Settings.with(
        paper(),
        DcganConfig.class,
        Map.ofEntries(
            entry("prior", Prior.NORMAL),
            entry("generator-width", 32),
            entry("discriminator-width", 32),
            entry("kernel", 4),
            entry("batch", 64),
            entry("average-kimg", 5), // draw with the moving average
            entry("flip", true))); // half of the pictures mirrored
  }

  /// Side of the smallest maps.
  int base() {
    return resolution % 7 == 0 ? 7 : 4;
  }

  /// How often maps are doubled from [#base()] to [#resolution()].
  int doublings() {
    return Integer.numberOfTrailingZeros(resolution / base());
  }
}
