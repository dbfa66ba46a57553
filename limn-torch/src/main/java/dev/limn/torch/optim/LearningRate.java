package dev.limn.torch.optim;

import dev.limn.torch.TorchException;

/// A learning rate as a function of the pictures seen so far, so that a resumed run has the rate it
/// would have had. Where a paper counts steps or epochs, `pictures` counts those. With a rate of 1
/// it is the share of a rate that is left.
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

  /// From `rate` at the first picture to 0 at `to`, along half a cosine (Loshchilov and Hutter
  /// 2017).
  record Cosine(double rate, long to) implements LearningRate {
    public Cosine {
      positive("rate", rate);
      positive("length in pictures", to);
    }

    @Override
    public double at(long pictures) {
      return rate * (0.5 * (1 + Math.cos(Math.PI * Math.min(pictures, to) / to)));
    }
  }

  /// Another schedule, scaled up linearly from 0 during the first `pictures`.
  record WarmUp(LearningRate then, long pictures) implements LearningRate {
    public WarmUp {
      positive("warm-up in pictures", pictures);
    }

    @Override
    public double at(long seen) {
      return then.at(seen) * Math.min(1, seen / (double) pictures);
    }
  }

  private static void positive(String what, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw TorchException.argument(
          "learning rate schedule: " + what + " " + value + "; expected above 0");
    }
  }
}
