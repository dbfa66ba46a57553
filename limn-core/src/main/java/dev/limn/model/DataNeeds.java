package dev.limn.model;

/// What a family learns from.
public sealed interface DataNeeds {
  /// How pictures belong together.
  enum Arrangement {
    /// Each for itself.
    SINGLE,
    /// Two of one scene: side by side in a file, as pix2pix has them, or in two files.
    PAIRED,
    /// Two domains without pairs, as CycleGAN has them: a folder each.
    UNPAIRED,
    /// Pairs whose second picture is a mask: white where the first is to be changed.
    MASKED
  }

  /// Pictures.
  ///
  /// @param arrangement how they belong together
  /// @param annotation what has to be known of each: sentences, its class, or nothing
  /// @param feed how they are fed
  record Pictures(Arrangement arrangement, Condition annotation, Feed feed) implements DataNeeds {
    public Pictures {
      if (annotation == Condition.PICTURE) {
        throw new IllegalArgumentException(
            "annotation PICTURE; expected TEXT, CLASSES or NOTHING: pictures that belong to others"
                + " are an arrangement");
      }
    }

    /// Single pictures.
    public Pictures(Condition annotation, Feed feed) {
      this(Arrangement.SINGLE, annotation, feed);
    }
  }

  /// Rows of a table of numbers.
  ///
  /// @param batch rows a step, of as many at least
  record Rows(int batch) implements DataNeeds {}

  /// Sentences alone: a text file, a folder of them, or the captions of pictures.
  record Sentences() implements DataNeeds {}

  /// Drawings of a generator that is there, for conditions of the data that it learned from; the
  /// data are fed as to the generator.
  ///
  /// @param condition from which the generator must draw
  /// @param batch drawings a step
  /// @param captions the most captions of a picture that are averaged
  record Drawings(Condition condition, int batch, int captions) implements DataNeeds {}

  /// The needs of one that learns from pictures.
  ///
  /// @throws ModelException when it learns from something else
  default Pictures pictures() {
    if (this instanceof Pictures pictures) {
      return pictures;
    }
    throw new ModelException("the model learns from no pictures; expected one that draws them");
  }
}
