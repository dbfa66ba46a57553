package dev.limn.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limn.LimnException;
import dev.limn.config.Settings;
import dev.limn.data.Sha256;
import dev.limn.draw.ModelBundle;
import dev.limn.draw.Translation;
import dev.limn.draw.VectorModel;
import dev.limn.image.Image;
import dev.limn.model.Condition;
import dev.limn.model.Family;
import dev.limn.model.Generator;
import dev.limn.model.Model;
import dev.limn.model.ModelFamily;
import dev.limn.model.ModelLearner;
import dev.limn.model.Stage;
import dev.limn.model.Training;
import dev.limn.model.style.StyleEncoder;
import dev.limn.text.TextEncoder;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.BrokenExamples;
import dev.limn.train.CheckpointStore;
import dev.limn.train.MadeExamples;
import dev.limn.train.PictureBatch;
import dev.limn.train.PictureExamples;
import dev.limn.train.Trainer;
import dev.limn.train.log.StatusLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every family keeps, whoever brings it. A family that is missing here fails.
final class FamilyContractTest {
  private static final int WIDTH = 16;

  @TempDir static Path shared;
  private static SmallFolders folders;

  @TempDir Path folder;

  @BeforeAll
  static void write() {
    folders = SmallFolders.in(shared);
  }

  static Stream<String> families() {
    return FamilyCases.ALL.keySet().stream();
  }

  static Stream<String> ofPictures() {
    return families().filter(name -> Family.named(name) instanceof ModelFamily<?>);
  }

  /// Those that learn from single pictures.
  static Stream<String> ofSinglePictures() {
    return ofPictures().filter(name -> !name.equals("tiny-translator"));
  }

  @Test
  void everyFamilyIsTried() {
    assertThat(FamilyCases.ALL.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Family.all().stream().<String>map(Family::name).toList());
  }

  @ParameterizedTest
  @MethodSource("families")
  void aFamilySaysWhatItIs(String name) {
    Family<?> family = Family.named(name);
    assertThat(family.description()).isNotBlank();
    assertThat(family.presets()).isNotEmpty();
    family
        .presets()
        .forEach(
            (preset, config) -> {
              assertThat(config).as(preset).isInstanceOf(family.configType());
              roundTrip(family, preset);
            });
  }

  /// A config goes to its file and back.
  private static <C extends Record> void roundTrip(Family<C> family, String preset) {
    C config = family.config(preset, Map.of());
    assertThat(family.stored(Settings.toMap(config))).isEqualTo(config);
    assertThat(family.needs(config)).isEqualTo(family.configured(Settings.toMap(config)).needs());
  }

  @ParameterizedTest
  @MethodSource("families")
  void wrongSettingsAreRefusedByName(String name) {
    Family<?> family = Family.named(name);
    String preset = family.presets().keySet().iterator().next();
    assertThatThrownBy(() -> family.config(preset, Map.of("no-such-key", "1")))
        .isInstanceOf(LimnException.class)
        .hasMessageContaining("no-such-key");
    assertThatThrownBy(() -> family.config(preset, Map.of("batch", "0")))
        .hasMessageContaining("batch");
    assertThatThrownBy(() -> family.config(preset, Map.of("batch", "many")))
        .isInstanceOf(LimnException.class)
        .hasMessageContaining("many");
    assertThatThrownBy(() -> family.config("no-such-preset", Map.of()))
        .isInstanceOf(LimnException.class)
        .hasMessageContaining("no-such-preset")
        .hasMessageContaining(preset);
  }

  private TrainingRun begun(String name, String run) {
    RunConfig config = FamilyCases.ALL.get(name).config(name, folders);
    return TrainingRun.create(folder.resolve(run), name, config);
  }

  private static Trainer.End run(TrainingRun run, BooleanSupplier stop) {
    return run.run(StatusLine.onLines(_ -> {}), stop);
  }

