package dev.limn.text.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.config.ConfigException;
import dev.limn.config.Settings;
import dev.limn.data.PackedCache;
import dev.limn.data.SplitRule;
import dev.limn.text.Exactly;
import dev.limn.text.Retrieval;
import dev.limn.text.SmallData;
import dev.limn.text.TextException;
import dev.limn.text.training.CaptionSets;
import dev.limn.text.training.PictureSource;
import dev.limn.torch.Device;
import dev.limn.torch.Precision;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.train.Learner;
import dev.limn.train.LearnerState;
import dev.limn.train.TrainException;
import dev.limn.vision.ClassifierLearner;
import dev.limn.vision.PictureEncoder;
import dev.limn.vision.Pictures;
import dev.limn.vision.VisionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JointEmbeddingLearnerTest {
  private static JointEmbeddingConfig config(String encoder, String features) {
    boolean words = encoder.equals(WordGru.ARCHITECTURE);
    return new JointEmbeddingConfig(
        encoder,
        2,
        features,
        8,
        1,
        6,
        14,
        11,
        10,
        12,
        12,
        6,
        3e-3,
        60,
        words ? 6 : 3,
        words ? 5e-3 : 7e-4,
        1,
        words ? 0.3 : 0,
        words ? 0.1 : 0,
        words ? 0.2 : 0,
        words ? 5 : 0,
        Precision.FLOAT32,
        1);
  }

  private static void resumesExactly(Supplier<Learner> fresh) {
    Exactly.resumes(fresh, fresh);
  }

  @Test
  void theClassifierResumesExactly(@TempDir Path folder) {
    try (var cache = SmallData.pack(folder, 24, 12)) {
      int[] train = new SplitRule(4).apply(cache).train();
      resumesExactly(
          () ->
              new ClassifierLearner(
                  cache, train, config("word-gru", "classifier").classifier(), Device.CPU));
    }
  }

  @ParameterizedTest
  @CsvSource({"word-gru, classifier", "word-gru, joint", "char-cnn-rnn, classifier"})
  void theJointEmbeddingResumesExactly(String encoder, String features, @TempDir Path folder) {
    try (var cache = SmallData.pack(folder, 24, 12);
        var trained = training(cache, encoder, features);
        var untrained = training(cache, encoder, features)) {
      var first = trained.stages().getFirst();
      for (int step = 0; trained.stages().size() > 1 && step < 5; step++) {
        trained.begin(first).step();
      }
      // the second one has other picture features, until it is restored
      resumesExactly(
          new Supplier<>() {
            private boolean asked;

            @Override
            public Learner get() {
              var next = asked ? untrained : trained;
              asked = true;
              return next.begin(next.stages().getLast());
            }
          });
    }
  }

  private static JointEmbeddingTraining training(
      PackedCache cache, String encoder, String features) {
    var parts = new SplitRule(4).apply(cache);
    return new JointEmbeddingTraining(cache, parts, config(encoder, features), Device.CPU);
  }

  @ParameterizedTest
  @ValueSource(strings = {"classifier", "joint"})
  void captionsFindPicturesOfTheirColour(String features, @TempDir Path folder) {
    try (var cache = SmallData.pack(folder, 48, 12);
        var training = training(cache, "word-gru", features);
        var encoder = training.run((_, report) -> assertThat(report.applied()).isTrue());
        var _ = Scope.open()) {
      assertThat(training.retrieval().accuracy()).isGreaterThan(0.9);
      assertThat(training.retrieval().precision()).isGreaterThan(0.9);
      // over the training captions every number has mean 0, and their mean square is 1
      int[] train = new SplitRule(4).apply(cache).train();
      var all = IntStream.of(train).boxed().flatMap(i -> cache.captions(i).stream()).toList();
      Tensor vectors = encoder.encode(all); // [M, width]
      assertThat(vectors.mean(false, 0).abs().max().item()).isLessThan(1e-4);
      assertThat(Math.abs(vectors.square().mean().item() - 1)).isLessThan(1e-4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"classifier", "joint"})
  void thePictureSideIsKeptAndJudges(String features, @TempDir Path folder) {
    try (var cache = SmallData.pack(folder, 48, 12);
        var training = training(cache, "word-gru", features);
        var encoder = training.run((_, _) -> {});
        var made = training.pictures();
        var _ = Scope.open()) {
      assertThat(PictureEncoder.isIn(folder)).isFalse();
      assertThatThrownBy(() -> PictureEncoder.open(folder, Device.CPU))
          .isInstanceOf(VisionException.class)
          .hasMessageContaining("picture-encoder.json: no such file");
      made.save(folder.resolve("text-encoder"));
      assertThat(PictureEncoder.isIn(folder)).isTrue();
      try (var opened = PictureEncoder.open(folder, Device.CPU)) {
        int[] held = new SplitRule(4).apply(cache).heldBack();
        Tensor pictures = Pictures.features(cache, held, 8, opened, Device.CPU).select(0, 0);
        Tensor before = Pictures.features(cache, held, 8, made, Device.CPU).select(0, 0);
        assertThat(pictures.minus(before).abs().max().item()).isZero();
        var captions = SmallData.COLOURS.stream().map(c -> "a " + c + " square").toList();
        long[] best = pictures.matmul(encoder.encode(captions).t()).argmax(1).toLongs();
        for (int i = 0; i < held.length; i++) {
          assertThat(best[i]).isEqualTo(held[i] % 3);
        }
        assertThat(opened.centre().abs().max().item()).isPositive();
        assertThat(opened.classifier().isPresent()).isEqualTo(features.equals("classifier"));
        if (opened.classifier().isPresent()) {
          Tensor classes =
              Pictures.features(cache, held, 8, opened.classifier().get(), Device.CPU)
                  .select(0, 0); // [M, 3]
          assertThat(opened.config().classes()).isEqualTo(cache.classNames());
          assertThat(classes.sum().item() / held.length).isBetween(0.999, 1.001);
        }
      }
    }
  }

  @Test
  void aStateThatDoesNotFitIsRefusedByName(@TempDir Path folder) {
    try (var cache = SmallData.pack(folder, 24, 12);
        var training = training(cache, "word-gru", "joint");
        var _ = Scope.open()) {
      var learner = training.begin(training.stages().getFirst());
      var saved = Exactly.copy(learner.state());
      var values = new LinkedHashMap<>(saved.values());
      values.put("steps", "-3");
      assertThatThrownBy(() -> learner.restore(new LearnerState(saved.tensors(), values)))
          .isInstanceOf(TrainException.class)
          .hasMessageContaining("'steps'")
          .hasMessageContaining("-3");
      var tensors = new LinkedHashMap<>(saved.tensors());
      tensors.remove("joint/image.weight");
      assertThatThrownBy(() -> learner.restore(new LearnerState(tensors, saved.values())))
          .hasMessageContaining("joint/image.weight");
    }
  }

  @Test
  void automaticFeaturesFollowTheClasses(@TempDir Path folder) {
    try (var cache = SmallData.pack(folder, 24, 12);
        var few = training(cache, "word-gru", "auto")) {
      assertThat(few.stages())
          .extracting(JointEmbeddingTraining.Stage::name)
          .containsExactly("classifier", "joint-embedding");
      assertThat(few.stages().getLast().pictures()).isEqualTo(360);
    }
    try (var cache = SmallData.pack(folder, 12, 12);
        var training = training(cache, "word-gru", "auto")) {
      // nine training pictures of three classes are too few for a classifier
      assertThat(training.config().features()).isEqualTo("joint");
      assertThat(training.stages()).hasSize(1);
    }
  }

  @Test
  void aSmallDataSetGetsASmallBatch(@TempDir Path folder) {
    try (var cache = SmallData.pack(folder, 6, 12);
        var training = training(cache, "word-gru", "joint")) {
      assertThat(training.config().batch()).isEqualTo(5);
      var learner = training.begin(training.stages().getFirst());
      assertThat(learner.step().applied()).isTrue();
    }
  }

  @Test
  void sharedCaptionsAreNoNegatives(@TempDir Path folder) {
    try (var cache = SmallData.pack(folder, 6, 8);
        var _ = Scope.open()) {
      var captions = new CaptionSets(cache, new int[] {0, 1, 3});
      var texts = List.of("a red square", "a green square", cache.captions(3).getLast());
      float[] negative = captions.negatives(new int[] {0, 1, 2}, texts).toFloats();
      // pictures 0 and 3 (places 0 and 2) are red and share their first caption
      assertThat(negative).containsExactly(0, 1, 1, 1, 0, 1, 0, 1, 0);
    }
  }

  @Test
  void pairsOfDifferentClassesAndWholeEpochs(@TempDir Path folder) {
    try (var cache = SmallData.pack(folder, 12, 8)) {
      var all = new CaptionSets(cache, IntStream.range(0, 12).toArray());
      var distinct = new PairSampler(all, 3, true, 9);
      for (int step = 0; step < 20; step++) {
        var places = distinct.at(step).places();
        assertThat(IntStream.of(places).map(cache::label)).doesNotHaveDuplicates();
      }
      assertThat(distinct.period()).isEqualTo(3);
      var epochs = new PairSampler(all, 4, false, 9);
      var seen = new TreeSet<Integer>();
      for (int step = 3; step < 6; step++) {
        for (int place : epochs.at(step).places()) {
          seen.add(place);
        }
      }
      assertThat(seen).hasSize(12);
      assertThat(epochs.at(4).places()).isEqualTo(new PairSampler(all, 4, false, 9).at(4).places());
      assertThatThrownBy(() -> new PairSampler(all, 4, true, 9))
          .isInstanceOf(TextException.class)
          .hasMessageContaining("batch of the joint embedding is 4; expected at most 3");
    }
  }

  @Test
  void nothingHeldBackIsNothingMeasured(@TempDir Path folder) {
    try (var cache = SmallData.pack(folder, 12, 12);
        var training =
            new JointEmbeddingTraining(
                cache,
                SplitRule.NONE.apply(cache),
                config("word-gru", "joint").withSteps(1, 2),
                Device.CPU);
        var encoder =
            training.run(
                (_, report) ->
                    assertThat(report.figures()).doesNotContainKey("held-back/accuracy"))) {
      assertThat(training.retrieval()).isEqualTo(Retrieval.NONE);
      assertThat(training.retrieval()).hasToString("not measured, nothing is held back");
      assertThat(encoder.width()).isEqualTo(12);
    }
  }

  @Test
  void heldBackClassesWithoutCaptionsAreNotMeasured(@TempDir Path folder) throws IOException {
    SmallData.pack(folder, 12, 12).close();
    Path metadata = folder.resolve("data/metadata.jsonl");
    var lines = new ArrayList<>(Files.readAllLines(metadata));
    // pairs need no captions
    lines.replaceAll(
        line ->
            line.replaceAll(
                "\"file_name\": (\"[^\"]*\")",
                "\"input_file_name\": $1, \"output_file_name\": $1"));
    for (int i = 9; i < 12; i++) {
      lines.set(i, lines.get(i).replaceAll("\"text\": \\[.*\\], ", ""));
    }
    Files.write(metadata, lines);
    int[] train = IntStream.range(0, 9).toArray();
    int[] held = {9, 10, 11};
    try (var cache = SmallData.packed(metadata.getParent(), folder.resolve("second"), 12);
        var learner =
            new JointEmbeddingLearner(
                cache, train, held, config("word-gru", "joint"), Optional.empty(), Device.CPU)) {
      assertThat(cache.captions(9)).isEmpty();
      assertThat(cache.label(9)).isNotEqualTo(cache.label(10));
      assertThat(learner.retrieval(held)).isEqualTo(Retrieval.NONE);
    }
  }

  @Test
  void settingsAreReadByTheirDashedNames() {
    var map = Settings.toMap(JointEmbeddingConfig.paper());
    assertThat(Settings.of(map, JointEmbeddingConfig.class))
        .isEqualTo(JointEmbeddingConfig.paper());
    assertThat(map)
        .containsEntry("learning-rate", 7e-4)
        .containsEntry("steps", 30_000)
        .containsEntry("first-channels", 384)
        .containsEntry("second-channels", 512);
    var overrides = Map.of("classifier-steps", 5, "features", "joint");
    assertThat(Settings.with(JointEmbeddingConfig.words(), JointEmbeddingConfig.class, overrides))
        .isEqualTo(JointEmbeddingConfig.words().withSteps(5, 3000).withFeatures("joint"));
    assertThatThrownBy(
            () ->
                Settings.with(
                    JointEmbeddingConfig.words(),
                    JointEmbeddingConfig.class,
                    Map.of("word-dropout", 1)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("word-dropout of the joint embedding is 1.0; expected in [0, 1)");
  }

  @Test
  void wrongNumbersAreNamed() {
    var good = JointEmbeddingConfig.words();
    assertThatThrownBy(() -> good.withFeatures("inception"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("features of the joint embedding is inception")
        .hasMessageContaining("squeezenet:PATH");
    assertThatThrownBy(() -> good.withSteps(1000, 0)).hasMessageContaining("steps");
    assertThatThrownBy(() -> good.withBatch(1)).hasMessageContaining("batch");
    assertThat(PictureSource.squeezeNet(good.withFeatures("squeezenet:a/b.safetensors").features()))
        .contains(Path.of("a/b.safetensors"));
    assertThat(JointEmbeddingConfig.paper().characters()).isTrue();
  }
}
