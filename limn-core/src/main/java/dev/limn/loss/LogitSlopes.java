package dev.limn.loss;

/// A loss of logits, and its derivative by each of them, as plain numbers: what a gradient that is
/// worked out without a graph begins with.
///
/// @param loss the mean
/// @param slopes the loss's derivative by every logit, in order
public record LogitSlopes(double loss, float[] slopes) {
  /// What [AdversarialOptions#discriminator] is, of one logit.
  interface Curve {
    double at(double logit);
  }

  /// The discriminator's loss, without penalties.
  ///
  /// @param logits of as many real as drawn data, the real ones first
  public static LogitSlopes discriminator(AdversarialOptions rules, float[] logits) {
    AdversarialLoss loss = rules.loss();
    var slopes = new float[logits.length];
    int half = logits.length / 2;
    double sum =
        add(logits, slopes, 0, half, mixed(loss, rules.realTarget()))
            + add(logits, slopes, half, logits.length, mixed(loss, rules.fakeTarget()));
    return new LogitSlopes(sum, slopes);
  }

  /// The generator's loss.
  ///
  /// @param logits of drawn data
  public static LogitSlopes generator(AdversarialOptions rules, float[] logits) {
    var slopes = new float[logits.length];
    AdversarialLoss loss = rules.loss();
    double sum =
        add(logits, slopes, 0, logits.length, new Kind(loss::generatorLoss, loss::generatorSlope));
    return new LogitSlopes(sum, slopes);
  }

  private record Kind(Curve loss, Curve slope) {}

  /// `target` of the loss for real, the rest of the loss for fake.
  private static Kind mixed(AdversarialLoss loss, double target) {
    if (target == 1) {
      return new Kind(loss::realLoss, loss::realSlope);
    }
    if (target == 0) {
      return new Kind(loss::fakeLoss, loss::fakeSlope);
    }
    return new Kind(
        x -> target * loss.realLoss(x) + (1 - target) * loss.fakeLoss(x),
        x -> target * loss.realSlope(x) + (1 - target) * loss.fakeSlope(x));
  }

  private static double add(float[] logits, float[] slopes, int from, int to, Kind kind) {
    double sum = 0;
    int count = to - from;
    for (int i = from; i < to; i++) {
      sum += kind.loss().at(logits[i]);
      slopes[i] = (float) (kind.slope().at(logits[i]) / count);
    }
    return sum / count;
  }

  /// The mean of `σ(logit)` over a part of them.
  public static double probability(float[] logits, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += AdversarialLoss.sigmoid(logits[i]);
    }
    return sum / (to - from);
  }

  /// The mean over a part of them.
  public static double mean(float[] logits, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += logits[i];
    }
    return sum / (to - from);
  }
}
