package dev.limn.run;

import dev.limn.text.TextEncoder;
import java.util.List;
import java.util.Optional;

/// What a family's pictures depend on besides noise, in one run.
///
/// @param encoder of text, where they depend on that
/// @param classes their names, where they depend on these
record Conditions(Optional<TextEncoder> encoder, List<String> classes) {
  /// How many numbers tell the generator what to draw.
  int width() {
    return encoder.map(TextEncoder::width).orElse(classes.size());
  }
}
