package dev.limn.text.damsm;

import static java.util.Map.entry;

import dev.limn.config.Checks;
import dev.limn.config.Settings;
import dev.limn.data.PackedCache;
import dev.limn.data.SplitRule;
import dev.limn.text.token.Tokenizer;
import dev.limn.text.training.PictureSource;
import dev.limn.text.training.TextConfig;
import dev.limn.torch.Device;
import dev.limn.torch.Precision;
import dev.limn.vision.ClassifierLearner;
import java.util.Map;

/// Every number of the training of AttnGAN's similarity model. [#small()] is for captioned folders
/// of some thousand pictures, [#paper()] has the numbers of the paper's program.
///
/// @param encoder `damsm`
/// @param tokenizer the number of the rule that makes words of captions, as
///   [dev.limn.text.token.Tokenizer] has it
/// @param features what pictures are described by: `classifier`, `squeezenet:PATH`, `joint` or
///   `auto`, as [PictureSource] says
/// @param resolution side to which pictures are cropped
/// @param leastCount a word must occur so often in the training captions to be known
/// @param longest words of a caption that are read
/// @param embedding of a word
/// @param width of words, regions, captions and pictures
/// @param classifierSteps steps of the classifier
/// @param classifierBatch pictures a step of the classifier
/// @param classifierRate learning rate of the classifier's Adam; falls to 0 along a cosine
/// @param steps of the matching
/// @param batch pairs a step
/// @param learningRate of Adam
/// @param decay `cosine`, falling to 0, or `epochs`, times .98 an epoch and not below a tenth
/// @param gamma1 how sharply a word looks at regions
/// @param gamma2 how much the best words of a caption count
/// @param gamma3 how sharply pairs are told apart
/// @param wordDropout share of the numbers of embedded words that become 0
/// @param featureDropout share of the picture features that become 0
/// @param gradientClip largest norm of the gradient of the text side; 0 for none
/// @param precision arithmetic of the picture networks
/// @param seed of weights, order and dropout
public record DamsmConfig(
    String encoder,
    int tokenizer,
    String features,
    int resolution,
    int leastCount,
    int longest,
    int embedding,
    int width,
    int classifierSteps,
    int classifierBatch,
    double classifierRate,
    int steps,
    int batch,
    double learningRate,
    Decay decay,
    double gamma1,
    double gamma2,
    double gamma3,
    double wordDropout,
    double featureDropout,
    double gradientClip,
    Precision precision,
    long seed)
    implements TextConfig {
  /// How the learning rate falls.
  public enum Decay {
    /// Along half a cosine to 0.
    COSINE,
    /// Times .98 an epoch, not below a tenth.
    EPOCHS
  }

  public DamsmConfig {
    var checks = Checks.of("damsm");
    checks.that(
        encoder.equals(DamsmTower.ARCHITECTURE), "encoder", encoder, DamsmTower.ARCHITECTURE);
    checks.that(PictureSource.isKnown(features), "features", features, PictureSource.EXPECTED);
    checks.within("resolution", resolution, 16, 256);
    checks.within("tokenizer", tokenizer, 1, Tokenizer.LATEST.version());
    checks.within("least-count", leastCount, 1, Checks.MOST);
    checks.within("classifier-steps", classifierSteps, 1, Checks.MOST);
    checks.within("classifier-batch", classifierBatch, 2, 4096);
    checks.rate("classifier-rate", classifierRate);
    checks.within("steps", steps, 1, Checks.MOST);
    checks.within("batch", batch, 2, 1024);
    checks.rate("learning-rate", learningRate);
    checks.positive("gamma1", gamma1);
    checks.positive("gamma2", gamma2);
    checks.positive("gamma3", gamma3);
    checks.share("word-dropout", wordDropout);
    checks.share("feature-dropout", featureDropout);
    checks.that(
        gradientClip >= 0 && gradientClip < 1e9, "gradient-clip", gradientClip, "0 or above");
    new DamsmTower.Sizes(embedding, width, longest);
  }

  /// A classifier of 1,000 steps and 2,000 steps of matching.
  public static DamsmConfig small() {
    return Settings.with(
        paper(),
        DamsmConfig.class,
        Map.ofEntries(
            entry("least-count", 2),
            entry("longest", 30),
            entry("embedding", 128),
            entry("steps", 2000),
            entry("learning-rate", 1e-3),
            entry("decay", Decay.COSINE),
            entry("word-dropout", 0.3),
            entry("feature-dropout", 0.2),
            entry("gradient-clip", 1)));
  }

  /// The numbers of the paper's program, and as many steps as its encoder for birds took: 200
  /// epochs of 8,855 pictures. Its picture network was Inception; name another with `features`.
  public static DamsmConfig paper() {
    return new DamsmConfig(
        DamsmTower.ARCHITECTURE, // encoder
        Tokenizer.LATEST.version(), // tokenizer
        "auto", // features
        64, // resolution
        1, // leastCount
        18, // longest
        300, // embedding
        256, // width
        1000, // classifierSteps
        64, // classifierBatch
        1e-3, // classifierRate
        36_800, // steps: 200 epochs of 8,855 pictures
        48, // batch
        2e-3, // learningRate
        Decay.EPOCHS, // decay
        4, // gamma1: words to regions
        5, // gamma2: the best words
        10, // gamma3: pairs
        0.5, // wordDropout
        0, // featureDropout
        0.25, // gradientClip
        Precision.AUTO, // precision
        1); // seed
  }

  @Override
  public DamsmConfig withSteps(int other) {
    return with(Map.of("steps", other));
  }

  @Override
  public DamsmConfig withMostPasses(int passes, int samples) {
    return with(
        Map.of(
            "classifier-steps",
            TextConfig.within(classifierSteps, classifierBatch, passes, samples),
            "steps",
            TextConfig.within(steps, batch, passes, samples)));
  }

  /// The same with other picture features.
  public DamsmConfig withFeatures(String other) {
    return with(Map.of("features", other));
  }

  /// The same with another number of pairs a step.
  public DamsmConfig withBatch(int other) {
    return with(Map.of("batch", other));
  }

  private DamsmConfig with(Map<String, ?> others) {
    return Settings.with(this, DamsmConfig.class, others);
  }

  /// The numbers of the classifier's training.
  ClassifierLearner.Config classifier() {
    return new ClassifierLearner.Config(
        resolution, classifierBatch, classifierSteps, classifierRate, precision, seed);
  }

  @Override
  public DamsmTraining training(PackedCache cache, SplitRule.Parts parts, Device device) {
    return new DamsmTraining(cache, parts, this, device);
  }
}
