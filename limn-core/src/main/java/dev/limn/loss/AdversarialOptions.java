package dev.limn.loss;

import static dev.limn.config.Checks.requireIs;

import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// How generator and discriminator play against each other: the options of every adversarial
/// family.
///
/// @param loss what both minimise
/// @param realTarget what the discriminator should say of real; 1, or below it for one-sided label
///   smoothing (Salimans et al. 2016, §3.4), .9
/// @param fakeTarget what it should say of drawn; 0, or above it for two-sided smoothing
/// @param discriminatorSteps updates of the discriminator for one of the generator, `k` (Goodfellow
///   et al. 2014, algorithm 1); each on new data and new noise
/// @param instanceNoise standard deviation, at the start, of the noise that is added to real and
///   drawn alike at the discriminator's input (Sønderby et al. 2017, appendix; Arjovsky and Bottou
///   2017); 0 for none
/// @param instanceNoiseSpan share of the training over which that noise falls linearly to 0; 0
///   keeps it constant
/// @param clip every parameter of the discriminator is kept in ± this (Arjovsky et al. 2017); 0 for
///   no clipping
/// @param gradientPenalty λ of the penalty on gradient norms other than 1 between real and drawn
///   (Gulrajani et al. 2017); 0 for none
/// @param r1 γ of the penalty ½γ·‖∇D‖² on real data (Mescheder et al. 2018); 0 for none
public record AdversarialOptions(
    AdversarialLoss loss,
    double realTarget,
    double fakeTarget,
    int discriminatorSteps,
    double instanceNoise,
    double instanceNoiseSpan,
    double clip,
    double gradientPenalty,
    double r1) {
  /// The usual clipping of a Wasserstein critic.
  public static final double WGAN_CLIP = 0.01;

  public AdversarialOptions {
    requireIs(loss != null, "loss", "none", "the name of a loss");
    requireIs(realTarget > 0 && realTarget <= 1, "real-target", realTarget, "above 0, at most 1");
    requireIs(
        fakeTarget >= 0 && fakeTarget < realTarget,
        "fake-target",
        fakeTarget,
        "0 or more, below real-target " + realTarget);
    requireIs(discriminatorSteps >= 1, "discriminator-steps (k)", discriminatorSteps, "at least 1");
    requireIs(notNegative(instanceNoise), "instance-noise", instanceNoise, "0 or more");
    requireIs(
        instanceNoiseSpan >= 0 && instanceNoiseSpan <= 1,
        "instance-noise-span",
        instanceNoiseSpan,
        "a share of the training, 0 to 1");
    requireIs(notNegative(clip), "clip", clip, "0 or more");
    requireIs(notNegative(gradientPenalty), "gradient-penalty", gradientPenalty, "0 or more");
    requireIs(notNegative(r1), "r1", r1, "0 or more");
    requireIs(
        clip == 0 || gradientPenalty == 0,
        "clip beside gradient-penalty",
        clip,
        "one of them, since both bound the same slope");
  }

  private static boolean notNegative(double value) {
    return value >= 0 && Double.isFinite(value);
  }

  /// A loss without anything else.
  public static AdversarialOptions of(AdversarialLoss loss) {
    return new AdversarialOptions(loss, 1, 0, 1, 0, 0, 0, 0, 0);
  }

  /// Goodfellow et al. 2014: one step each, the non-saturating loss.
  public static AdversarialOptions plain() {
    return of(AdversarialLoss.NON_SATURATING);
  }

  /// Arjovsky et al. 2017: clipped weights, five steps of the critic.
  public static AdversarialOptions wgan() {
    return of(AdversarialLoss.WASSERSTEIN).withDiscriminatorSteps(5).withClip(WGAN_CLIP);
  }

  /// Gulrajani et al. 2017: a gradient penalty, five steps of the critic.
  ///
  /// @param lambda 10 for pictures, .1 for points in the plane
  public static AdversarialOptions wganGp(double lambda) {
    return of(AdversarialLoss.WASSERSTEIN).withDiscriminatorSteps(5).withGradientPenalty(lambda);
  }

  public AdversarialOptions withTargets(double real, double fake) {
    return new AdversarialOptions(
        loss,
        real,
        fake,
        discriminatorSteps,
        instanceNoise,
        instanceNoiseSpan,
        clip,
        gradientPenalty,
        r1);
  }

  public AdversarialOptions withDiscriminatorSteps(int k) {
    return new AdversarialOptions(
        loss,
        realTarget,
        fakeTarget,
        k,
        instanceNoise,
        instanceNoiseSpan,
        clip,
        gradientPenalty,
        r1);
  }

  /// @param sigma at the start
  /// @param span share of the training over which it falls to 0; 0 keeps it constant
  public AdversarialOptions withInstanceNoise(double sigma, double span) {
    return new AdversarialOptions(
        loss, realTarget, fakeTarget, discriminatorSteps, sigma, span, clip, gradientPenalty, r1);
  }

  public AdversarialOptions withClip(double bound) {
    return new AdversarialOptions(
        loss,
        realTarget,
        fakeTarget,
        discriminatorSteps,
        instanceNoise,
        instanceNoiseSpan,
        bound,
        gradientPenalty,
        r1);
  }

  public AdversarialOptions withGradientPenalty(double lambda) {
    return new AdversarialOptions(
        loss,
        realTarget,
        fakeTarget,
        discriminatorSteps,
        instanceNoise,
        instanceNoiseSpan,
        clip,
        lambda,
        r1);
  }

  public AdversarialOptions withR1(double gamma) {
    return new AdversarialOptions(
        loss,
        realTarget,
        fakeTarget,
        discriminatorSteps,
        instanceNoise,
        instanceNoiseSpan,
        clip,
        gradientPenalty,
        gamma);
  }

  /// The discriminator's loss, without penalties.
  ///
  /// @param real logits of real data
  /// @param fake logits of drawn data
  public Tensor discriminator(Tensor real, Tensor fake) {
    return loss.real(real, realTarget).plus(loss.fake(fake, fakeTarget));
  }

  /// The generator's loss.
  ///
  /// @param fake logits of drawn data
  public Tensor generator(Tensor fake) {
    return loss.generator(fake);
  }

  /// The instance noise's standard deviation.
  ///
  /// @param seen pictures so far
  /// @param total pictures of the whole training; 0 where it has no end, and the noise stays
  public double noiseAt(long seen, long total) {
    if (instanceNoise == 0 || instanceNoiseSpan == 0 || total == 0) {
      return instanceNoise;
    }
    return instanceNoise * Math.clamp(1 - seen / (instanceNoiseSpan * total), 0, 1);
  }

  /// What is added to the discriminator's loss: the weighted penalties that are switched on.
  ///
  /// @param discriminator from data to logits
  /// @param real data, of the batch that the loss is computed on
  /// @param fake drawn data of the same shape
  public Optional<Tensor> penalty(
      UnaryOperator<Tensor> discriminator, Tensor real, Tensor fake, Rng rng) {
    return penaltyOfSlopes(points -> Penalties.slopes(discriminator, points), real, fake, rng);
  }

  /// As [#penalty], for a discriminator that knows its own derivative.
  ///
  /// @param slopes from data `[N, …]` to the logits' derivative by them, of the same shape, with a
  ///   graph to the weights
  public Optional<Tensor> penaltyOfSlopes(
      UnaryOperator<Tensor> slopes, Tensor real, Tensor fake, Rng rng) {
    Optional<Tensor> sum = Optional.empty();
    if (gradientPenalty > 0) {
      Tensor at = slopes.apply(Penalties.between(real, fake, rng));
      sum = Optional.of(Penalties.unitNorm(at).times(gradientPenalty));
    }
    if (r1 > 0) {
      Tensor own = Penalties.zeroNorm(slopes.apply(real.detach())).times(r1 / 2);
      sum = Optional.of(sum.map(other -> other.plus(own)).orElse(own));
    }
    return sum;
  }

  /// Clips the discriminator's parameters, where that is switched on; before each of its steps, as
  /// the authors of the Wasserstein GAN do.
  public void clip(Network<?> discriminator) {
    if (clip > 0) {
      Penalties.clip(discriminator, clip);
    }
  }
}
