package dev.limn.data;

import static dev.limn.data.Folders.mixed;
import static dev.limn.data.Folders.png;
import static dev.limn.data.Folders.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A thousand files of which fifty are broken, in ten ways: the fifty are listed, the other 950
/// used, and one more is too many.
class BadDataTest {
  @TempDir Path base;
  private Path root;
  private final List<String> rows = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();

  @BeforeEach
  void aThousandFiles() throws IOException {
    root = Files.createDirectories(base.resolve("root"));
    write(base.resolve("outside.png"), png(mixed(8, 8, 1)));
    for (int i = 0; i < 950; i++) {
      good("good%03d.png".formatted(i), i);
    }
    for (int i = 0; i < 5; i++) {
      var whole = png(mixed(8, 8, 5_000 + i));
      bad("truncated" + i + ".png", Arrays.copyOf(whole, whole.length - 20 - i));
      bad("empty" + i + ".png", new byte[0]);
      bad("page" + i + ".png", "<!DOCTYPE html><title>404</title>".getBytes());
      bad("bomb" + i + ".png", bomb(20_000 + i));
      whole[whole.length / 2] ^= 1;
      bad("flipped" + i + ".png", whole);
      good("silent" + i + ".png", i);
      rows.set(rows.size() - 1, row("silent" + i + ".png", "  "));
      broken.add("silent" + i + ".png");
      Files.createSymbolicLink(root.resolve("link" + i + ".png"), base.resolve("outside.png"));
      broken.add("link" + i + ".png");
      rows.add(row("nul\\u0000" + i + ".png", "x"));
      broken.add("nul\\u0000" + i + ".png");
      rows.add(row("../outside.png", "x"));
      broken.add("../outside.png");
      rows.add(row("missing" + i + ".png", "x"));
      broken.add("missing" + i + ".png");
    }
    write(root.resolve("metadata.jsonl"), String.join("\n", rows));
  }

  private static String row(String name, String text) {
    return "{\"file_name\": \"%s\", \"text\": \"%s\"}".formatted(name, text);
  }

  private void good(String name, int seed) {
    write(root.resolve(name), png(mixed(8, 8, seed)));
    rows.add(row(name, "picture of " + name));
  }

  private void bad(String name, byte[] bytes) {
    write(root.resolve(name), bytes);
    rows.add(row(name, "picture of " + name));
    broken.add(name);
  }

  /// A PNG of a few bytes whose header announces more than a gigabyte.
  private static byte[] bomb(int side) {
    var png = png(mixed(1, 1, 0));
    var bytes = ByteBuffer.wrap(png).putInt(16, side).putInt(20, side);
    var crc = new CRC32();
    crc.update(png, 12, 17);
    bytes.putInt(29, (int) crc.getValue());
    return png;
  }

  private PackSettings settings() {
    return PackSettings.of(8).withCache(base.resolve("cache"));
  }

  @Test
  void fiftyInAThousandAreListedAndLeftOut() {
    try (var cache = PackedCache.open(Dataset.open(root), settings(), Progress.SILENT)) {
      assertThat(cache.count()).isEqualTo(950);
      assertThat(cache.skipped())
          .extracting(Finding::name)
          .containsExactlyInAnyOrderElementsOf(broken);
      assertThat(cache.skipped()).allMatch(finding -> finding.reason().length() > 5);
      for (int i = 0; i < 950; i++) {
        assertThat(cache.name(i)).isEqualTo("good%03d.png".formatted(i));
        assertThat(cache.picture(i).rgb())
            .as("the gaps of the broken ones are closed")
            .isEqualTo(mixed(8, 8, i).rgb());
      }
      assertThat(reason(cache, "bomb3")).contains("20,003×20,003 pixels; expected at most 8,192");
      assertThat(reason(cache, "page0")).contains("an HTML page; expected a PNG");
      assertThat(reason(cache, "empty0")).startsWith("empty file");
      assertThat(reason(cache, "truncated0")).startsWith("truncated PNG");
      assertThat(reason(cache, "flipped0")).contains("checksum");
      assertThat(reason(cache, "link0")).contains("leaves the folder");
    }
    // From the cache, the list is the same.
    try (var cache = PackedCache.open(Dataset.open(root), settings(), Progress.SILENT)) {
      assertThat(cache.fresh()).isFalse();
      assertThat(cache.skipped()).hasSize(50);
    }
  }

  private static String reason(PackedCache cache, String prefix) {
    return cache.skipped().stream()
        .filter(finding -> finding.name().startsWith(prefix))
        .findFirst()
        .orElseThrow()
        .reason();
  }

  @Test
  void oneMoreStopsWithTheListUnlessAllowed() {
    bad("zz.png", new byte[] {1});
    write(root.resolve("metadata.jsonl"), String.join("\n", rows));
    var dataset = Dataset.open(root);
    assertThatThrownBy(() -> PackedCache.open(dataset, settings(), Progress.SILENT))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "51 of 1001 samples are broken, more than 5 %; allow-bad goes on without them")
        .hasMessageContaining("\n  ../outside.png: ")
        .hasMessageEndingWith("… and 31 more");
    assertThat(base.resolve("cache/index.json")).doesNotExist();
    assertThat(base.resolve("cache/pictures.u8")).doesNotExist();
    try (var cache = PackedCache.open(dataset, settings().withAllowBad(true), Progress.SILENT)) {
      assertThat(cache.count()).isEqualTo(950);
    }
    assertThatThrownBy(() -> PackedCache.open(dataset, settings(), Progress.SILENT))
        .as("allowed once is not allowed for ever")
        .hasMessageContaining("51 of 1001");
  }

  @Test
  void theCheckTellsTheSame() {
    var report = DatasetCheck.run(Dataset.open(root), Progress.SILENT);
    assertThat(report.samples()).isEqualTo(950);
    assertThat(report.skipped())
        .extracting(Finding::name)
        .containsExactlyInAnyOrderElementsOf(broken);
    assertThat(report.broken()).isFalse();
  }

  @Test
  void whenNothingIsLeftThatIsSaid() {
    var folder = base.resolve("nothing");
    write(folder.resolve("a.png"), "x");
    write(folder.resolve("a.txt"), "caption");
    var settings = PackSettings.of(8).withAllowBad(true);
    assertThatThrownBy(() -> PackedCache.open(Dataset.open(folder), settings, Progress.SILENT))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("not one picture can be read:\n  a.png: not a picture");
  }
}