  @ParameterizedTest
  @MethodSource("families")
  void aTrainingThatIsInterruptedEndsWithTheSameBytesAndIsUsed(String name) throws IOException {
    TrainingRun whole = begun(name, "whole");
    assertThat(run(whole, () -> false)).isEqualTo(Trainer.End.FINISHED);
    TrainingRun parts = begun(name, "parts");
    int[] left = {4};
    assertThat(run(parts, () -> --left[0] == 0)).isEqualTo(Trainer.End.INTERRUPTED);
    TrainingRun again = TrainingRun.open(parts.directory().root());
    assertThat(run(again, () -> false)).isEqualTo(Trainer.End.FINISHED);
    var bytes = weights(whole);
    assertThat(bytes).isNotEmpty();
    assertThat(weights(again)).isEqualTo(bytes);
    assertThat(again.results()).isNotEmpty();
    use(Family.named(name), again);
  }

  /// The hashes of what is kept in the end: newest checkpoints, model and text encoder.
  private static Map<String, String> weights(TrainingRun run) throws IOException {
    Path root = run.directory().root();
    var hashes = new TreeMap<String, String>();
    try (var entries = Files.list(root)) {
      for (Path entry : entries.sorted(Comparator.naturalOrder()).toList()) {
        String name = entry.getFileName().toString();
        if (name.startsWith("checkpoints")) {
          var newest = CheckpointStore.newestValid(entry).checkpoint().orElseThrow();
          hashes.put(name, hash(Trainer.tensors(newest)));
        }
      }
    }
    for (String part : List.of("model", TextEncoder.FOLDER)) {
      Path place = root.resolve(part);
      if (Files.isDirectory(place)) {
        try (var files = Files.list(place)) {
          for (Path file : files.filter(f -> f.toString().endsWith(".safetensors")).toList()) {
            hashes.put(root.relativize(file).toString(), hash(file));
          }
        }
      }
    }
    return hashes;
  }

  private static String hash(Path file) throws IOException {
    return Sha256.of(HexFormat.of().formatHex(Files.readAllBytes(file)));
  }

  /// What was trained is opened anew and does what it is for.
  private static void use(Family<?> family, TrainingRun run) {
    switch (Course.of(run.config())) {
      case EncoderCourse<?> _ -> {
        try (var encoder = TextEncoder.open(run.textEncoder(), Device.CPU);
            var _ = Scope.open()) {
          assertThat(encoder.encode(List.of("a red square")).toFloats()).doesNotContain(Float.NaN);
        }
      }
      case RowCourse<?> _ -> {
        try (var model = VectorModel.open(run.model(), Device.CPU)) {
          assertThat(model.draw(3, 1)).hasDimensions(3, 2);
        }
      }
      case InversionCourse<?> _ -> {
        try (var bundle = ModelBundle.open(run.model(), Device.CPU);
            var encoder =
                StyleEncoder.open(run.model(), bundle.generator(), bundle.hash(), Device.CPU)) {
          assertThat(encoder.encode(folders.picture())).hasSize(bundle.generator().noise());
        }
      }
      default -> {
        try (var bundle = ModelBundle.open(run.model(), Device.CPU)) {
          draw(bundle);
        }
      }
    }
  }

  private static void draw(ModelBundle bundle) {
    if (bundle.description().condition() == Condition.PICTURE) {
      Image drawn = new Translation(bundle.translator()).of(folders.picture(), 0, 1);
      assertThat(drawn.width()).isEqualTo(bundle.translator().resolution());
      assertThatThrownBy(bundle::generator).hasMessageContaining("translates pictures");
      return;
    }
    Generator generator = bundle.generator();
    try (var _ = Scope.open();
        var rng = new Rng(3)) {
      Tensor z = Tensors.randn(rng, 2, generator.noise());
      Tensor drawn = generator.draw(z, Tensors.zeros(2, generator.conditionWidth()));
      int side = generator.resolution();
      assertThat(drawn.shape().sizes()).containsExactly(2, 3, side, side);
      assertThat(drawn.toFloats()).doesNotContain(Float.NaN);
      assertThatThrownBy(bundle::translator).hasMessageContaining("translates no pictures");
    }
  }

  /// Random pictures and conditions, of one condition in one place.
  private static final class Noise extends MadeExamples {
    private final int batch;
    private final int side;
    private final int width;

    Noise(int batch, int side, int width) {
      this.batch = batch;
      this.side = side;
      this.width = width;
    }

    @Override
    protected PictureBatch at(long where) {
      try (var rng = new Rng(where)) {
        Tensor pictures = Tensors.randn(rng, batch, 3, side, side).clamp(-1, 1); // [B, 3, S, S]
        return new PictureBatch(
            where, pictures.channelsLast(), conditions(rng, batch), new int[batch]);
      }
    }

