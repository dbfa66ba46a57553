package dev.limn.text.training;

import java.nio.file.Path;
import java.util.Optional;

/// What the setting `features` of a text encoder's training may say of how pictures are described:
/// `classifier`, a network that is first trained on the data set's own classes; `squeezenet:PATH`,
/// SqueezeNet from a safetensors file; `joint`, a network trained together with the text encoder;
/// `auto`, the classifier where there are classes of at least four pictures, else joint.
public final class PictureSource {
  /// A network trained first on the data's own classes; also the name of that stage.
  public static final String CLASSIFIER = "classifier";

  /// A network trained together with the text encoder.
  public static final String JOINT = "joint";

  /// Whichever of the two the data allows.
  public static final String AUTO = "auto";

  /// What is expected, for messages.
  public static final String EXPECTED = "auto, classifier, joint or squeezenet:PATH";

  private static final String SQUEEZENET = "squeezenet:";

  private PictureSource() {}

  /// Whether `features` is one of these.
  public static boolean isKnown(String features) {
    return features.equals(CLASSIFIER)
        || features.equals(JOINT)
        || features.equals(AUTO)
        || features.startsWith(SQUEEZENET) && features.length() > SQUEEZENET.length();
  }

  /// The file of SqueezeNet's weights, if pictures are described by it.
  public static Optional<Path> squeezeNet(String features) {
    return features.startsWith(SQUEEZENET)
        ? Optional.of(Path.of(features.substring(SQUEEZENET.length())))
        : Optional.empty();
  }
}
