package dev.limn.reproduce;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/// One known result, shown again: trained, drawn and measured by one command.
///
/// Found by [ServiceLoader], so a third party can add one.
public interface Experiment {
  /// What a list of experiments says of one.
  ///
  /// @param name on the command line, in lower case with dashes
  /// @param what one line: what is trained and drawn
  /// @param claim what has to come out, in words
  /// @param rows numbers of the project's seed list (techniques and pictures of the field) that it
  ///   shows
  /// @param quickMinutes estimated, on one core
  /// @param fullMinutes estimated, on one core, with the paper's settings
  /// @param data what `--data` has to be, where the experiment needs data from outside
  record Card(
      String name,
      String what,
      String claim,
      List<Integer> rows,
      double quickMinutes,
      double fullMinutes,
      Optional<String> data) {
    public Card {
      if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
        throw new IllegalArgumentException(
            "experiment '" + name + "'; expected lower-case words with dashes between them");
      }
      if (!(quickMinutes > 0) || !(fullMinutes >= quickMinutes)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "experiment '%s' takes %s minutes, in full %s; expected 0 < quick ≤ full",
                name,
                quickMinutes,
                fullMinutes));
      }
      rows = List.copyOf(rows);
    }

    /// One that needs no data from outside.
    public Card(
        String name,
        String what,
        String claim,
        List<Integer> rows,
        double quickMinutes,
        double fullMinutes) {
      this(name, what, claim, rows, quickMinutes, fullMinutes, Optional.empty());
    }
  }

  /// What only some experiments can do.
  enum Ability {
    /// A reproduction that was interrupted can be gone on with in its folder: `--resume`.
    RESUME("--resume DIR goes on with one that was interrupted"),
    /// It draws sentences, and the user may name them: `--caption`.
    CAPTIONS("--caption SENTENCE, repeated, names what is drawn");

    private final String option;

    Ability(String option) {
      this.option = option;
    }

    /// The option of the command line, and what it does.
    public String option() {
      return option;
    }
  }

  Card card();

  /// What it can do beyond training, drawing and measuring once; usually nothing.
  default Set<Ability> abilities() {
    return Set.of();
  }

  /// Whether it takes the paper's settings where neither quick nor full ones are asked for; usually
  /// not.
  default boolean usuallyFull() {
    return false;
  }

  /// Looks at everything that the user named, before anything is written.
  ///
  /// @return what the content of the data is known by; a reproduction that goes on needs the same
  /// @throws RuntimeException naming what is missing or wrong
  default Map<String, Object> inputs(Context context) {
    return Map.of();
  }

  /// Trains, draws and measures. Files go to [Context#out]; what they mean goes to the report,
  /// which is written afterwards, claims and all. One that can be resumed is called again with the
  /// same folder, goes on with what it finds there, and overwrites nothing.
  void run(Context context, Report report);

  /// All experiments on the class path, by name.
  static List<Experiment> all() {
    return ServiceLoader.load(Experiment.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(experiment -> experiment.card().name()))
        .toList();
  }

  /// @throws ReproduceException with the known names
  static Experiment named(String name) {
    List<Experiment> all = all();
    return all.stream()
        .filter(experiment -> experiment.card().name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ReproduceException(
                    "experiment '"
                        + name
                        + "'; known are "
                        + String.join(
                            ", ", all.stream().map(other -> other.card().name()).toList())));
  }
}
