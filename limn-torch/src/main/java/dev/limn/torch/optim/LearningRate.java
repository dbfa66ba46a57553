package dev.limn.torch.optim;

import dev.limn.torch.TorchException;

/// A learning rate as a function of the pictures seen so far, so that a resumed run has the rate it
/// would have had.
public sealed interface LearningRate {
  /// @param pictures seen, at least 0
  double at(long pictures);

  /// The same throughout.
  record Constant(double rate) implements LearningRate {
    public Constant {
      positive("rate", rate);
    }

    @Override
    public double at(long pictures) {
      return rate;
    }
  }

  /// Multiplied by `factor` after every `every` pictures, as halving every 100 epochs in StackGAN.
  record Steps(double rate, double factor, long every) implements LearningRate {
    public Steps {
      positive("rate", rate);
      positive("factor", factor);
      positive("interval in pictures", every);
    }

    @Override
    public double at(long pictures) {
      return rate * Math.pow(factor, pictures / every);
    }
  }

  /// `rate` up to `from` pictures, then a straight line to 0 at `to`, as in CycleGAN.
  record LinearDecay(double rate, long from, long to) implements LearningRate {
    public LinearDecay {
      positive("rate", rate);
      if (from < 0 || to <= from) {
        throw TorchException.argument(
            "linear decay from " + from + " to " + to + " pictures; expected 0 ≤ from < to");
      }
    }

    @Override
    public double at(long pictures) {
      double left = (to - pictures) / (double) (to - from);
      return rate * Math.clamp(left, 0, 1);
    }
  }

  /// `rate`, and over the last `share` of the training a line towards 0 at its end that stops at
  /// `floor · rate`.
  ///
  /// @param total pictures of the training
  /// @param share above 0, at most 1
  /// @param floor the least share of the rate, 0 to 1
  record Decay(double rate, long total, double share, double floor) implements LearningRate {
    public Decay {
      positive("rate", rate);
      positive("length", total);
      positive("share", share);
      fraction("floor", floor);
    }

    @Override
    public double at(long pictures) {
      double left = 1 - (double) pictures / total;
      return rate * Math.clamp(left / share, floor, 1);
    }
  }

  /// `rate`, and over the last `share` of the training a line that reaches `end · rate` at its end.
  ///
  /// @param total pictures of the training
  /// @param share above 0, at most 1
  /// @param end share of the rate at the end, 0 to 1
  record Slope(double rate, long total, double share, double end) implements LearningRate {
    public Slope {
      positive("rate", rate);
      positive("length", total);
      positive("share", share);
      fraction("end", end);
    }

    @Override
    public double at(long pictures) {
      double part = share * total;
      double over = pictures - (total - part);
      return over <= 0 ? rate : rate * (1 - (1 - end) * Math.min(1, over / part));
    }
  }

  /// From `rate` to 0 at `total`, along half a cosine (Loshchilov and Hutter 2017).
  record Cosine(double rate, long total) implements LearningRate {
    public Cosine {
      positive("rate", rate);
      positive("length", total);
    }

    @Override
    public double at(long pictures) {
      return rate * (0.5 * (1 + Math.cos(Math.PI * Math.min(pictures, total) / total)));
    }
  }

  /// Another schedule, halved at the end of each of `spans` equal spans of the training but the
  /// last.
  record Halving(LearningRate then, long total, int spans) implements LearningRate {
    public Halving {
      positive("length", total);
      positive("spans", spans);
    }

    @Override
    public double at(long pictures) {
      return then.at(pictures) * Math.pow(0.5, Math.min(pictures * spans / total, spans - 1));
    }
  }

  /// Another schedule, but never below `least`.
  record AtLeast(LearningRate then, double least) implements LearningRate {
    public AtLeast {
      positive("least rate", least);
    }

    @Override
    public double at(long pictures) {
      return Math.max(least, then.at(pictures));
    }
  }

  /// Another schedule, scaled up linearly during the first `pictures`.
  ///
  /// @param ahead how far the line is at the start: 0 for a first step at rate 0, a batch for one
  ///   that learns
  record WarmUp(LearningRate then, double pictures, long ahead) implements LearningRate {
    public WarmUp {
      positive("warm-up in pictures", pictures);
      if (ahead < 0) {
        throw TorchException.argument("warm-up ahead by " + ahead + "; expected at least 0");
      }
    }

    /// From 0.
    public WarmUp(LearningRate then, double pictures) {
      this(then, pictures, 0);
    }

    @Override
    public double at(long seen) {
      return then.at(seen) * Math.min(1, (seen + ahead) / pictures);
    }
  }

  private static void fraction(String what, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw TorchException.argument(
          "learning rate schedule: " + what + " " + value + "; expected 0 to 1");
    }
  }

  private static void positive(String what, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw TorchException.argument(
          "learning rate schedule: " + what + " " + value + "; expected above 0");
    }
  }
}
