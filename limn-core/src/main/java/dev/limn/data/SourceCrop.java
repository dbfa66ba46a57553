package dev.limn.data;

import dev.limn.image.Image;
import dev.limn.image.Resampler;
import java.util.List;
import java.util.Locale;

/// Which part of the decoded file is the picture, or the pictures.
public sealed interface SourceCrop {
  /// How many pictures come out.
  default int views() {
    return 1;
  }

  /// Cuts a decoded file.
  ///
  /// @throws DataException when the file does not have the shape that the cut needs
  List<Image> of(Image file, String name);

  /// The whole file.
  record Whole() implements SourceCrop {
    @Override
    public List<Image> of(Image file, String name) {
      return List.of(file);
    }
  }

  /// StackGAN's crop around a bounding box (Zhang et al. 2017, section 4.1 and its code): the
  /// square around the box's centre whose half side is 0.75 times the longer side of the box, as
  /// far as it lies inside the picture. So birds fill about two thirds of what is left.
  ///
  /// @param x left edge of the box, in pixels
  /// @param y upper edge
  /// @param width of the box
  /// @param height of the box
  record Around(int x, int y, int width, int height) implements SourceCrop {
    public Around {
      if (width < 1 || height < 1) {
        throw new DataException(
            "a bounding box of " + width + "×" + height + " pixels; expected at least 1×1");
      }
    }

    @Override
    public List<Image> of(Image file, String name) {
      int half = (int) (Math.max(width, height) * 0.75);
      int centreX = (2 * x + width) / 2;
      int centreY = (2 * y + height) / 2;
      int left = Math.max(0, centreX - half);
      int top = Math.max(0, centreY - half);
      int right = Math.min(file.width(), centreX + half);
      int bottom = Math.min(file.height(), centreY + half);
      if (right <= left || bottom <= top) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: the bounding box %d,%d %d×%d lies outside its %d×%d pixels",
                name,
                x,
                y,
                width,
                height,
                file.width(),
                file.height()));
      }
      return List.of(Resampler.crop(file, left, top, right - left, bottom - top));
    }
  }

  /// One of two pictures that lie side by side in one file.
  ///
  /// @param second whether it is the one on the right
  record OneSide(boolean second) implements SourceCrop {
    @Override
    public List<Image> of(Image file, String name) {
      return List.of(new SideBySide().of(file, name).get(second ? 1 : 0));
    }
  }

  /// Two pictures of one size side by side in one file, as pix2pix has them (Isola et al. 2017): A
  /// on the left, B on the right.
  record SideBySide() implements SourceCrop {
    @Override
    public int views() {
      return 2;
    }

    @Override
    public List<Image> of(Image file, String name) {
      if (file.width() % 2 != 0) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: %d pixels wide; expected an even width, A and B side by side",
                name,
                file.width()));
      }
      int half = file.width() / 2;
      return List.of(
          Resampler.crop(file, 0, 0, half, file.height()),
          Resampler.crop(file, half, 0, half, file.height()));
    }
  }
}
