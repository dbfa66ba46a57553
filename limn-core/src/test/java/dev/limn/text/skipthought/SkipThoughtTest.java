package dev.limn.text.skipthought;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.config.Settings;
import dev.limn.text.Corpus;
import dev.limn.text.Exactly;
import dev.limn.text.NearestSentences;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.train.Learner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SkipThoughtTest {
  private static final List<String> WHO =
      List.of("dog", "cat", "bird", "fish", "horse", "cow", "sheep", "goose");
  private static final List<String> DOES = List.of("runs", "sleeps", "eats", "jumps", "hides");
  private static final List<String> HOW =
      List.of("now", "often", "seldom", "soon", "never", "always", "there");

  private static SkipThoughtConfig config(SkipThought.Kind kind, int steps) {
    return new SkipThoughtConfig(
        SkipThought.ARCHITECTURE,
        2,
        kind,
        Corpus.Lines.AUTO,
        1,
        1000,
        10,
        8,
        12,
        steps,
        8,
        1e-2,
        true,
        5,
        1);
  }

  /// Documents of six sentences about one animal each; no two that are held back share theirs.
  private static Corpus.Parts animals() {
    var documents = new ArrayList<Corpus.Document>();
    for (int d = 0; d < 40; d++) {
      var sentences = new ArrayList<String>();
      for (int i = 0; i < 6; i++) {
        sentences.add(
            "%s %s the %s"
                .formatted(
                    HOW.get((d + 2 * i) % 7), DOES.get((3 * d + i * i) % 5), WHO.get(d % 8)));
      }
      documents.add(new Corpus.Document(sentences, true, false));
    }
    return new Corpus(documents, "animals").split(5);
  }

  private static SkipThoughtTraining training(SkipThought.Kind kind, int steps) {
    return new SkipThoughtTraining(animals(), config(kind, steps), Device.CPU);
  }

  @ParameterizedTest
  @EnumSource(SkipThought.Kind.class)
  void aResumedTrainingIsTheSame(SkipThought.Kind kind) {
    try (var one = training(kind, 20);
        var two = training(kind, 20)) {
      Exactly.resumes(
          () -> one.begin(one.stages().getFirst()), () -> two.begin(two.stages().getFirst()));
    }
  }

  @Test
  void sentencesLearnToFindTheirNeighbours() {
    try (var training = training(SkipThought.Kind.UNI, 150)) {
      var figures = new LinkedHashMap<String, Double>();
      var first = new ArrayList<Double>();
      try (var encoder =
              training.run(
                  (_, report) -> {
                    assertThat(report.applied()).isTrue();
                    first.add(report.figures().get("perplexity"));
                    figures.putAll(report.figures());
                  });
          var _ = Scope.open()) {
        // an untrained one is as puzzled as by any of the words, and a trained one by few
        assertThat(first.getFirst()).isGreaterThan(15);
        assertThat(figures.get("perplexity")).isLessThan(6);
        assertThat(figures).containsKeys("held-back/perplexity", "held-back/neighbours");
        var heldBack = animals().heldBack();
        var found = NearestSentences.neighbours(heldBack, encoder, 1000);
        assertThat(found.chance()).isBetween(0.05, 0.2);
        assertThat(found.found()).isGreaterThan(4 * found.chance());
        try (var nearest = new NearestSentences(heldBack.sentences(), encoder)) {
          String asked = heldBack.sentences().getFirst();
          var of = nearest.of(asked, 3);
          assertThat(of).hasSize(3).noneMatch(one -> one.sentence().equals(asked));
          assertThat(of.getFirst().similarity()).isGreaterThanOrEqualTo(of.getLast().similarity());
        }
        var vectors = encoder.encode(animals().train().sentences());
        assertThat(vectors.mean(false, 0).abs().max().item()).isLessThan(1e-4);
        assertThat(Math.abs(vectors.square().mean().item() - 1)).isLessThan(1e-4);
      }
      assertThat(training.findings()).hasSize(20).first().asString().startsWith("nearest to \"");
    }
  }

  @Test
  void stepsLeaveNoTensorsBehind() {
    try (var training = training(SkipThought.Kind.COMBINED, 50)) {
      Learner learner = training.begin(training.stages().getFirst());
      learner.step();
      long before = Scope.live();
      for (int i = 0; i < 5; i++) {
        learner.step();
      }
      assertThat(Scope.live()).isEqualTo(before);
    }
  }

  @Test
  void smallCorporaGetSmallBatchesAndWrongNumbersAreNamed() {
    var three = List.of(new Corpus.Document(List.of("a b", "c d", "e f"), false, false));
    var parts = new Corpus(three, "here").split(0);
    try (var training =
        new SkipThoughtTraining(parts, config(SkipThought.Kind.UNI, 2), Device.CPU)) {
      assertThat(training.config().batch()).isEqualTo(1);
      assertThat(training.begin(training.stages().getFirst()).step().applied()).isTrue();
      assertThat(training.pictureSide()).isEmpty();
      assertThat(training.findings()).isNotEmpty();
    }
    var overrides = Map.of("kind", "bi", "hidden", 7);
    assertThatThrownBy(
            () -> Settings.with(SkipThoughtConfig.small(), SkipThoughtConfig.class, overrides))
        .hasMessageContaining("hidden 7 of a skip-thought encoder of kind bi; expected an even");
    assertThat(SkipThoughtConfig.paper().sizes())
        .isEqualTo(new SkipThought.Sizes(SkipThought.Kind.COMBINED, 620, 2400, 30));
  }
}
