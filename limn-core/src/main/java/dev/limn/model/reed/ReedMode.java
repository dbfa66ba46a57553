package dev.limn.model.reed;

/// Which of the paper's four systems is trained (§4.1–4.3).
public enum ReedMode {
  /// Real and drawn pairs only: "naive" conditional training.
  GAN(false, false),
  /// The discriminator also sees real pictures with mismatched text.
  CLS(true, false),
  /// The generator also sees text embeddings between those of the data.
  INT(false, true),
  /// Both.
  INT_CLS(true, true);

  private final boolean mismatched;
  private final boolean interpolated;

  ReedMode(boolean mismatched, boolean interpolated) {
    this.mismatched = mismatched;
    this.interpolated = interpolated;
  }

  /// Whether (real, mismatched) pairs are shown to the discriminator.
  public boolean mismatched() {
    return mismatched;
  }

  /// Whether the generator's batch is extended by interpolated embeddings.
  public boolean interpolated() {
    return interpolated;
  }
}
