package dev.limn.model;

import dev.limn.config.Settings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;

/// A family of networks that are trained the same way: how it is configured and what it learns
/// from.
///
/// What is made of it is said by its kind: a [ModelFamily] draws or translates pictures, a
/// [RowFamily] draws rows of numbers, an [InversionFamily] reads the noise off the drawings of a
/// model that is there, and a `dev.limn.text.training.EncoderFamily` reads sentences. A run and its
/// command line know the kinds, and no family by name.
///
/// Found by [ServiceLoader], so a third party can add one.
///
/// @param <C> its config: a record that cannot be wrong
public interface Family<C extends Record> {
  /// The name of the one that is trained on pictures when none is named.
  String DEFAULT = "df-gan";

  /// Names that are asked for and are no family here, with what there is instead.
  Map<String, String> ELSEWHERE =
      Map.of(
          "semi-supervised",
          "learns to name classes, not to draw; 'limn reproduce semi-supervised --data DIR' trains"
              + " it");

  /// The length of most trainings, in thousands of pictures.
  int USUAL_KIMG = 300;

  /// The name on the command line and in `config.json`.
  String name();

  /// One line for people.
  String description();

  /// The type of its config.
  Class<C> configType();

  /// The starting points of its config by name, in the order in which people are told of them; the
  /// first is the default.
  Map<String, C> presets();

  /// The starting point of that name.
  ///
  /// @throws ModelException with the names that there are
  default C preset(String preset) {
    C base = presets().get(preset);
    if (base == null) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "preset '%s' of %s; known are %s",
              preset,
              name(),
              String.join(presets().size() == 2 ? " and " : ", ", presets().keySet())));
    }
    return base;
  }

  /// A preset with some settings replaced.
  ///
  /// @param overrides keys and values as files and the command line have them, see [Settings#with]
  /// @throws ModelException naming the preset, key or value that is wrong
  default C config(String preset, Map<String, ?> overrides) {
    return Settings.with(preset(preset), configType(), overrides);
  }

  /// The config that a run or a model was stored with. What was not known to the version that wrote
  /// it has the value that it had there.
  ///
  /// @throws ModelException naming the key or value that is wrong
  default C stored(Map<String, ?> settings) {
    return Settings.of(settings, configType());
  }

  /// With the config that a run or a model was stored with.
  default Configured<C> configured(Map<String, ?> settings) {
    return new Configured<>(this, stored(settings));
  }

  /// What it learns from.
  DataNeeds needs(C config);

  /// How long a training is when nothing else is said, in thousands of pictures.
  default double kimg(String preset) {
    return USUAL_KIMG;
  }

  /// What a run of it may name besides its data.
  enum Input {
    /// A run with whose weights it begins.
    WEIGHTS,
    /// A model for which it is trained.
    GENERATOR,
    /// Measures of its drawings.
    MEASURES
  }

  /// What a run of it may name besides its data; a [Input#GENERATOR] it must name.
  default Set<Input> inputs() {
    return Set.of();
  }

  /// Other names by which one of its presets is asked for, where the data are such as it learns
  /// from: `wgan` on a table is a preset of the family that learns from tables.
  default Map<String, String> aliases() {
    return Map.of();
  }

  /// Settings that only it has: who says one of them and no family means this one.
  default Set<String> namedBy() {
    return Set.of();
  }

  /// All families on the class path.
  static List<Family<?>> all() {
    return ServiceLoader.load(Family.class).stream()
        .<Family<?>>map(ServiceLoader.Provider::get)
        .toList();
  }

  /// @throws ModelException with the known names
  static Family<?> named(String name) {
    List<Family<?>> families = all();
    return families.stream()
        .filter(family -> family.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ModelException(
                    "family '"
                        + name
                        + "'; known are "
                        + String.join(
                            ", ", families.stream().<String>map(Family::name).sorted().toList())));
  }
}
