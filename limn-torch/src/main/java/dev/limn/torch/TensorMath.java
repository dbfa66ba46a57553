package dev.limn.torch;

import org.bytedeco.pytorch.ScalarOptional;

/// Arithmetic, comparisons and reductions: the part of [Tensor] that makes new values.
abstract sealed class TensorMath extends TensorCore permits Tensor {
  TensorMath(org.bytedeco.pytorch.Tensor peer) {
    super(peer);
  }

  // ---- arithmetic ----

  public final Tensor plus(Tensor other) {
    return op("plus", () -> raw().add(other.raw()));
  }

  public final Tensor plus(double other) {
    return op("plus", () -> raw().add(Native.scalar(other)));
  }

  public final Tensor minus(Tensor other) {
    return op("minus", () -> raw().sub(other.raw()));
  }

  public final Tensor minus(double other) {
    return op("minus", () -> raw().sub(Native.scalar(other)));
  }

  public final Tensor times(Tensor other) {
    return op("times", () -> raw().mul(other.raw()));
  }

  public final Tensor times(double other) {
    return op("times", () -> raw().mul(Native.scalar(other)));
  }

  public final Tensor div(Tensor other) {
    return op("div", () -> raw().div(other.raw()));
  }

  public final Tensor div(double other) {
    return op("div", () -> raw().div(Native.scalar(other)));
  }

  public final Tensor pow(double exponent) {
    return op("pow", () -> raw().pow(Native.scalar(exponent)));
  }

  public final Tensor neg() {
    return op("neg", () -> raw().neg());
  }

  public final Tensor abs() {
    return op("abs", () -> raw().abs());
  }

  public final Tensor exp() {
    return op("exp", () -> raw().exp());
  }

  public final Tensor log() {
    return op("log", () -> raw().log());
  }

  public final Tensor sqrt() {
    return op("sqrt", () -> raw().sqrt());
  }

  public final Tensor rsqrt() {
    return op("rsqrt", () -> raw().rsqrt());
  }

  public final Tensor square() {
    return op("square", () -> raw().square());
  }

  public final Tensor sin() {
    return op("sin", () -> raw().sin());
  }

  public final Tensor cos() {
    return op("cos", () -> raw().cos());
  }

  public final Tensor round() {
    return op("round", () -> raw().round());
  }

  public final Tensor floor() {
    return op("floor", () -> raw().floor());
  }

  public final Tensor sign() {
    return op("sign", () -> raw().sign());
  }

  public final Tensor reciprocal() {
    return op("reciprocal", () -> raw().reciprocal());
  }

  public final Tensor tanh() {
    return op("tanh", () -> raw().tanh());
  }

  public final Tensor sigmoid() {
    return op("sigmoid", () -> raw().sigmoid());
  }

  public final Tensor relu() {
    return op("relu", () -> raw().relu());
  }

  public final Tensor clamp(double min, double max) {
    return op(
        "clamp",
        () ->
            raw()
                .clamp(
                    new ScalarOptional(Native.scalar(min)),
                    new ScalarOptional(Native.scalar(max))));
  }

  public final Tensor clampMin(double min) {
    return op("clampMin", () -> raw().clamp_min(Native.scalar(min)));
  }

  /// The larger of two, element by element.
  public final Tensor maximum(Tensor other) {
    return op("maximum", () -> raw().maximum(other.raw()));
  }

  /// The smaller of two, element by element.
  public final Tensor minimum(Tensor other) {
    return op("minimum", () -> raw().minimum(other.raw()));
  }

  /// The matrix product, batched over leading dimensions.
  public final Tensor matmul(Tensor other) {
    return op("matmul", () -> raw().matmul(other.raw()));
  }

  // ---- comparisons (BOOL) ----

  public final Tensor eq(Tensor other) {
    return op("eq", () -> raw().eq(other.raw()));
  }

  public final Tensor eq(double other) {
    return op("eq", () -> raw().eq(Native.scalar(other)));
  }

  public final Tensor ne(double other) {
    return op("ne", () -> raw().ne(Native.scalar(other)));
  }

  public final Tensor lt(Tensor other) {
    return op("lt", () -> raw().lt(other.raw()));
  }

  public final Tensor lt(double other) {
    return op("lt", () -> raw().lt(Native.scalar(other)));
  }

  public final Tensor le(Tensor other) {
    return op("le", () -> raw().le(other.raw()));
  }

  public final Tensor gt(Tensor other) {
    return op("gt", () -> raw().gt(other.raw()));
  }

  public final Tensor gt(double other) {
    return op("gt", () -> raw().gt(Native.scalar(other)));
  }

  public final Tensor ge(double other) {
    return op("ge", () -> raw().ge(Native.scalar(other)));
  }

  public final Tensor not() {
    return op("not", () -> raw().logical_not());
  }

  public final Tensor and(Tensor other) {
    return op("and", () -> raw().logical_and(other.raw()));
  }

  public final Tensor isFinite() {
    return op("isFinite", () -> raw().isfinite());
  }

  // ---- reductions ----

  public final Tensor sum() {
    return op("sum", () -> raw().sum());
  }

  public final Tensor sum(boolean keepDim, long... dimensions) {
    return op("sum", () -> raw().sum(dimensions, keepDim, Native.NO_TYPE));
  }

  public final Tensor mean() {
    return op("mean", () -> raw().mean());
  }

  public final Tensor mean(boolean keepDim, long... dimensions) {
    return op("mean", () -> raw().mean(dimensions, keepDim, Native.NO_TYPE));
  }

  /// The variance.
  ///
  /// @param unbiased divides by N−1 instead of N
  public final Tensor variance(boolean unbiased, boolean keepDim, long... dimensions) {
    return op("variance", () -> raw().var(dimensions, unbiased, keepDim));
  }

  public final Tensor std(boolean unbiased, boolean keepDim, long... dimensions) {
    return op("std", () -> raw().std(dimensions, unbiased, keepDim));
  }

  public final Tensor max() {
    return op("max", () -> raw().max());
  }

  public final Tensor min() {
    return op("min", () -> raw().min());
  }

  public final Tensor max(int dimension, boolean keepDim) {
    return op("max", () -> raw().amax(new long[] {dimension}, keepDim));
  }

  public final Tensor min(int dimension, boolean keepDim) {
    return op("min", () -> raw().amin(new long[] {dimension}, keepDim));
  }

  public final Tensor argmax(int dimension) {
    return op(
        "argmax", () -> raw().argmax(new org.bytedeco.pytorch.LongOptional(dimension), false));
  }

  public final Tensor all() {
    return op("all", () -> raw().all());
  }

  public final Tensor any() {
    return op("any", () -> raw().any());
  }

  /// The Euclidean norm of all elements.
  public final Tensor norm() {
    return op("norm", () -> raw().norm());
  }

  public final Tensor cumsum(int dimension) {
    return op("cumsum", () -> raw().cumsum(dimension));
  }
}
