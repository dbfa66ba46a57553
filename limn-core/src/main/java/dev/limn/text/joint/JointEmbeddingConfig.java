package dev.limn.text.joint;

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

/// Every number of the training of a text encoder. [#words()] is the default for captioned folders
/// of some thousand pictures, [#paper()] is Reed et al.'s.
///
/// @param encoder `word-gru` or `char-cnn-rnn`
/// @param tokenizer the number of the rule that makes words of captions, as
///   [dev.limn.text.token.Tokenizer] has it
/// @param features what pictures are described by: `classifier`, a network that is first trained on
///   the data set's own classes; `squeezenet:PATH`, SqueezeNet from a safetensors file; `joint`, a
///   network trained together with the text encoder; `auto`, the classifier where there are classes
///   of at least four pictures, else joint
/// @param resolution side to which pictures are cropped
/// @param leastCount a word must occur so often in the training captions to be known
/// @param embedding of a word; of no account for characters
/// @param firstChannels of the first convolution over characters; of no account for words
/// @param secondChannels of the second convolution over characters; of no account for words
/// @param hidden of the recurrent layer
/// @param width of a caption's vector
/// @param classifierSteps steps of the classifier
/// @param classifierBatch pictures a step of the classifier
/// @param classifierRate learning rate of the classifier's Adam; falls to 0 along a cosine
/// @param steps of the joint embedding
/// @param batch pairs a step. With `char-cnn-rnn` they are of different classes, so that it is at
///   most the number of classes
/// @param learningRate of the joint embedding: with `word-gru` of Adam, falling to 0 along a
///   cosine; with `char-cnn-rnn` of RMSprop, times .98 every so many steps as there are classes
/// @param margin of the hinge
/// @param naming weight of the loss for naming the caption's words by its vector, 0 for none
/// @param wordDropout share of the words that become unknown
/// @param featureDropout share of the picture features that become 0
/// @param gradientClip largest norm of a gradient; 0 for none
/// @param precision arithmetic of the picture networks
/// @param seed of weights, order and dropout
public record JointEmbeddingConfig(
    String encoder,
    int tokenizer,
    String features,
    int resolution,
    int leastCount,
    int embedding,
    int firstChannels,
    int secondChannels,
    int hidden,
    int width,
    int classifierSteps,
    int classifierBatch,
    double classifierRate,
    int steps,
    int batch,
    double learningRate,
    double margin,
    double naming,
    double wordDropout,
    double featureDropout,
    double gradientClip,
    Precision precision,
    long seed)
    implements TextConfig {
  public JointEmbeddingConfig {
    var checks = Checks.of("the joint embedding");
    checks.that(
        encoder.equals(WordGru.ARCHITECTURE) || encoder.equals(CharCnnRnn.ARCHITECTURE),
        "encoder",
        encoder,
        "word-gru or char-cnn-rnn");
    checks.that(PictureSource.isKnown(features), "features", features, PictureSource.EXPECTED);
    checks.within("tokenizer", tokenizer, 1, Tokenizer.LATEST.version());
    checks.within("resolution", resolution, 4, 256);
    checks.within("least-count", leastCount, 1, Checks.MOST);
    checks.within("embedding", embedding, 1, 8192);
    checks.within("first-channels", firstChannels, 1, 8192);
    checks.within("second-channels", secondChannels, 1, 8192);
    checks.within("hidden", hidden, 1, 8192);
    checks.within("width", width, 1, 8192);
    checks.within("classifier-steps", classifierSteps, 1, Checks.MOST);
    checks.within("classifier-batch", classifierBatch, 2, 4096);
    checks.rate("classifier-rate", classifierRate);
    checks.within("steps", steps, 1, Checks.MOST);
    checks.within("batch", batch, 2, 4096);
    checks.rate("learning-rate", learningRate);
    checks.that(margin > 0 && margin < 1e6, "margin", margin, "above 0");
    checks.that(naming >= 0 && naming < 1e6, "naming", naming, "0 or above");
    checks.that(wordDropout >= 0 && wordDropout < 1, "word-dropout", wordDropout, "in [0, 1)");
    checks.that(
        featureDropout >= 0 && featureDropout < 1, "feature-dropout", featureDropout, "in [0, 1)");
    checks.that(
        gradientClip >= 0 && gradientClip < 1e9, "gradient-clip", gradientClip, "0 or above");
  }

  /// Words, a classifier of 1,000 steps and 3,000 steps of joint embedding: three minutes on two
  /// cores.
  public static JointEmbeddingConfig words() {
    return Settings.with(
        paper(),
        JointEmbeddingConfig.class,
        Map.ofEntries(
            entry("encoder", WordGru.ARCHITECTURE),
            entry("least-count", 2),
            entry("embedding", 128),
            entry("hidden", 256),
            entry("width", 256),
            entry("steps", 3000),
            entry("batch", 64),
            entry("learning-rate", 1e-3),
            entry("naming", 1), // captions name their words
            entry("word-dropout", 0.1),
            entry("feature-dropout", 0.2),
            entry("gradient-clip", 5)));
  }

  /// The paper's characters, sizes, optimiser and number of steps for CUB; for Oxford-102 it took
  /// 16,400. Its picture features were a GoogLeNet's; here they are a classifier's, with a learnt
  /// projection to the width of the text.
  public static JointEmbeddingConfig paper() {
    return new JointEmbeddingConfig(
        CharCnnRnn.ARCHITECTURE, // encoder
        Tokenizer.LATEST.version(), // tokenizer
        "auto", // features
        64, // resolution
        1, // leastCount
        1, // embedding: of no account
        CharCnnRnn.Sizes.PAPER.first(), // firstChannels
        CharCnnRnn.Sizes.PAPER.second(), // secondChannels
        CharCnnRnn.Sizes.PAPER.hidden(), // hidden
        CharCnnRnn.Sizes.PAPER.width(), // width
        1000, // classifierSteps
        64, // classifierBatch
        1e-3, // classifierRate
        30_000, // steps: 16,400 for Oxford-102
        40, // batch: of different classes
        7e-4, // learningRate
        1, // margin
        0, // naming
        0, // wordDropout
        0, // featureDropout
        0, // gradientClip
        Precision.AUTO, // precision
        1); // seed
  }

  /// The same with other picture features.
  public JointEmbeddingConfig withFeatures(String other) {
    return with(Map.of("features", other));
  }

  /// The same with another number of pairs a step.
  public JointEmbeddingConfig withBatch(int other) {
    return with(Map.of("batch", other));
  }

  @Override
  public JointEmbeddingConfig withSteps(int other) {
    return withSteps(classifierSteps, other);
  }

  @Override
  public JointEmbeddingConfig withMostPasses(int passes, int samples) {
    return withSteps(
        TextConfig.within(classifierSteps, classifierBatch, passes, samples),
        TextConfig.within(steps, batch, passes, samples));
  }

  /// The same with other lengths of training.
  public JointEmbeddingConfig withSteps(int ofClassifier, int other) {
    return with(Map.of("classifier-steps", ofClassifier, "steps", other));
  }

  private JointEmbeddingConfig with(Map<String, ?> others) {
    return Settings.with(this, JointEmbeddingConfig.class, others);
  }

  /// Sizes of the tower over characters.
  CharCnnRnn.Sizes characterSizes() {
    return new CharCnnRnn.Sizes(firstChannels, secondChannels, hidden, width);
  }

  /// Whether the text is read by characters, with the paper's loss and optimiser.
  boolean characters() {
    return encoder.equals(CharCnnRnn.ARCHITECTURE);
  }

  /// The numbers of the classifier's training.
  ClassifierLearner.Config classifier() {
    return new ClassifierLearner.Config(
        resolution, classifierBatch, classifierSteps, classifierRate, precision, seed);
  }

  @Override
  public JointEmbeddingTraining training(PackedCache cache, SplitRule.Parts parts, Device device) {
    return new JointEmbeddingTraining(cache, parts, this, device);
  }
}
