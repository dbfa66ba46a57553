package dev.limn.reproduce;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

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
            "experiment '%s' takes %s minutes, in full %s; expected 0 < quick ≤ full"
                .formatted(name, quickMinutes, fullMinutes));
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

  Card card();

  /// Trains, draws and measures. Files go to [Context#out]; what they mean goes to the report,
  /// which is written afterwards, claims and all.
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
