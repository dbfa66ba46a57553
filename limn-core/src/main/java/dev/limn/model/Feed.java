package dev.limn.model;

import dev.limn.data.Fit;
import dev.limn.image.Filter;

/// How pictures are to be fed.
///
/// @param batch pictures a step
/// @param load side to which pictures are scaled
/// @param resolution side of the random crop
/// @param captions the most captions of a picture that are averaged
/// @param fit how pictures become square
/// @param filter of the resize
/// @param flip mirrors every other picture, but none whose captions say what is left or right
public record Feed(
    int batch, int load, int resolution, int captions, Fit fit, Filter filter, boolean flip) {
  /// Stretched, bicubic and mirrored: what text-to-image families use.
  public Feed(int batch, int load, int resolution, int captions) {
    this(batch, load, resolution, captions, Fit.STRETCH, Filter.BICUBIC, true);
  }
}
