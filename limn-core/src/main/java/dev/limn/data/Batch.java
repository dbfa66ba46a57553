package dev.limn.data;

/// Pictures on their way to the networks. Its arrays belong to whoever took it.
///
/// @param position number of its first picture, counted from the start of training
/// @param count pictures, B
/// @param size both sides of a picture, S
/// @param layout of `pictures` and `partners`
/// @param pictures unsigned bytes `[B, 3, S, S]` or `[B, S, S, 3]`
/// @param partners the second pictures of pairs, cropped and mirrored alike; else empty
/// @param indices samples of the cache, `[B]`
/// @param labels `[B]`, [Sample#NO_LABEL] when there is none
/// @param captions numbers of the picked captions, `[B, K]` row by row; -1 when a picture has none
public record Batch(
    long position,
    int count,
    int size,
    LoaderConfig.Layout layout,
    byte[] pictures,
    byte[] partners,
    int[] indices,
    int[] labels,
    int[] captions) {
  /// Where the next batch begins.
  public long end() {
    return position + count;
  }
}
