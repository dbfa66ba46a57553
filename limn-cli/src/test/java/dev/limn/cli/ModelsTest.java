package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.testkit.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTest {
  @TempDir Path temp;
  private String before;

  @BeforeEach
  void install() {
    before = System.getProperty("limn.home");
    System.setProperty("limn.home", temp.toString());
  }

  @AfterEach
  void uninstall() {
    if (before == null) {
      System.clearProperty("limn.home");
    } else {
      System.setProperty("limn.home", before);
    }
  }

  private Session models() {
    return Session.of("models", "--runs", temp.resolve("runs").toString());
  }

  @Test
  void nothingYetSaysHowToMakeOne() {
    var session = models();
    assertThat(session.status()).isEqualTo(ExitStatus.OK);
    assertThat(session.out()).contains("No models in").contains("limn train");
  }

  @Test
  void shippedModelsAndRunsAreListedWithTheirFacts() throws IOException {
    var birds = TinyModel.write(temp.resolve("models/birds"));
    Files.writeString(
        birds.resolve("README.md"), "---\nlicense: other\nlicense_name: research-use\n---\n");
    var run = temp.resolve("runs/00003-reed-x");
    TinyModel.write(run.resolve("model"));
    Files.createDirectories(temp.resolve("runs/00004-reed-unfinished"));
    var broken = TinyModel.write(temp.resolve("models/broken"));
    Files.writeString(broken.resolve("config.json"), "{");

    var lines = models().out().lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).contains("family", "licence");
    assertThat(lines.get(1))
        .startsWith("birds ")
        .contains("reed", "64×64", " 0.0 ", " 8 ", "research-use");
    assertThat(lines.get(2)).startsWith("broken ").contains("cannot be used", "config.json");
    assertThat(lines.get(3)).startsWith(run.toString()).contains("not said: no README.md");
  }
}
