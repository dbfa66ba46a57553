package dev.limn.data;

import dev.limn.image.Image;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One captioned picture, or pair of pictures, of a [Dataset]; not decoded yet.
///
/// @param name unique in the data set, `/` between folders; samples are sorted by it
/// @param source where the picture is
/// @param partner where the second picture of a pair is, when it is a file of its own
/// @param cut which part of the decoded file counts
/// @param captions in the order of the file; empty only in formats without captions
/// @param label index into [Dataset#classNames()]; [#NO_LABEL] when there is none
/// @param split `train`, `test`, `validation`, or empty when the data set makes no difference
/// @param attributes further facts by name, such as those of a WebDataset `.json`
public record Sample(
    String name,
    Source source,
    Optional<Source> partner,
    SourceCrop cut,
    List<String> captions,
    int label,
    String split,
    Map<String, String> attributes) {
  /// The label of a sample without a class.
  public static final int NO_LABEL = -1;

  public Sample {
    captions = List.copyOf(captions);
    attributes = Map.copyOf(attributes);
  }

  /// How many pictures it holds: 2 for a pair, else 1.
  public int views() {
    return partner.isPresent() ? 2 : cut.views();
  }

  /// Reads, decodes and cuts its picture or pictures.
  ///
  /// @throws dev.limn.image.DecodeException when a file is refused
  /// @throws DataException when a file has not the shape of the cut
  /// @throws IOException when a file cannot be read
  public List<Image> images() throws IOException {
    var images = new ArrayList<>(cut.of(source.image(name), name));
    if (partner.isPresent()) {
      images.add(partner.get().image(name + " (partner)"));
    }
    return List.copyOf(images);
  }
}
