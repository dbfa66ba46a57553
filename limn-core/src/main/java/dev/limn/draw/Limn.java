package dev.limn.draw;

import dev.limn.image.Image;
import dev.limn.image.ImageDecoder;
import dev.limn.image.Provenance;
import dev.limn.model.style.StyleEncoder;
import dev.limn.text.CaptionCoverage;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;

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

  private final EngineThread studio;
  private final ModelBundle model;
  private final ConditionEncoder sentences;
  private final Device device;
  private final Map<String, String> changes; // as pictures name them
  private Optional<StyleEncoder> styles = Optional.empty(); // of the studio's thread

  private Limn(EngineThread studio, ModelBundle model, Device device, Map<String, ?> changes) {
    this.studio = studio;
    this.model = model;
    sentences = new ConditionEncoder(model);
    this.device = device;
    var named = new TreeMap<String, String>();
    changes.forEach((key, value) -> named.put(key, String.valueOf(value)));
    this.changes = named;
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
    return open(directory, device, Map.of());
  }

  /// Opens a model to draw in another way than its own.
  ///
  /// @param directory a model's folder, or that of a training run
  /// @param device where it computes
  /// @param changes settings that are to be others than the model's: `stage` 1 of a model in two
  ///   stages draws the sketches that the second would go on from, for the same seeds; pictures
  ///   name them in their metadata
  /// @throws dev.limn.model.ModelException when there is no model, or one that cannot be used so
  public static Limn open(Path directory, Device device, Map<String, ?> changes) {
    Path found = ModelBundle.locate(directory);
    var studio = new EngineThread("limn-draw");
    var opened = new AtomicReference<Optional<ModelBundle>>(Optional.empty());
    try {
      studio.call(
          () -> {
            var bundle = ModelBundle.open(found, device, changes);
            opened.set(Optional.of(bundle));
            return bundle.generator();
          });
      return new Limn(studio, opened.get().orElseThrow(), device, changes);
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
  public CaptionCoverage reading(String sentence) {
    return sentences.reading(sentence.isEmpty() ? "" : Prompt.of(sentence).text());
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
              Tensor text = texts.computeIfAbsent(prompt.text(), sentences::encoded); // [1, W]
              CaptionCoverage reading = sentences.reading(prompt.text());
              for (int k = 0; k < prompt.count(); k++) {
                drawings.add(drawn(prompt, prompt.seed() + k, text, reading));
              }
            }
            return List.copyOf(drawings);
          }
        });
  }

  private Drawing drawn(Prompt prompt, long seed, Tensor text, CaptionCoverage reading) {
    float[] z = noise(seed, prompt.truncation());
    return drawn(prompt, seed, z, text, reading, Map.of());
  }

  private Drawing drawn(
      Prompt prompt,
      long seed,
      float[] z,
      Tensor text,
      CaptionCoverage reading,
      Map<String, String> more) {
    try (var _ = Scope.open()) {
      return new Drawing(
          picture(Tensors.of(z, 1, z.length), text),
          provenance(prompt.text(), seed, prompt.truncation(), more),
          reading.unknown(),
          reading.warnings());
    }
  }

  /// Draws the prompt with its noise moved towards that of another seed, along the great circle:
  /// near relatives of a drawing that one likes.
  ///
  /// @param prompt whose first seed is varied; its count does not matter
  /// @param towards the other seed, 0 to [Prompt#MAX_SEED]
  /// @param strength how far, from 0, the drawing itself, to 1, that of the other seed
  /// @throws DrawException naming the value that is wrong, or when the model was closed
  public Drawing variation(Prompt prompt, long towards, double strength) {
    if (!(strength >= 0 && strength <= 1)) { // NaN, too
      throw new DrawException("strength " + strength + "; expected 0 to 1");
    }
    prompt.withCount(1).withSeed(towards); // checks it
    return studio.call(
        () -> {
          try (var _ = Scope.open()) {
            float[] z =
                Noise.between(
                    noise(prompt.seed(), prompt.truncation()),
                    noise(towards, prompt.truncation()),
                    strength,
                    Mixing.SPHERICAL);
            var more = new LinkedHashMap<String, String>();
            more.put("Variation seed", Long.toString(towards));
            more.put("Variation seed strength", Double.toString(strength));
            CaptionCoverage reading = sentences.reading(prompt.text());
            return drawn(prompt, prompt.seed(), z, sentences.encoded(prompt.text()), reading, more);
          }
        });
  }

  /// Variations towards the seeds that follow the prompt's, as [#variation] makes them; after the
  /// largest seed comes 0.
  ///
  /// @param number of variations, 1 to 10,000
  /// @throws DrawException as [#variation], or when the number is none of these
  public List<Drawing> variations(Prompt prompt, int number, double strength) {
    if (number < 1 || number > MOST_STEPS) {
      throw new DrawException(number + " variations; expected 1 to " + MOST_STEPS);
    }
    return LongStream.rangeClosed(1, number)
        .mapToObj(k -> variation(prompt, (prompt.seed() + k) % (Prompt.MAX_SEED + 1), strength))
        .toList();
  }

  /// Draws the sentence whole and without each of its words, with the same noise.
  ///
  /// @param prompt `count` seeds, over which the changes are averaged
  /// @throws DrawException when the sentence has fewer than two words, or the model was closed
  public WordAblation ablate(Prompt prompt) {
    var words = new ArrayList<WordAblation.Word>();
    var parts = WordAblation.parts(prompt.text(), sentences.tokenizer());
    var whole = draw(prompt);
    for (var part : parts) {
      var without =
          draw(new Prompt(part.rest(), prompt.seed(), prompt.count(), prompt.truncation()));
      words.add(new WordAblation.Word(part.word(), without, WordAblation.change(whole, without)));
    }
    return new WordAblation(whole, words);
  }

  /// Reads the style of a picture of any kind and size (Reed et al. 2016, §4.4).
  ///
  /// @throws dev.limn.model.ModelException when the model has no style encoder, or one of another
  ///   generator
  /// @throws dev.limn.image.DecodeException when the file is no picture
  /// @throws DrawException when it cannot be read, or the model was closed
  public Style style(Path picture) {
    byte[] bytes = Style.bytes(picture);
    Image image = ImageDecoder.decode(bytes, picture.toString());
    return studio.call(
        () -> {
          if (styles.isEmpty()) {
            styles =
                Optional.of(
                    StyleEncoder.open(model.directory(), model.generator(), hash(), device));
          }
          float[] noise = styles.get().encode(image);
          return new Style(picture.toString(), Fingerprint.of(bytes), noise);
        });
  }

  /// Draws the sentence in a picture's style. Of the prompt only the sentence and the truncation
  /// matter.
  ///
  /// @throws DrawException when the style is of another model's width, or the model was closed
  public Drawing draw(Prompt prompt, Style style) {
    float[] z = style.noise();
    if (z.length != model.generator().noise()) {
      String found = "style " + style.name() + " has " + z.length + " numbers; model " + name();
      throw new DrawException(found + " expects " + model.generator().noise());
    }
    for (int i = 0; i < z.length; i++) {
      z[i] *= (float) prompt.truncation();
    }
    var more = new LinkedHashMap<String, String>();
    more.put("style", style.name());
    more.put("style hash", style.hash());
    return studio.call(
        () -> {
          try (var _ = Scope.open()) {
            CaptionCoverage reading = sentences.reading(prompt.text());
            return drawn(prompt, prompt.seed(), z, sentences.encoded(prompt.text()), reading, more);
          }
        });
  }

  /// Goes from one prompt to another in equal steps: the sentences' embeddings are mixed with
  /// weights from 0 to 1 (Reed et al. 2016, §5.4: *interpolating between sentences*), while the
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
    return interpolate(from, to, steps, Mixing.SPHERICAL);
  }

  /// As [#interpolate(Prompt, Prompt, int)].
  ///
  /// @param mixing how the noise goes, where the seeds differ
  /// @throws DrawException as there
  public List<Drawing> interpolate(Prompt from, Prompt to, int steps, Mixing mixing) {
    if (steps < 2 || steps > MOST_STEPS) {
      throw new DrawException(steps + " steps; expected 2 to " + MOST_STEPS);
    }
    return studio.call(
        () -> {
          try (var _ = Scope.open()) {
            Tensor start = sentences.encoded(from.text()); // [1, W]
            Tensor end = sentences.encoded(to.text()); // [1, W]
            float[] startNoise = noise(from.seed(), from.truncation());
            float[] endNoise = noise(to.seed(), to.truncation());
            var drawings = new ArrayList<Drawing>();
            for (int i = 0; i < steps; i++) {
              double beta = (double) i / (steps - 1);
              try (var _ = Scope.open()) {
                Tensor text = mixed(start, end, beta); // [1, W]
                float[] z = Noise.between(startNoise, endNoise, beta, mixing);
                Image image = picture(Tensors.of(z, 1, z.length), text);
                drawings.add(between(from, to, steps, beta, mixing, image));
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

  private Drawing between(
      Prompt from, Prompt to, int steps, double beta, Mixing mixing, Image image) {
    var more = new LinkedHashMap<String, String>();
    if (to.seed() == from.seed() || !to.text().equals(from.text())) {
      more.put("to", to.text());
    }
    if (to.seed() != from.seed()) {
      more.put("to seed", Long.toString(to.seed()));
      if (mixing == Mixing.LINEAR) {
        more.put("mixing", "linear");
      }
    }
    more.put("steps", Integer.toString(steps));
    more.put("beta", Double.toString(Math.round(beta * 1e6) / 1e6));
    var unknown = new ArrayList<>(sentences.reading(from.text()).unknown());
    var warnings = new ArrayList<>(sentences.reading(from.text()).warnings());
    CaptionCoverage other = sentences.reading(to.text());
    other.unknown().stream().filter(word -> !unknown.contains(word)).forEach(unknown::add);
    other.warnings().stream().filter(line -> !warnings.contains(line)).forEach(warnings::add);
    return new Drawing(
        image, provenance(from.text(), from.seed(), from.truncation(), more), unknown, warnings);
  }

  private Provenance provenance(
      String text, long seed, double truncation, Map<String, String> further) {
    var more = new LinkedHashMap<String, String>();
    more.put("truncation", Double.toString(truncation));
    more.putAll(changes);
    more.putAll(further);
    return new Provenance(text, seed, name(), hash(), VERSION, more);
  }

  private float[] noise(long seed, double truncation) {
    try (var _ = Scope.open()) {
      return ImageTensors.noise(seed, model.generator().noise(), truncation).toFloats();
    }
  }

  /// Alone, because the engine's convolutions round differently in batches of different sizes.
  private Image picture(Tensor z, Tensor text) {
    return ImageTensors.images(model.generator().draw(z, text)).getFirst(); // [1, 3, R, R]
  }

  /// Frees the model once the drawings that are under way are done. Drawing afterwards is a
  /// [DrawException]; a second call does nothing.
  @Override
  public void close() {
    studio.close(
        () -> {
          styles.ifPresent(StyleEncoder::close);
          model.close();
        });
  }
}
