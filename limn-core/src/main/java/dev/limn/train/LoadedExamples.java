package dev.limn.train;

import dev.limn.data.Batch;
import dev.limn.data.Loader;
import dev.limn.data.LoaderConfig;
import dev.limn.data.PackedCache;

/// Examples that a [Loader] makes of a packed data set.
///
/// @param <B> a batch
abstract class LoadedExamples<B> implements Examples<B> {
  private final PackedCache cache;
  private final int[] indices;
  private final LoaderConfig config;
  private Loader loader;

  /// @param indices the samples to learn from
  /// @param config in whatever layout; tensors are made of NHWC
  LoadedExamples(PackedCache cache, int[] indices, LoaderConfig config) {
    this.cache = cache;
    this.indices = indices.clone();
    this.config = config.withLayout(LoaderConfig.Layout.NHWC);
    loader = new Loader(cache, this.indices, this.config, 0);
  }

  /// The tensors of a batch, in the open scope.
  abstract B of(Batch batch);

  final PackedCache cache() {
    return cache;
  }

  final int[] indices() {
    return indices;
  }

  final LoaderConfig config() {
    return config;
  }

  @Override
  public final B next() {
    return of(loader.next());
  }

  @Override
  public final long position() {
    return loader.position();
  }

  @Override
  public final void seek(long position) {
    loader.close();
    loader = new Loader(cache, indices, config, position);
  }

  @Override
  public final void close() {
    loader.close();
  }
}
