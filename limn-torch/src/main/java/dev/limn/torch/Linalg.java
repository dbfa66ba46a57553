package dev.limn.torch;

import org.bytedeco.pytorch.global.torch;

/// Linear algebra, in float64 where it matters.
public final class Linalg {
  private Linalg() {}

  /// Eigenvalues, ascending, and eigenvectors (columns) of a symmetric matrix.
  ///
  /// @param values `[n]`
  /// @param vectors `[n, n]`
  public record Eigen(Tensor values, Tensor vectors) {}

  public static Eigen eigh(Tensor symmetric) {
    Scope.requireOpen();
    var pair = Native.call("eigh", () -> torch.linalg_eigh(symmetric.raw()));
    return new Eigen(Native.part(pair.get0()), Native.part(pair.get1()));
  }

  /// Singular values, descending.
  public static Tensor svdvals(Tensor matrix) {
    return Native.tensor("svdvals", () -> torch.linalg_svdvals(matrix.raw()));
  }

  /// The orthogonal and triangular factor of `[m, n]`, m ≥ n.
  ///
  /// @param q `[m, n]` with orthonormal columns
  /// @param r `[n, n]`
  public record Qr(Tensor q, Tensor r) {}

  public static Qr qr(Tensor matrix) {
    Scope.requireOpen();
    var pair = Native.call("qr", () -> torch.linalg_qr(matrix.raw()));
    return new Qr(Native.part(pair.get0()), Native.part(pair.get1()));
  }
}
