package dev.limn.text.skipthought;

import static java.util.Map.entry;

import dev.limn.config.Checks;
import dev.limn.config.Settings;
import dev.limn.data.PackedCache;
import dev.limn.data.SplitRule;
import dev.limn.text.Corpus;
import dev.limn.text.token.Tokenizer;
import dev.limn.text.training.TextConfig;
import dev.limn.torch.Device;
import java.util.List;
import java.util.Map;

/// Every number of the training of skip-thought vectors. [#small()] learns from some ten thousand
/// sentences on two cores in minutes, [#paper()] is Kiros et al.'s, for millions.
///
/// @param encoder `skip-thought`
/// @param tokenizer the number of the rule that makes words of captions, as
///   [dev.limn.text.token.Tokenizer] has it
/// @param kind `uni`, `bi` or `combined`
/// @param lines how text files are cut into sentences: `each` line has sentences of its own;
///   `wrapped` lines are joined up to the next blank line first; `auto` takes `wrapped` for files
///   with blank lines between others, else `each`
/// @param leastCount a word must occur so often in the training sentences to be known
/// @param mostWords the commonest words are known, at most so many
/// @param longest words of a sentence; longer ones are left out of the training, and cut in use
/// @param embedding of a word
/// @param hidden width of each kind of reader, and of the recurrent units that predict
/// @param steps of the training
/// @param batch sentences a step, each with the one before and the one behind it
/// @param learningRate of Adam; falls to 0 along a cosine if `decay` says so
/// @param decay whether the learning rate falls
/// @param gradientClip largest norm of a gradient
/// @param seed of weights and order
public record SkipThoughtConfig(
    String encoder,
    int tokenizer,
    SkipThought.Kind kind,
    Corpus.Lines lines,
    int leastCount,
    int mostWords,
    int longest,
    int embedding,
    int hidden,
    int steps,
    int batch,
    double learningRate,
    boolean decay,
    double gradientClip,
    long seed)
    implements TextConfig {
  public SkipThoughtConfig {
    var checks = Checks.of("skip-thought");
    checks.that(
        encoder.equals(SkipThought.ARCHITECTURE), "encoder", encoder, SkipThought.ARCHITECTURE);
    checks.within("tokenizer", tokenizer, 1, Tokenizer.LATEST.version());
    checks.within("least-count", leastCount, 1, Checks.MOST);
    checks.within("most-words", mostWords, 1, Checks.MOST);
    checks.within("steps", steps, 1, Checks.MOST);
    checks.within("batch", batch, 1, 4096);
    checks.rate("learning-rate", learningRate);
    checks.positive("gradient-clip", gradientClip);
    new SkipThought.Sizes(kind, embedding, hidden, longest);
  }

  /// A reader of width 256 and 3,000 steps of 64 sentences.
  public static SkipThoughtConfig small() {
    return Settings.with(
        paper(),
        SkipThoughtConfig.class,
        Map.ofEntries(
            entry("kind", SkipThought.Kind.UNI),
            entry("least-count", 3),
            entry("embedding", 128),
            entry("hidden", 256),
            entry("steps", 3000),
            entry("batch", 64),
            entry("learning-rate", 1e-3),
            entry("decay", true)));
  }

  /// The paper's: both kinds of reader, 4800 numbers a sentence, the 20,000 commonest words, Adam
  /// with batches of 128. It took two weeks over 74 million sentences; the steps are those of one
  /// pass over them.
  public static SkipThoughtConfig paper() {
    return new SkipThoughtConfig(
        SkipThought.ARCHITECTURE, // encoder
        Tokenizer.LATEST.version(), // tokenizer
        SkipThought.Kind.COMBINED, // kind
        Corpus.Lines.AUTO, // lines
        1, // leastCount
        20_000, // mostWords
        30, // longest
        620, // embedding
        2400, // hidden
        578_000, // steps: one pass over 74 million sentences
        128, // batch
        2e-4, // learningRate
        false, // decay
        10, // gradientClip
        1); // seed
  }

  /// Pictures are not looked at; those that are shown in the run's directory are 64×64.
  @Override
  public int resolution() {
    return 64;
  }

  @Override
  public SkipThoughtConfig withSteps(int other) {
    return with("steps", other);
  }

  @Override
  public SkipThoughtConfig withMostPasses(int passes, int samples) {
    return withSteps(TextConfig.within(steps, batch, passes, samples));
  }

  /// The same with another number of sentences a step.
  public SkipThoughtConfig withBatch(int other) {
    return with("batch", other);
  }

  private SkipThoughtConfig with(String key, Object value) {
    return Settings.with(this, SkipThoughtConfig.class, Map.of(key, value));
  }

  /// Sizes of the encoder.
  SkipThought.Sizes sizes() {
    return new SkipThought.Sizes(kind, embedding, hidden, longest);
  }

  @Override
  public SkipThoughtTraining training(PackedCache cache, SplitRule.Parts parts, Device device) {
    var train = Corpus.of(cache, parts.train());
    var heldBack =
        parts.heldBack().length == 0
            ? new Corpus(List.of(), train.origin())
            : Corpus.of(cache, parts.heldBack());
    return new SkipThoughtTraining(new Corpus.Parts(train, heldBack), this, device);
  }
}
