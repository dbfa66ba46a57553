package dev.limn.model;

import dev.limn.torch.Tensor;
import java.util.List;

/// A trained model that makes pictures of pictures (Isola et al. 2017, Zhu et al. 2017), ready for
/// use.
public non-sealed interface Translator extends Model {
  /// The side of the square pictures in pixels, of those that go in as of those that come out.
  int resolution();

  /// The width of the noise beside a picture; 0 for none.
  int noise();

  /// Channels of what goes in: 3, or 4 where a mask comes last, 1 where the picture is to be
  /// changed.
  default int channels() {
    return 3;
  }

  /// What it can turn into what, for people, such as `A to B`; at least one.
  List<String> directions();

  /// Translates in evaluation mode, without a graph.
  ///
  /// @param pictures `[N, channels, R, R]`, float32 in [−1, 1]
  /// @param z `[N, noise]`, N(0, 1)
  /// @param direction place in [#directions()]
  /// @return pictures `[N, 3, R, R]`, float32 in [−1, 1]
  Tensor translate(Tensor pictures, Tensor z, int direction);
}
