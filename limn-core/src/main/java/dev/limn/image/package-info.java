/// Pictures in memory and on disk: decoding with limits, resizing that equals Pillow's, grids, PNG
/// and GIF.
///
/// Start with [dev.limn.image.Image], 8-bit RGB samples and nothing else. A picture goes out by
/// [dev.limn.image.Png] (with its [dev.limn.image.Provenance]) or [dev.limn.image.Gif]; many become
/// one by [dev.limn.image.Sheet]; rows of numbers become one by [dev.limn.image.RowPlot];
/// [dev.limn.image.Resampler] changes sizes. All are pure functions of their arguments: the same
/// picture gives the same bytes. Whatever goes wrong is a [dev.limn.image.ImageException] that
/// names the file or the value.
///
/// To write one more format, add a final class with `encode` and `write`, and let a reader that is
/// not ours check it in the test, as `PngTest` and `GifTest` do with ImageIO. To add a kernel, add
/// it to [dev.limn.image.Filter] and to `resample.py` beside the goldens.
package dev.limn.image;
