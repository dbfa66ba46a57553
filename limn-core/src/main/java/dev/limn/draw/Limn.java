package dev.limn.draw;

import dev.limn.image.Image;
import dev.limn.image.Provenance;
import dev.limn.model.Family;
import dev.limn.text.Reading;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.LabelledExamples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// The front door: a trained model that draws pictures from sentences, or, as its family does, of a
/// class or from noise alone.
///
/// ```java
/// try (var limn = Limn.open(Path.of("models/birds-64"))) {
///   limn.draw("a small yellow bird with black wings").save(Path.of("bird.png"));
/// }
/// ```
///
/// Any thread may call it, virtual ones too, and at the same time; the work itself is done on one
/// thread that belongs to the model, one picture after the other, each operation on as many cores
/// as the engine was given when the model was opened. The same prompt gives the same bytes on one
/// machine with one number of threads, drawn alone or among others. Opening takes most of a second
/// the first time in a process, a picture some milliseconds: open once, draw often.
public final class Limn implements AutoCloseable {
  /// The version of this library, as in pictures' provenance.
  public static final String VERSION = Version.read();

  private static final int MOST_STEPS = 10_000;

  private final Studio studio;
  private final ModelBundle model;

  private Limn(Studio studio, ModelBundle model) {
    this.studio = studio;
    this.model = model;
  }

  /// Opens a model on the processor.
  ///
  /// @param directory a model's folder, or that of a training run
  /// @throws dev.limn.model.ModelException when there is no model, or one that cannot be used
  public static Limn open(Path directory) {
    return open(directory, Device.CPU);
  }

  /// Opens a model.
  ///
  /// @param directory a model's folder, or that of a training run
  /// @param device where it computes
  /// @throws dev.limn.model.ModelException when there is no model, or one that cannot be used
  public static Limn open(Path directory, Device device) {
    Path found = ModelBundle.locate(directory);
    var studio = new Studio("limn-draw");
    var opened = new AtomicReference<Optional<ModelBundle>>(Optional.empty());
    try {
      studio.call(
          () -> {
            opened.set(Optional.of(ModelBundle.open(found, device)));
            return found;
          });
      return new Limn(studio, opened.get().orElseThrow());
    } catch (RuntimeException | Error e) {
      // After an interrupt the opening goes on; it is waited for, and undone.
      studio.close(() -> opened.get().ifPresent(ModelBundle::close));
      throw e;
    }
  }

  /// What the model says about itself.
  public ModelBundle.Description description() {
    return model.description();
  }

  /// The model's name.
  public String name() {
    return model.description().name();
  }

  /// The first ten hexadecimal digits of the SHA-256 of the generator's weights.
  public String hash() {
    return model.hash();
  }

  /// The side of the square pictures in pixels.
  public int resolution() {
    return model.generator().resolution();
  }

  /// What the model makes of a sentence before it draws: which words it does not know, and how much
  /// of the sentence is left.
  ///
  /// Models that draw no sentences have nothing to say.
  ///
  /// @throws DrawException when the sentence is none, as [Prompt] says
  public Reading reading(String sentence) {
    return understood(sentence.isEmpty() ? "" : Prompt.of(sentence).text());
  }

  private Reading understood(String text) {
    return description().condition() == Family.Condition.TEXT
        ? model.encoder().reading(text)
        : new Reading(text, List.of(), 1, 0, "words");
  }

  /// Draws one picture, of seed 0.
  ///
  /// @throws DrawException when the sentence is none, as [Prompt] says, or the model was closed
  public Drawing draw(String sentence) {
    return draw(Prompt.of(sentence)).getFirst();
  }

  /// Draws `prompt.count()` pictures, of the seeds from `prompt.seed()` on.
  ///
  /// @throws DrawException when the model was closed
  public List<Drawing> draw(Prompt prompt) {
    return drawAll(List.of(prompt));
  }

  /// Draws all prompts' pictures, in order.
  ///
  /// @throws DrawException when the model was closed
  public List<Drawing> drawAll(List<Prompt> prompts) {
    var all = List.copyOf(prompts);
    return studio.call(
        () -> {
          try (var _ = Scope.open()) {
            var texts = new HashMap<String, Tensor>();
            var drawings = new ArrayList<Drawing>();
            for (Prompt prompt : all) {
              Tensor text = texts.computeIfAbsent(prompt.text(), this::encoded); // [1, W]
              Reading reading = understood(prompt.text());
              for (int k = 0; k < prompt.count(); k++) {
                drawings.add(drawn(prompt, prompt.seed() + k, text, reading));
              }
            }
            return List.copyOf(drawings);
          }
        });
  }

  private Drawing drawn(Prompt prompt, long seed, Tensor text, Reading reading) {
    try (var _ = Scope.open()) {
      Tensor z = noise(seed, prompt.truncation()); // [1, Z]
      return new Drawing(
          picture(z, text),
          provenance(prompt.text(), seed, prompt.truncation(), Map.of()),
          reading.unknown(),
          reading.warnings());
    }
  }

