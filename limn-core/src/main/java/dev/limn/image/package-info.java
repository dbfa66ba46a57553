/// Pictures in memory and on disk: decoding with limits, resizing that equals Pillow's, grids, PNG
/// and GIF.
///
/// Start with [dev.limn.image.Image].
package dev.limn.image;
