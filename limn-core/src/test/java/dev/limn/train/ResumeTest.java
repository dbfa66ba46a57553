package dev.limn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.data.LoaderConfig;
import dev.limn.data.PackedCache;
import dev.limn.model.reed.ReedLearner;
import dev.limn.model.reed.Tiny;
import dev.limn.text.CaptionEmbeddings;
import dev.limn.text.SmallData;
import dev.limn.text.TextEncoder;
import dev.limn.text.Vocabulary;
import dev.limn.text.joint.WordGru;
import dev.limn.torch.Device;
import dev.limn.torch.Engine;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Forty steps are forty steps, interrupted or not, to the last bit.
final class ResumeTest {
  private static final int STEPS = 40;
  private static final int BATCH = 4;
  private static final int PICTURES = 12;
  private static final int NOWHERE = -1;

  @TempDir static Path data;
  private static PackedCache cache;
  private static CaptionEmbeddings embeddings;

  @TempDir Path folder;

  @BeforeAll
  static void pack() {
    cache = SmallData.pack(data, PICTURES, 68);
    var captions = IntStream.range(0, PICTURES).boxed().flatMap(i -> cache.captions(i).stream());
    try (var rng = new Rng(5);
        var encoder =
            new TextEncoder(
                new WordGru(
                    Vocabulary.of(captions.toList(), 1),
                    new WordGru.Sizes(6, 7, Tiny.TEXT, 40),
                    rng),
                Device.CPU)) {
      embeddings = CaptionEmbeddings.of(cache, encoder);
    }
  }

  @AfterAll
  static void close() {
    embeddings.close();
    cache.close();
  }

  /// A learner on real data, with a picture that is not a number at a position.
  private static ReedLearner learner(int brokenAt) {
    var loading = LoaderConfig.of(64, BATCH, 3).withCaptions(2);
    int[] all = IntStream.range(0, PICTURES).toArray();
    var examples = new CaptionedExamples(cache, all, loading, embeddings);
    return Tiny.learner(Tiny.config(Map.of()), 0, new BrokenExamples(examples, brokenAt));
  }

  private static final class Messages implements TrainingListener {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void message(String line) {
      lines.add(line);
    }
  }

  /// Trains in new objects from what is in the folder; returns the state's hash.
  private String train(Path where, int steps, int brokenAt, Messages messages) {
    try (var learner = learner(brokenAt);
        var store = CheckpointStore.open(where, CheckpointStore.Retention.DEFAULT)) {
      var plan = new Trainer.Plan(STEPS * BATCH, BATCH, 0, 1_000_000);
      var trainer = new Trainer(learner, plan, store, "same", List.of(messages));
      trainer.resume();
      int[] left = {steps};
      var end = trainer.run(() -> --left[0] == 0);
      assertThat(end).isEqualTo(steps < STEPS ? Trainer.End.INTERRUPTED : Trainer.End.FINISHED);
      return Tiny.sha256(learner.state());
    }
  }

  @ParameterizedTest
  @CsvSource({
    // in the middle of an epoch of three batches, at its end, after it
    "17, -1",
    "18, -1",
    "19, -1",
    // right behind a step that was skipped
    "17, 64",
    "18, 68"
  })
  void anInterruptedTrainingEndsWithTheSameBits(int steps, int brokenAt) {
    var messages = new Messages();
    String whole = train(folder.resolve("whole"), STEPS + 1, brokenAt, messages);
    assertThat(messages.lines.stream().filter(line -> line.contains("skipped")).count())
        .isEqualTo(brokenAt == NOWHERE ? 0 : 1);
    String part = train(folder.resolve("parts"), steps, brokenAt, new Messages());
    assertThat(part).isNotEqualTo(whole);
    messages = new Messages();
    assertThat(train(folder.resolve("parts"), STEPS + 1, brokenAt, messages)).isEqualTo(whole);
    assertThat(messages.lines)
        .noneMatch(line -> line.contains("not bit-exact"))
        .anyMatch(line -> line.startsWith("continuing at 0.1 kimg"));
  }

  /// What the test above would not notice, it would not prove.
  @ParameterizedTest
  @ValueSource(
      strings = {"generator-adam/", "discriminator-adam/", "average/", "rng", "position", "steps"})
  void withoutAPartOfTheStateTheBitsDiffer(String dropped) {
    String whole = hashOf(learner(NOWHERE), 40);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> values = new LinkedHashMap<>();
    try (var _ = Scope.open();
        var first = learner(NOWHERE);
        var second = learner(NOWHERE)) {
      for (int i = 0; i < 17; i++) {
        first.step();
      }
      var fresh = second.state();
      first
          .state()
          .tensors()
          .forEach(
              (name, tensor) ->
                  tensors.put(name, name.startsWith(dropped) ? fresh.tensors().get(name) : tensor));
      first
          .state()
          .values()
          .forEach(
              (name, value) ->
                  values.put(name, name.endsWith(dropped) ? fresh.values().get(name) : value));
      second.restore(new LearnerState(tensors, values));
      assertThat(continued(second, 23)).isNotEqualTo(whole);
      // And with all of it they do not.
      second.restore(new LearnerState(first.state().tensors(), first.state().values()));
      assertThat(continued(second, 23)).isEqualTo(whole);
    }
  }

  private static String hashOf(ReedLearner learner, int steps) {
    try (learner) {
      return continued(learner, steps);
    }
  }

  private static String continued(ReedLearner learner, int steps) {
    for (int i = 0; i < steps; i++) {
      learner.step();
    }
    return Tiny.sha256(learner.state());
  }

  @Test
  void anotherNumberOfThreadsIsSaid() {
    int threads = Engine.threads();
    try {
      Engine.threads(1);
      train(folder, 5, NOWHERE, new Messages());
      Engine.threads(2);
      var messages = new Messages();
      train(folder, 5, NOWHERE, messages);
      assertThat(messages.lines).contains("resume is not bit-exact: threads was 1, is 2");
    } finally {
      Engine.threads(threads);
    }
  }

  @Test
  void aCheckpointOfAnotherTrainingIsRefused() {
    train(folder, 5, NOWHERE, new Messages());
    try (var learner = learner(NOWHERE);
        var store = CheckpointStore.open(folder, CheckpointStore.Retention.DEFAULT)) {
      var plan = new Trainer.Plan(STEPS * BATCH, BATCH, 0, 1_000_000);
      var trainer = new Trainer(learner, plan, store, "other", List.of());
      assertThatThrownBy(trainer::resume)
          .isInstanceOf(TrainException.class)
          .hasMessageContaining("another configuration or other data");
    }
  }

  @Test
  void checkpointsAreNumberedByPictures() {
    train(folder, 5, NOWHERE, new Messages());
    train(folder, 5, NOWHERE, new Messages());
    var names =
        CheckpointStore.newestValid(folder).checkpoint().orElseThrow().directory().getFileName();
    assertThat(names.toString()).isEqualTo("000040");
    assertThat(Trainer.seen(Checkpoint.verify(folder.resolve("000020")))).isEqualTo(20);
  }
}