  /// Goes from one prompt to another in equal steps: the sentences' embeddings are mixed with
  /// weights from 0 to 1 (Reed et al. 2016, §5.3: *interpolating between sentences*), while the
  /// noise stays the same if both have the same seed. Otherwise the noise goes along the great
  /// circle from one to the other, so that it keeps the length that the generator knows.
  ///
  /// First and last are the very pictures that [#draw(Prompt)] makes of the two prompts.
  ///
  /// @param from the first picture; its count does not matter
  /// @param to the last picture; its count does not matter
  /// @param steps pictures, 2 to 10,000
  /// @throws DrawException when the number of steps is none of these, or the model was closed
  public List<Drawing> interpolate(Prompt from, Prompt to, int steps) {
    if (steps < 2 || steps > MOST_STEPS) {
      throw new DrawException(steps + " steps; expected 2 to " + MOST_STEPS);
    }
    return studio.call(
        () -> {
          try (var _ = Scope.open()) {
            Tensor start = encoded(from.text()); // [1, W]
            Tensor end = encoded(to.text()); // [1, W]
            float[] startNoise = noise(from.seed(), from.truncation()).toFloats();
            float[] endNoise = noise(to.seed(), to.truncation()).toFloats();
            var drawings = new ArrayList<Drawing>();
            for (int i = 0; i < steps; i++) {
              double beta = (double) i / (steps - 1);
              try (var _ = Scope.open()) {
                Tensor text = mixed(start, end, beta); // [1, W]
                float[] z = Noise.between(startNoise, endNoise, beta);
                Image image = picture(Tensors.of(z, 1, z.length), text);
                drawings.add(between(from, to, steps, beta, image));
              }
            }
            return List.copyOf(drawings);
          }
        });
  }

  private static Tensor mixed(Tensor start, Tensor end, double beta) {
    if (beta == 0 || beta == 1) {
      return beta == 0 ? start : end;
    }
    return start.times(1 - beta).plus(end.times(beta)); // [1, W]
  }

  private Drawing between(Prompt from, Prompt to, int steps, double beta, Image image) {
    var more = new LinkedHashMap<String, String>();
    more.put("to", to.text());
    if (to.seed() != from.seed()) {
      more.put("to seed", Long.toString(to.seed()));
    }
    more.put("steps", Integer.toString(steps));
    more.put("beta", Double.toString(Math.round(beta * 1e6) / 1e6));
    var unknown = new ArrayList<>(understood(from.text()).unknown());
    var warnings = new ArrayList<>(understood(from.text()).warnings());
    Reading other = understood(to.text());
    other.unknown().stream().filter(word -> !unknown.contains(word)).forEach(unknown::add);
    other.warnings().stream().filter(line -> !warnings.contains(line)).forEach(warnings::add);
    return new Drawing(
        image, provenance(from.text(), from.seed(), from.truncation(), more), unknown, warnings);
  }

  private Provenance provenance(
      String text, long seed, double truncation, Map<String, String> further) {
    var more = new LinkedHashMap<String, String>();
    more.put("truncation", Double.toString(truncation));
    more.putAll(further);
    return new Provenance(text, seed, name(), hash(), VERSION, more);
  }

  /// Alone, so that it does not depend on the sentences beside it.
  private Tensor encoded(String text) {
    return switch (description().condition()) {
      case TEXT -> {
        if (text.isEmpty()) {
          throw new DrawException("a sentence is missing; model " + name() + " draws from one");
        }
        yield model.encoder().encode(List.of(text)); // [1, W]
      }
      case CLASSES -> classRow(text); // [1, classes]
      case NOTHING -> {
        if (!text.isEmpty()) {
          throw new DrawException(
              "\"%s\": model %s draws from noise alone; expected no sentence"
                  .formatted(text, name()));
        }
        yield Tensors.zeros(1, 0); // [1, 0]
      }
    };
  }

  /// The one-hot row of a class, found by its name whatever its case.
  private Tensor classRow(String text) {
    var classes = description().classes();
    for (int i = 0; i < classes.size(); i++) {
      if (classes.get(i).equalsIgnoreCase(text)) {
        return LabelledExamples.oneHot(new int[] {i}, classes.size()); // [1, classes]
      }
    }
    throw new DrawException(
        (text.isEmpty() ? "a class is missing" : "class \"" + text + "\"")
            + "; model "
            + name()
            + " knows "
            + String.join(", ", classes));
  }

  private Tensor noise(long seed, double truncation) {
    return Drawer.noise(seed, model.generator().noise(), truncation); // [1, Z]
  }

  /// Alone, because the engine's convolutions round differently in batches of different sizes. And
  /// twice over, because a batch of one, whose memory layout is ambiguous, falls back to
  /// convolutions that are sixty times slower (275 ms against 4.5 on two cores).
  private Image picture(Tensor z, Tensor text) {
    Tensor pictures = model.generator().draw(z.repeat(2, 1), text.repeat(2, 1)); // [2, 3, R, R]
    return Drawer.images(pictures.narrow(0, 0, 1)).getFirst();
  }

  /// Frees the model once the drawings that are under way are done. Drawing afterwards is a
  /// [DrawException]; a second call does nothing.
  @Override
  public void close() {
    studio.close(model::close);
  }
}
