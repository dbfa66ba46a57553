package dev.limn.run;

import dev.limn.draw.ImageTensors;
import dev.limn.draw.ModelBundle;
import dev.limn.image.Image;
import dev.limn.metric.MetricException;
import dev.limn.metric.Sampler;
import dev.limn.model.Condition;
import dev.limn.model.Generator;
import dev.limn.text.TextEncoder;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.LabelledExamples;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;

/// A generator with what it draws from, as an [Sampler] whose drawings are measured.
///
/// @param generator draws
/// @param condition what its pictures depend on besides noise
/// @param reader of sentences, where they depend on these
/// @param classes their names, where they depend on these
/// @param device where it computes
public record ModelArtist(
    Generator generator,
    Condition condition,
    Optional<TextEncoder> reader,
    List<String> classes,
    Device device)
    implements Sampler {
  public ModelArtist {
    classes = List.copyOf(classes);
  }

  /// That of a model.
  public static ModelArtist of(ModelBundle bundle, Device device) {
    var description = bundle.description();
    var condition = description.condition();
    return new ModelArtist(
        bundle.generator(),
        condition,
        condition == Condition.TEXT ? Optional.of(bundle.encoder()) : Optional.empty(),
        description.classes(),
        device);
  }

  @Override
  public List<Image> draw(List<String> sentences, long[] seeds) {
    try (var _ = Scope.open()) {
      var noise = new ArrayList<Tensor>();
      LongStream.of(seeds)
          .forEach(number -> noise.add(ImageTensors.noise(number, generator.noise(), 1)));
      Tensor z = Tensors.cat(0, noise).to(device); // [N, Z]
      return ImageTensors.draw(generator, z, conditions(sentences));
    }
  }

  private Tensor conditions(List<String> sentences) {
    return switch (condition) {
      case TEXT -> reader.orElseThrow().encode(sentences); // [N, W]
      case CLASSES ->
          LabelledExamples.oneHot(
                  sentences.stream().mapToInt(this::label).toArray(), classes.size())
              .to(device); // [N, classes]
      case NOTHING, PICTURE ->
          LabelledExamples.oneHot(new int[sentences.size()], 0).to(device); // [N, 0]
    };
  }

  private int label(String name) {
    int label = classes.indexOf(name);
    if (label < 0) {
      throw new MetricException(
          String.format(
              Locale.ROOT,
              "class '%s', which the model does not draw; expected the data that it was trained on",
              name));
    }
    return label;
  }
}
