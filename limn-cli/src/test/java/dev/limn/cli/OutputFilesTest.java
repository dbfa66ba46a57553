package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFilesTest {
  @TempDir Path folder;

  @Test
  void namesOfStrangersAreNoPaths() {
    assertThat(OutputFiles.plain("birds-64_v1.2+")).isEqualTo("birds-64_v1.2+");
    for (var name : List.of("../../x", "/etc/x", "..\\x", "C:x", "x\0\n", "..", "ü".repeat(300))) {
      var outlet = OutputFiles.ofFile(Optional.empty(), folder, false);
      var file = outlet.one(OutputFiles.plain(name) + "-evaluation", ".json", Files::writeString);
      assertThat(file.toAbsolutePath().normalize()).hasParent(folder).exists();
    }
  }

  @Test
  void usualNamesAreNumberedAndNamedFilesAreKept() throws IOException {
    var usual = OutputFiles.ofFile(Optional.empty(), folder, false);
    assertThat(usual.one("a", ".json", (file, _) -> Files.writeString(file, "first")))
        .isEqualTo(folder.resolve("a.json"));
    assertThat(usual.one("a", ".json", (file, _) -> Files.writeString(file, "second")))
        .isEqualTo(folder.resolve("a-2.json"));
    var first = folder.resolve("a.json");
    assertThat(first).hasContent("first");
    assertThatThrownBy(() -> OutputFiles.ofFile(Optional.of(first), folder, false))
        .hasMessage(first + ": exists already; --force replaces it");
    assertThatThrownBy(() -> OutputFiles.ofFile(Optional.of(folder), folder, true))
        .hasMessage(folder + ": a folder; expected a file's name");
    var forced = OutputFiles.ofFile(Optional.of(first), folder, true);
    assertThat(forced.one("b", ".json", (file, _) -> Files.writeString(file, "third")))
        .isEqualTo(first)
        .hasContent("third");
  }

  @Test
  void slugsAreShortAndHarmless() {
    assertThat(OutputFiles.slug("A small, yellow bird!")).isEqualTo("a-small-yellow-bird");
    assertThat(OutputFiles.slug("../../etc/passwd")).isEqualTo("etc-passwd");
    var long1 = OutputFiles.slug("bird ".repeat(100));
    assertThat(long1).hasSizeLessThanOrEqualTo(80).startsWith("bird-bird");
    var long2 = OutputFiles.slug("鳥".repeat(500));
    assertThat(long2.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(80);
    assertThat(long2).matches("[鳥-]+");
  }
}
