package dev.limn.torch;

import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.global.torch;

/// A source of random numbers with a state that can be saved. Always on the processor.
public final class Rng implements AutoCloseable {
  private final Generator generator;
  private final GeneratorOptional optional;

  /// @param seed any value; the same seed gives the same numbers
  public Rng(long seed) {
    Loading.ready();
    generator = Native.lasting(torch.createCPUGenerator(seed));
    optional = Native.lasting(new GeneratorOptional(generator));
  }

  GeneratorOptional optional() {
    if (optional.isNull()) {
      throw new TorchException(TorchException.Kind.CLOSED, "the random generator was closed");
    }
    return optional;
  }

  /// The whole state, to be given to [#state(byte[])] later.
  public byte[] state() {
    optional();
    try (var _ = Scope.open()) {
      return Native.tensor("state", generator::get_state).toBytes();
    }
  }

  /// Continues where the generator was when `state` was taken.
  ///
  /// @throws TorchException if the bytes are no state of this engine
  public void state(byte[] state) {
    optional();
    TorchException.present(state, "state");
    try (var _ = Scope.open()) {
      var tensor = Tensors.of(state, state.length);
      Native.call(
          "state",
          () -> {
            generator.set_state(tensor.raw());
            return null;
          });
    }
  }

  @Override
  public void close() {
    if (!optional.isNull()) {
      optional.releaseReference();
      generator.releaseReference();
    }
  }
}
