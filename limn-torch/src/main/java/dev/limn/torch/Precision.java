package dev.limn.torch;

import org.bytedeco.pytorch.global.torch;

/// The arithmetic of a forward pass. Weights, optimiser and losses stay in float32 either way.
///
/// [#AUTO] is what everything takes that is not told otherwise; no other place decides.
public enum Precision {
  /// The faster of the others on the device, as [PrecisionChoice] finds out.
  AUTO,
  /// Float32 throughout, also inside a region of another precision.
  FLOAT32,
  /// Convolutions and matrix products in bfloat16 by autocast: about twice as fast where the
  /// processor has instructions for it, and some forty times as slow where it has not.
  BFLOAT16;

  /// This one, or what [#AUTO] stands for on a device.
  public Precision resolved(Device device) {
    return this == AUTO ? PrecisionChoice.of(device).precision() : this;
  }

  /// Starts the region on this thread; closing it ends it and drops the cached casts of weights,
  /// which would be stale after the next update.
  public Region on(Device device) {
    return new Region(resolved(device), device);
  }

  /// An open autocast region.
  public static final class Region implements AutoCloseable {
    private final boolean active;
    private final torch.DeviceType device;
    private final boolean before;
    private final Thread thread = Thread.currentThread();
    private boolean closed;

    private Region(Precision precision, Device device) {
      Loading.ready();
      this.active = precision == BFLOAT16;
      this.device = TorchException.present(device, "device").peerType();
      this.before = torch.is_autocast_enabled(this.device);
      if (active) {
        torch.set_autocast_dtype(this.device, torch.ScalarType.BFloat16);
      }
      torch.set_autocast_enabled(this.device, active);
    }

    /// Ends it. A second call does nothing.
    ///
    /// @throws TorchException on another thread than the one that began it
    @Override
    public void close() {
      Scope.requireThread(thread, "Precision.Region");
      if (closed) {
        return;
      }
      closed = true;
      torch.set_autocast_enabled(device, before);
      if (active) {
        torch.clear_cache();
      }
    }
  }
}
