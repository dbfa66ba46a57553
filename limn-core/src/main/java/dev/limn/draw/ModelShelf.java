package dev.limn.draw;

import dev.limn.model.ModelException;
import dev.limn.text.TextEncoder;
import dev.limn.text.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A folder of models, and the choice among them.
///
/// It reads no weights and never touches the engine.
///
/// @param directory with a folder for each model; a missing one is an empty shelf
public record ModelShelf(Path directory) {
  /// A model that was chosen for a sentence.
  ///
  /// @param model its folder
  /// @param known words of the sentence that it knows
  /// @param words of the sentence
  public record Choice(Path model, int known, int words) {
    /// The folder's name.
    public String name() {
      return model.getFileName().toString();
    }
  }

  private record Candidate(Choice choice, double familiarity) {}

  /// The models' folders by name.
  ///
  /// @throws ModelException when the shelf cannot be read
  public List<Path> models() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (var entries = Files.list(directory)) {
      return entries.filter(ModelBundle::isModel).sorted().toList();
    } catch (IOException e) {
      throw new ModelException(directory + ": cannot be listed: " + e, e);
    }
  }

  /// The model whose vocabulary knows most of a sentence's words; among equals the one to whose
  /// captions they are the most common, so that "a red flower" goes to flowers although captions of
  /// birds speak of flowers, too.
  ///
  /// @return empty when the shelf is
  /// @throws dev.limn.text.TextException when a vocabulary is damaged
  public Optional<Choice> best(String sentence) {
    var candidates = new ArrayList<Candidate>();
    for (Path model : models()) {
      TextEncoder.vocabulary(model)
          .ifPresent(vocabulary -> candidates.add(candidate(model, vocabulary, sentence)));
    }
    return candidates.stream()
        .max(
            Comparator.<Candidate>comparingInt(candidate -> candidate.choice().known())
                .thenComparingDouble(Candidate::familiarity)
                .thenComparing(candidate -> candidate.choice().model(), Comparator.reverseOrder()))
        .map(Candidate::choice);
  }

  /// Vocabularies are sorted by frequency, and by Zipf's law the word of rank `r` has a share of
  /// about `1/r`: the less the logarithms of the ranks sum up to, the more the sentence is like the
  /// captions.
  private static Candidate candidate(Path model, Vocabulary vocabulary, String sentence) {
    var words = vocabulary.tokenizer().words(sentence);
    int known = 0;
    double familiarity = 0;
    for (String word : words) {
      if (vocabulary.knows(word)) {
        known++;
        familiarity -= Math.log(vocabulary.number(word));
      }
    }
    return new Candidate(new Choice(model, known, words.size()), familiarity);
  }
}
