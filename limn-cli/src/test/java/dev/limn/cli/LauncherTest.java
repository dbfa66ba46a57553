package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The `limn` script: run as a child process, from other folders and through links, on the class
/// path of the tests; and in a copy of its surroundings where the build is a script that counts.
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  private static final Path ROOT = Path.of(System.getProperty("limn.root"));
  private static final String CLASS_PATH = System.getProperty("java.class.path");

  @TempDir Path temp;
  private Path home;

  /// A folder like the repository's root, whose `mvnw` takes no time: it notes that it was called
  /// and makes jars that hold nothing.
  @BeforeEach
  void layASmallRepository() throws IOException {
    home = Files.createDirectories(temp.resolve("a home"));
    Files.copy(ROOT.resolve("limn"), home.resolve("limn"));
    Files.createDirectories(home.resolve(".mvn"));
    Files.copy(ROOT.resolve(".mvn/jdk.sh"), home.resolve(".mvn/jdk.sh"));
    Files.writeString(home.resolve("pom.xml"), "<project/>");
    Files.createDirectories(home.resolve("limn-cli/src/main/java"));
    Files.writeString(home.resolve("limn-cli/src/main/java/A.java"), "class A {}");
    script(
        home.resolve("mvnw"),
        """
        #!/bin/sh
        echo "$*" >>calls
        [ ! -f broken ] || { echo "[ERROR] A.java:1: something is wrong"; exit 1; }
        mkdir -p limn-cli/target
        printf 'PK\\005\\006\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000' \
          >limn-cli/target/limn-cli-0.jar
        cat jars >limn-cli/target/class-path
        """);
    Files.writeString(home.resolve("jars"), jars());
    var past = FileTime.from(Instant.now().minusSeconds(3600));
    for (var source : List.of("pom.xml", ".mvn", ".mvn/jdk.sh", "limn-cli/src/main")) {
      Files.setLastModifiedTime(home.resolve(source), past);
    }
    for (var source : List.of("limn-cli/src/main/java", "limn-cli/src/main/java/A.java")) {
      Files.setLastModifiedTime(home.resolve(source), past);
    }
  }

  /// What a help needs of the tests' class path, and no engine: picocli, and Limn's own classes in
  /// jars, since the launcher copies files.
  private String jars() throws IOException {
    var jars = new ArrayList<String>();
    for (var entry : CLASS_PATH.split(":")) {
      var path = Path.of(entry);
      if (path.endsWith("target/classes")) {
        jars.add(jar(path, temp.resolve("classes" + jars.size() + ".jar")));
      } else if (path.getFileName().toString().matches("(limn-|picocli-).*jar")) {
        jars.add(entry);
      }
    }
    return String.join(":", jars);
  }

  private static String jar(Path classes, Path jar) {
    var tool = ToolProvider.findFirst("jar").orElseThrow();
    var status =
        tool.run(System.out, System.err, "cf", jar.toString(), "-C", classes.toString(), ".");
    assertThat(status).isZero();
    return jar.toString();
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// A JDK to the eyes of the launcher, whose `java` is a script: no test waits for a JVM that it
  /// has no question for.
  private Path standInJdk(String java) throws IOException {
    var jdk = Files.createDirectories(temp.resolve("jdk/bin")).getParent();
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25\"\n");
    script(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    script(jdk.resolve("bin/java"), "#!/bin/sh\n" + java + "\n");
    return jdk;
  }

  private record Run(int status, String text) {}

  private Run run(Path folder, Map<String, String> environment, String... command)
      throws Exception {
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("LIMN_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    var process = builder.start();
    process.getOutputStream().close();
    var text = new String(process.getInputStream().readAllBytes());
    return new Run(process.waitFor(), text);
  }

  /// The launcher of the small repository with a stand-in JDK that says `ran`.
  private Run runHere(String... environment) throws Exception {
    var settings = new HashMap<String, String>();
    settings.put("LIMN_JAVA_HOME", standInJdk("echo ran").toString());
    for (int i = 0; i < environment.length; i += 2) {
      settings.put(environment[i], environment[i + 1]);
    }
    return run(temp, settings, home.resolve("limn").toString(), "--version");
  }

  private List<String> builds() throws IOException {
    return Files.readAllLines(home.resolve("calls"));
  }

  @Test
  void theFirstRunBuildsAndKeepsAStartUpCache() throws Exception {
    var limn = home.resolve("limn").toString();
    var first = run(temp, Map.of(), limn, "--version");
    assertThat(first.text()).startsWith("building Limn (once)…").contains("libtorch");
    assertThat(first.status()).isZero();
    var cached = Map.of("LIMN_JAVA_OPTS", "-XX:AOTMode=on -Xlog:class+load");
    assertThat(run(temp, cached, limn, "--version").text())
        .contains("dev.limn.cli.Main source: shared objects file");
  }

  @Test
  void buildsOnceThenOnlyWhenASourceIsNewer() throws Exception {
    assertThat(runHere().text()).isEqualTo("building Limn (once)…\nran\n");
    assertThat(runHere().text()).isEqualTo("ran\n");
    assertThat(builds()).hasSize(1);

    var newer = FileTime.from(Instant.now().plusSeconds(2));
    Files.setLastModifiedTime(home.resolve("limn-cli/src/main/java/A.java"), newer);
    assertThat(runHere().text()).startsWith("building");
    assertThat(builds()).hasSize(2);
  }

  @Test
  void anotherJdkRunsWhatIsBuilt() throws Exception {
    runHere();
    var second = jdkThatSays("second", "25");
    assertThat(runHere("LIMN_JAVA_HOME", second).text()).isEqualTo("second\n");
    for (var jdk : List.of(second, jdkThatSays("third", "26"), second)) {
      var run = runHere("LIMN_JAVA_HOME", "", "JAVA_HOME", jdk);
      assertThat(run.text()).isEqualTo(Path.of(jdk).getFileName() + "\n");
    }
    // one that is too old, or none, is no reason to build either
    assertThat(runHere("LIMN_JAVA_HOME", "", "JAVA_HOME", jdkThatSays("old", "17")).text())
        .doesNotContain("building", "old");
    assertThat(builds()).hasSize(1);
  }

  @Test
  void aWrongLimnJavaHomeIsRefused() throws Exception {
    runHere();
    var old = jdkThatSays("old", "17");
    for (var wrong : List.of(temp.resolve("nowhere").toString(), old)) {
      for (var classPath : List.of("", "x")) {
        var run = runHere("LIMN_JAVA_HOME", wrong, "LIMN_CLASS_PATH", classPath);
        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(run.text())
            .isEqualTo(
                "limn: LIMN_JAVA_HOME is '"
                    + wrong
                    + "'; expected the folder of a JDK 25 or newer, or no such variable\n");
      }
    }
  }

  private String jdkThatSays(String word, String release) throws IOException {
    var jdk = Files.createDirectories(temp.resolve(word).resolve("bin")).getParent();
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + release + "\"\n");
    script(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    script(jdk.resolve("bin/java"), "#!/bin/sh\necho " + word + "\n");
    return jdk.toString();
  }

  @Test
  void onlyTheNewestBuildIsKept() throws Exception {
    runHere();
    Files.setLastModifiedTime(home.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(2)));
    runHere();
    try (var builds = Files.newDirectoryStream(home.resolve("target/limn"), "[0-9]*")) {
      assertThat(builds).hasSize(1);
    }
  }

  @Test
  void aFailedBuildShowsItsEndAndWhereTheLogIs() throws Exception {
    Files.writeString(home.resolve("broken"), "");
    var run = runHere();
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.text())
        .contains("A.java:1: something is wrong")
        .contains("the build failed")
        .contains("target/limn/build.log");
    assertThat(home.resolve("target/limn/build.log")).content().contains("something is wrong");
    assertThat(home.resolve("target/limn/lock")).doesNotExist();

    Files.delete(home.resolve("broken"));
    assertThat(runHere().status()).isZero();
  }

  @Test
  void aMovedFolderIsBuiltAnew() throws Exception {
    runHere();
    home = Files.move(home, temp.resolve("moved"));
    assertThat(runHere().text()).startsWith("building").endsWith("ran\n");
    assertThat(builds()).hasSize(2);
  }

  @Test
  void theEngineThatWasAskedForIsKept() throws Exception {
    runHere("LIMN_CUDA", "1");
    runHere();
    assertThat(builds()).singleElement().asString().contains("-Pgpu");

    var wrong = runHere("LIMN_CUDA", "yes");
    assertThat(wrong.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(wrong.text()).contains("'yes'").contains("0 or 1");
  }

  @Test
  void worksFromAnyFolderAndThroughALink() throws Exception {
    var link = Files.createSymbolicLink(temp.resolve("other"), Path.of("a home/limn"));
    var second = Files.createSymbolicLink(temp.resolve("limn"), link);
    var environment = Map.of("LIMN_CLASS_PATH", CLASS_PATH);
    var run = run(Path.of("/"), environment, second.toString(), "--version");
    assertThat(run.text()).startsWith("limn ");
    assertThat(run(home, environment, "sh", "limn", "--version").text()).startsWith("limn ");
    assertThat(run.status()).isZero();
  }

  @Test
  void exitCodesAndOptionsReachTheJvmAndBack() throws Exception {
    var limn = ROOT.resolve("limn").toString();
    var environment = Map.of("LIMN_CLASS_PATH", CLASS_PATH);
    var unknown = run(temp, environment, limn, "--no-such-option");
    assertThat(unknown.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(unknown.text()).contains("--no-such-option");

    var options =
        Map.of(
            "LIMN_CLASS_PATH",
            CLASS_PATH,
            "LIMN_JAVA_OPTS",
            "-Xlog:gc+init -showversion -Xms80m"); // after the launcher's own, so it wins
    var chatty = run(temp, options, limn, "--version");
    assertThat(chatty.text()).contains("Heap Min Capacity: 80M").contains("openjdk version");
  }

  @Test
  void theAllocatorKeepsItsPagesUnlessTheUserSaysOtherwise() throws Exception {
    var environment =
        Map.of(
            "LIMN_CLASS_PATH", "x",
            "LIMN_JAVA_HOME", standInJdk("env | grep MALLOC_ | sort").toString(),
            "MALLOC_TOP_PAD_", "77");
    var run = run(temp, environment, ROOT.resolve("limn").toString());
    assertThat(run.text().lines())
        .anyMatch(line -> line.matches("MALLOC_MMAP_THRESHOLD_=\\d{7,}"))
        .anyMatch(line -> line.matches("MALLOC_TRIM_THRESHOLD_=\\d{7,}"))
        .contains("MALLOC_TOP_PAD_=77");
  }
}
