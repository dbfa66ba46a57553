package dev.limn.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.torch.TorchException.Kind;
import dev.limn.torch.nn.Linear;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import dev.limn.torch.optim.RmsProp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Misuse of the public API: a typed exception each time, never a crash.
final class HostileUseTest {
  private static void refuses(Kind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(TorchException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  private static void onAnotherThread(Runnable work) throws Throwable {
    try (var executor = Executors.newSingleThreadExecutor()) {
      executor.submit(work).get();
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }

  @Test
  void closedTensorsAreRefused() {
    Tensor gone;
    try (var _ = Scope.open()) {
      gone = Tensors.zeros(2);
    }
    try (var scope = Scope.open()) {
      Tensor alive = Tensors.zeros(2);
      assertThat(gone.isClosed()).isTrue();
      assertThat(gone).hasToString("Tensor(closed)");
      refuses(Kind.CLOSED, () -> gone.plus(alive));
      refuses(Kind.CLOSED, () -> alive.plus(gone));
      refuses(Kind.CLOSED, () -> alive.addInPlace(gone));
      refuses(Kind.CLOSED, gone::shape);
      refuses(Kind.CLOSED, gone::toFloats);
      refuses(Kind.CLOSED, gone::retain);
      refuses(Kind.CLOSED, () -> scope.keep(gone));
      gone.release(); // a second end is no error
    }
  }

  @Test
  void scopesBelongToTheirThreadAndEndInReverseOrder() throws Throwable {
    refuses(Kind.SCOPE, () -> Tensors.zeros(2));
    var outer = Scope.open();
    Tensor tensor = Tensors.zeros(2);
    refuses(Kind.SCOPE, () -> onAnotherThread(outer::close));
    refuses(Kind.SCOPE, () -> onAnotherThread(() -> outer.keep(tensor)));
    refuses(
        Kind.SCOPE,
        () ->
            onAnotherThread(
                () -> {
                  try (var _ = Scope.open()) {
                    tensor.plus(1);
                  }
                }));
    var inner = Scope.open();
    refuses(Kind.SCOPE, outer::close);
    refuses(Kind.SCOPE, () -> outer.keep(tensor));
    inner.close();
    inner.close();
    refuses(Kind.CLOSED, () -> inner.keep(tensor));
    assertThat(tensor.sum().item()).isZero(); // the mistakes did no harm
    outer.close();
    assertThat(tensor.isClosed()).isTrue();
    refuses(Kind.ARGUMENT, () -> Scope.of(null));
  }

  @Test
  void regionsEndOnTheirThread() {
    var region = Precision.BFLOAT16.on(Device.CPU);
    var guard = NoGrad.on();
    refuses(Kind.SCOPE, () -> onAnotherThread(region::close));
    refuses(Kind.SCOPE, () -> onAnotherThread(guard::close));
    guard.close();
    guard.close();
    region.close();
    region.close();
  }

  @Test
  void float32InsideABfloat16RegionIsFloat32() {
    try (var _ = Scope.open();
        var _ = Precision.BFLOAT16.on(Device.CPU)) {
      Tensor x = Tensors.ones(3, 3);
      assertThat(x.matmul(x).dtype()).isEqualTo(DType.BFLOAT16);
      try (var _ = Precision.FLOAT32.on(Device.CPU)) {
        assertThat(x.matmul(x).dtype()).isEqualTo(DType.FLOAT32);
      }
      assertThat(x.matmul(x).dtype()).isEqualTo(DType.BFLOAT16);
    }
  }

  @Test
  void impossibleShapesAndIndicesAreRefused() {
    try (var _ = Scope.open()) {
      Tensor x = Tensors.zeros(2, 3);
      refuses(Kind.ARGUMENT, () -> Tensors.zeros(-1));
      refuses(Kind.ARGUMENT, () -> Tensors.zeros(Long.MAX_VALUE));
      refuses(Kind.ARGUMENT, () -> Tensors.zeros(1L << 32, 1L << 31));
      refuses(Kind.ARGUMENT, () -> Tensors.arange(-1));
      refuses(Kind.ARGUMENT, () -> x.size(2));
      refuses(Kind.ARGUMENT, x::item);
      refuses(Kind.ARGUMENT, () -> x.plus(null));
      refuses(Kind.ARGUMENT, () -> Shape.of((long[]) null));
      refuses(Kind.ARGUMENT, () -> Tensors.of(new float[5], 2, 3));
      refuses(Kind.ARGUMENT, () -> x.gradStorage(Tensors.zeros(3, 2)));
      refuses(Kind.ENGINE, () -> x.narrow(0, -9, 1));
      refuses(Kind.ENGINE, () -> x.narrow(1, 2, Long.MAX_VALUE));
      refuses(Kind.ENGINE, () -> x.select(0, 2));
      refuses(Kind.ENGINE, () -> x.plus(Tensors.zeros(4)));
      refuses(Kind.ENGINE, () -> x.matmul(Tensors.zeros(2, 3)));
      refuses(Kind.ENGINE, () -> x.indexSelect(0, Tensors.of(new long[] {7}, 1)));
      refuses(Kind.ENGINE, () -> Functional.embedding(Tensors.of(new long[] {-1}, 1), x));
      refuses(Kind.ENGINE, () -> Tensors.zeros(1).expand(4).addInPlace(1));
      refuses(Kind.ENGINE, () -> x.backward());
      refuses(Kind.ENGINE, () -> x.to(new Device(Device.Type.CUDA, 99)));
    }
  }

  @Test
  void closedOwnersAreRefused() {
    var rng = new Rng(1);
    var network = new Network<>(new Linear(rng, 2, 2), Device.CPU);
    var adam = new Adam(network, Adam.Config.of(1e-3, 0.5));
    var rmsProp = new RmsProp(network, RmsProp.Config.of(1e-3));
    adam.close();
    adam.close();
    refuses(Kind.CLOSED, adam::step);
    network.close();
    network.close();
    refuses(Kind.CLOSED, network::zeroGrad);
    refuses(Kind.CLOSED, rmsProp::step);
    rmsProp.close();
    refuses(Kind.CLOSED, rmsProp::step);
    rng.close();
    rng.close();
    try (var _ = Scope.open()) {
      refuses(Kind.CLOSED, () -> Tensors.randn(rng, 2));
      refuses(Kind.CLOSED, () -> network.block().forward(Tensors.zeros(1, 2)));
    }
    refuses(Kind.CLOSED, rng::state);
  }

  @Test
  void randomMisuseEndsInTypedExceptionsOnly(@TempDir Path directory) throws Exception {
    Path out = directory.resolve("out.txt");
    var process =
        ChildJvm.start(directory, out, 512, "dev.limn.torch.HostileCalls", "25", "20260101");
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    String report = Files.readString(out);
    assertThat(process.exitValue()).as(report).isZero();
    assertThat(report.lines().toList().getLast())
        .matches("\\d{4,} calls, \\d{3,} refused, 0 violations");
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.map(Path::getFileName).map(Path::toString))
          .noneMatch(name -> name.startsWith("hs_err"));
    }
  }
}
