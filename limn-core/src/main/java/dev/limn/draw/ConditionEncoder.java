package dev.limn.draw;

import dev.limn.model.Condition;
import dev.limn.text.CaptionCoverage;
import dev.limn.text.token.Tokenizer;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.LabelledExamples;
import java.util.List;
import java.util.Locale;

/// What a model's pictures depend on besides noise, from what a person wrote: a sentence, a class,
/// or nothing.
final class ConditionEncoder {
  private final ModelBundle model;

  ConditionEncoder(ModelBundle model) {
    this.model = model;
  }

  /// What the model makes of it.
  CaptionCoverage reading(String text) {
    return model.description().condition() == Condition.TEXT
        ? model.encoder().reading(text)
        : new CaptionCoverage(text, List.of(), 1, List.of(), 0, "words");
  }

  /// What parts sentences into words.
  Tokenizer tokenizer() {
    return model.description().condition() == Condition.TEXT
        ? model.encoder().vocabulary().tokenizer()
        : Tokenizer.LATEST;
  }

  /// Alone, so that it does not depend on the sentences beside it.
  Tensor encoded(String text) {
    return switch (model.description().condition()) {
      case TEXT -> {
        if (text.isEmpty()) {
          throw new DrawException(
              "a sentence is missing; model " + model.description().name() + " draws from one");
        }
        yield model.encoder().encode(List.of(text)); // [1, W]
      }
      case CLASSES -> classRow(text); // [1, classes]
      case NOTHING -> {
        if (!text.isEmpty()) {
          throw new DrawException(
              String.format(
                  Locale.ROOT,
                  "\"%s\": model %s draws from noise alone; expected no sentence",
                  text,
                  model.description().name()));
        }
        yield Tensors.zeros(1, 0); // [1, 0]
      }
      case PICTURE ->
          throw new DrawException(
              String.format(
                  Locale.ROOT,
                  "model %s translates pictures; expected one that draws from noise",
                  model.description().name()));
    };
  }

  /// The one-hot row of a class, found by its name whatever its case.
  private Tensor classRow(String text) {
    var classes = model.description().classes();
    for (int i = 0; i < classes.size(); i++) {
      if (classes.get(i).equalsIgnoreCase(text)) {
        return LabelledExamples.oneHot(new int[] {i}, classes.size()); // [1, classes]
      }
    }
    throw new DrawException(
        (text.isEmpty() ? "a class is missing" : "class \"" + text + "\"")
            + "; model "
            + model.description().name()
            + " knows "
            + String.join(", ", classes));
  }
}