    private Tensor conditions(Rng rng, int count) {
      return width == 0 ? Tensors.zeros(count, 0) : Tensors.randn(rng, count, width); // [N, W]
    }

    @Override
    public Tensor sampleConditions(int count) {
      try (var rng = new Rng(7)) {
        return conditions(rng, count);
      }
    }
  }

  /// A stage's learner of a family of pictures, on random data.
  private static <C extends Record> ModelLearner learner(
      ModelFamily<C> family, long brokenAt, Optional<Model> before, int stage) {
    C config =
        family.config(
            FamilyCases.ALL.get(family.name()).preset(),
            FamilyCases.ALL.get(family.name()).settings());
    List<Stage<C>> stages = family.stages(config);
    C own = stages.get(stage).config();
    var needs = family.needs(own);
    int width = needs.annotation() == Condition.TEXT ? WIDTH : width(needs.annotation());
    PictureExamples examples = new Noise(needs.feed().batch(), needs.feed().resolution(), width);
    if (brokenAt >= 0) {
      examples = new BrokenExamples(examples, brokenAt);
    }
    return family.learner(
        new Training<>(
            own, width, 1, 1000, 0, Device.CPU, examples, _ -> Optional.empty(), before));
  }

  private static int width(Condition annotation) {
    return annotation == Condition.CLASSES ? 3 : 0;
  }

  private static ModelLearner learner(String name, long brokenAt) {
    return learner(ModelFamily.named(name), brokenAt);
  }

  /// The last stage's, on those before it.
  private static <C extends Record> ModelLearner learner(ModelFamily<C> family, long brokenAt) {
    C config =
        family.config(
            FamilyCases.ALL.get(family.name()).preset(),
            FamilyCases.ALL.get(family.name()).settings());
    Optional<Model> before = Optional.empty();
    int last = family.stages(config).size() - 1;
    for (int i = 0; i < last; i++) {
      try (var learner = learner(family, -1, before, i)) {
        before = Optional.of(learner.drawing());
      }
    }
    try {
      return learner(family, brokenAt, before, last);
    } finally {
      before.ifPresent(Model::close);
    }
  }

  @ParameterizedTest
  @MethodSource("ofSinglePictures")
  void aPictureThatIsNotANumberChangesNothing(String name) {
    try (var learner = learner(name, 0);
        var _ = Scope.open()) {
      var report = learner.step();
      assertThat(report.applied()).isFalse();
      var state = learner.state();
      state
          .tensors()
          .forEach(
              (key, tensor) -> assertThat(tensor.toFloats()).as(key).doesNotContain(Float.NaN));
      assertThat(learner.step().applied()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("ofSinglePictures")
  void stepsLeaveNothingBehind(String name) {
    try (var learner = learner(name, -1)) {
      learner.step();
      learner.step();
      long live = Scope.live();
      for (int i = 0; i < 3; i++) {
        learner.step();
      }
      assertThat(Scope.live()).isEqualTo(live);
      learner.drawing().close();
      assertThat(Scope.live()).isEqualTo(live);
    }
  }

  /// The number of weights is the architecture; the mean of what they draw is their arithmetic.
  @ParameterizedTest
  @MethodSource("ofSinglePictures")
  void aFreshGeneratorDrawsWhatItAlwaysDrew(String name) {
    var golden = FamilyCases.ALL.get(name).golden().orElseThrow();
    try (var learner = learner(name, -1);
        var model = (Generator) learner.drawing();
        var _ = Scope.open();
        var rng = new Rng(9)) {
      long weights = model.state().values().stream().mapToLong(Tensor::elements).sum();
      Tensor z = Tensors.randn(rng, 2, model.noise());
      Tensor condition =
          model.conditionWidth() == 0
              ? Tensors.zeros(2, 0)
              : Tensors.randn(rng, 2, model.conditionWidth());
      Tensor drawn = model.draw(z, condition);
      double mean = drawn.times(drawn).mean().item();
      assertThat(weights + " weights, mean square " + mean)
          .startsWith(golden.weights() + " weights, mean square ");
      assertThat(mean).isCloseTo(golden.meanSquare(), within(1e-3 * golden.meanSquare()));
    }
  }
}
