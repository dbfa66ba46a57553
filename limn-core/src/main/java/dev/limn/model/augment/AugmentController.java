package dev.limn.model.augment;

import dev.limn.model.ModelException;

/// Finds how often pictures are augmented (Karras et al. 2020, arXiv 2006.06676, §3.1): the more
/// the discriminator agrees about the signs of its logits for real pictures, the more it overfits.
///
/// Every fourth step the probability moves by what would take it from 0 to 1 in 500,000 pictures,
/// up when the mean sign since the last move is above the target, else down.
public final class AugmentController {
  private static final int INTERVAL = 4;
  private static final double SPAN = 500_000;

  private final double target;
  private final int batch;
  private double probability;
  private double signs;
  private double weight;
  private int steps;

  /// @param target of the mean sign, .6 in the paper
  /// @param batch pictures a step
  public AugmentController(double target, int batch) {
    this.target = target;
    this.batch = batch;
  }

  /// How often a change is made, in [0, 1].
  public double probability() {
    return probability;
  }

  /// @param meanSign of logits of real pictures
  /// @param share of the batch that these are
  public void observe(double meanSign, double share) {
    signs += meanSign * share;
    weight += share;
  }

  /// After every step.
  public void advance() {
    steps++;
    if (steps % INTERVAL != 0 || weight == 0) {
      return;
    }
    double excess = signs / weight - target;
    signs = 0;
    weight = 0;
    if (Double.isFinite(excess)) {
      double moved = probability + Math.signum(excess) * INTERVAL * batch / SPAN;
      probability = Math.clamp(moved, 0, 1);
    }
  }

  /// Everything that the next step depends on.
  public String state() {
    return probability + " " + signs + " " + weight + " " + steps;
  }

  /// What continues where a state was taken.
  ///
  /// @throws ModelException when this is no state; nothing is changed before what is returned runs
  public Runnable read(String state) {
    String[] parts = state == null ? new String[0] : state.split(" ");
    if (parts.length != 4) {
      throw new ModelException("augmentation state '" + state + "'; expected four numbers");
    }
    try {
      double ofProbability = Double.parseDouble(parts[0]);
      double ofSigns = Double.parseDouble(parts[1]);
      double ofWeight = Double.parseDouble(parts[2]);
      int ofSteps = Integer.parseInt(parts[3]);
      return () -> {
        probability = ofProbability;
        signs = ofSigns;
        weight = ofWeight;
        steps = ofSteps;
      };
    } catch (NumberFormatException e) {
      throw new ModelException("augmentation state '" + state + "'; expected four numbers", e);
    }
  }
}
