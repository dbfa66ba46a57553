package dev.limn.reproduce.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.config.Settings;
import dev.limn.reproduce.Context;
import dev.limn.reproduce.ReproduceException;
import dev.limn.reproduce.Reproduction;
import dev.limn.torch.Device;
import dev.limn.train.TrainException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A comparison that is interrupted, and gone on with in its folder.
class TextToImageResumeTest {
  private static final String UNKNOWN = "a square that is mauve";
  private static final BooleanSupplier NEVER = () -> false;

  @TempDir Path temp;

  private final List<String> warnings = new ArrayList<>();
  private Path data;
  private Path weights;

  @BeforeEach
  void makeData() throws IOException {
    data = SmallComparison.data(temp, "a square that is {}"); // whose colours are not measured
    weights = SmallComparison.weights(temp);
  }

  private Context context(String out, long seed, List<String> captions, BooleanSupplier stop)
      throws IOException {
    return new Context(
        Files.createDirectories(temp.resolve(out)),
        false,
        seed,
        Device.CPU,
        1,
        List.of(data, weights),
        captions,
        _ -> {},
        warnings::add,
        stop);
  }

  private static TextToImage experiment(TextToImage.Scale scale) {
    var names = List.of("GAN", TextSystem.INT_CLS, "StackGAN", TextSystem.ONE_STAGE);
    var systems =
        TextSystem.ALL.stream()
            .filter(system -> names.contains(system.name()))
            .map(SmallComparison::narrow)
            .toList();
    return new TextToImage(systems, Optional.of(scale));
  }

  /// Says stop from the question after so many on.
  private static BooleanSupplier after(int questions) {
    var asked = new AtomicInteger();
    return () -> asked.incrementAndGet() > questions;
  }

  @Test
  void whatIsInterruptedAndResumedEndsAsIfItHadNotBeen() throws IOException {
    var four =
        new TextToImage.Scale(
            0.016, 0.016, 8, SmallComparison.SCALE.encoder(), SmallComparison.SCALE.evaluator());
    var experiment = experiment(four);
    var captions = List.of(UNKNOWN);
    Reproduction.run(experiment, context("whole", 0, captions, NEVER));
    assertThat(warnings).containsExactly("\"" + UNKNOWN + "\": the model never saw the word mauve");

    int sessions = 0;
    Map<String, String> encoder = Map.of();
    Path parts = temp.resolve("parts");
    for (boolean finished = false; !finished; sessions++) {
      try {
        Reproduction.run(
            experiment, context("parts", 0, captions, sessions < 4 ? after(4) : NEVER));
        finished = true;
      } catch (Context.Cancelled _) {
        assertThat(parts.resolve("report.json")).doesNotExist();
        if (encoder.isEmpty() && Files.exists(parts.resolve("runs/00001-evaluator"))) {
          encoder = files(parts.resolve("runs/00000-encoder"));
        }
      }
    }
    assertThat(sessions).isEqualTo(5);
    // what was finished was left as it was, and what was interrupted went on
    assertThat(encoder).containsKey("text-encoder/text-encoder.safetensors");
    assertThat(files(parts.resolve("runs/00000-encoder"))).isEqualTo(encoder);
    var logs = new StringBuilder();
    for (String run : List.of("2-reed-gan", "3-reed-int-cls", "4-stackgan", "5-df-gan")) {
      logs.append(Files.readString(parts.resolve("runs/0000" + run + "/log.txt")));
    }
    assertThat(logs).contains("continuing at").doesNotContain("not bit-exact");

    assertThat(figures("parts")).isEqualTo(figures("whole"));
    assertThat(models("parts")).isEqualTo(models("whole")).hasSizeGreaterThan(20);
    assertThat(parts.resolve("systems.png"))
        .hasSameBinaryContentAs(temp.resolve("whole/systems.png"));
    assertThatThrownBy(() -> Reproduction.run(experiment, context("parts", 0, captions, NEVER)))
        .isInstanceOf(ReproduceException.class)
        .hasMessageContaining("parts: this reproduction is finished; its report is ");
  }

  @Test
  void whatDiffersFromWhatWasBegunIsRefused() throws IOException {
    var experiment = experiment(SmallComparison.SCALE);
    interrupted(experiment);
    var before = files(temp.resolve("out"));
    assertThatThrownBy(() -> Reproduction.run(experiment, context("out", 1, List.of(), NEVER)))
        .isInstanceOf(ReproduceException.class)
        .hasMessageContaining("reproduction.yaml: seed is 0, asked for is 1; ");
    assertThatThrownBy(
            () -> Reproduction.run(experiment, context("out", 0, List.of(UNKNOWN), NEVER)))
        .isInstanceOf(ReproduceException.class)
        .hasMessageContaining("reproduction.yaml: captions is [], asked for is [" + UNKNOWN + "]");
    var steps = new TreeMap<>(SmallComparison.SCALE.encoder());
    steps.put("steps", "4");
    var longer =
        experiment(
            new TextToImage.Scale(0.008, 0.008, 8, steps, SmallComparison.SCALE.evaluator()));
    assertThatThrownBy(() -> Reproduction.run(longer, context("out", 0, List.of(), NEVER)))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining("00000-encoder/config.yaml: encoder.steps is 3, asked for is 4; ");
    Files.writeString(data.resolve("000.txt"), "another caption");
    assertThatThrownBy(() -> Reproduction.run(experiment, context("out", 0, List.of(), NEVER)))
        .isInstanceOf(ReproduceException.class)
        .hasMessageContaining("reproduction.yaml: inputs.pictures is ");
    assertThat(files(temp.resolve("out"))).isEqualTo(before);
  }

  private void interrupted(TextToImage experiment) {
    assertThatThrownBy(() -> Reproduction.run(experiment, context("out", 0, List.of(), after(2))))
        .isInstanceOf(Context.Cancelled.class);
  }

  /// The claims and the table, but for what the clock says.
  private List<Object> figures(String out) {
    var report = Settings.readJson(temp.resolve(out).resolve("report.json"));
    var all = new ArrayList<Object>(List.of(report.get("claims")));
    for (Object table : (List<?>) report.get("tables")) {
      int clock = ((List<?>) ((Map<?, ?>) table).get("header")).indexOf("minutes");
      assertThat(clock).isPositive();
      for (Object row : (List<?>) ((Map<?, ?>) table).get("rows")) {
        var cells = new ArrayList<Object>((List<?>) row);
        cells.remove(clock);
        all.add(cells);
      }
    }
    return all;
  }

  private Map<String, String> models(String out) throws IOException {
    var all = files(temp.resolve(out).resolve("runs"));
    all.keySet().removeIf(name -> !name.contains("model/") && !name.contains("text-encoder/"));
    return all;
  }

  /// All files with their bytes.
  private static Map<String, String> files(Path folder) throws IOException {
    var all = new TreeMap<String, String>();
    try (var found = Files.walk(folder)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        all.put(
            folder.relativize(file).toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return all;
  }
}
