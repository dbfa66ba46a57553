package dev.limn.run;

import dev.limn.image.Image;
import dev.limn.model.Model;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A sheet of what a model makes of conditions that stay the same through a run.
interface Preview extends Function<Model, Optional<Image>>, AutoCloseable {
  /// What the rows show; none where they show noise alone.
  List<String> captions();

  @Override
  void close();
}
