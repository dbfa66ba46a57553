package dev.limn.torch.nn;

import dev.limn.torch.Tensor;

/// A named tensor of a [Block]: trainable, or a buffer that is saved with the weights but not
/// trained.
///
/// The tensor behind it changes once, when a [Network] moves it into its flat storage; layers
/// therefore ask for it on every forward.
public final class Parameter {
  private final boolean trainable;
  private Tensor tensor;

  Parameter(Tensor tensor, boolean trainable) {
    this.trainable = trainable;
    this.tensor = tensor.retain();
  }

  public Tensor tensor() {
    return tensor;
  }

  public boolean trainable() {
    return trainable;
  }

  void rebind(Tensor view) {
    tensor.release();
    tensor = view.retain();
  }

  void release() {
    tensor.release();
  }
}
