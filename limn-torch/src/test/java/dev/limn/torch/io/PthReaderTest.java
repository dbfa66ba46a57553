package dev.limn.torch.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.limn.torch.DType;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PthReaderTest {
  @TempDir Path directory;

  private static void requireSame(Tensor actual, Tensor expected) {
    assertThat(actual.dtype()).isEqualTo(expected.dtype());
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.toBytes()).isEqualTo(expected.toBytes());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void everyTypeIsReadInEveryProtocol(int protocol) {
    try (var _ = Scope.open()) {
      Map<String, Tensor> tensors =
          PthReader.read(Golden.file("types-" + protocol + ".pth")).tensors();
      assertThat(tensors).hasSize(10);
      Golden.TYPES.forEach((name, type) -> requireSame(tensors.get(name), Golden.ramp(type, 2, 3)));
      requireSame(tensors.get("bool"), Tensors.of(new byte[] {1, 0, 1}, 3).to(DType.BOOL));
    }
  }

  @Test
  void theStateOfAModuleIsReadInItsOrder() {
    try (var _ = Scope.open()) {
      PthReader.Contents contents = PthReader.read(Golden.file("module.pth"));
      assertThat(contents.tensors().keySet())
          .containsExactly(
              "0.weight",
              "0.bias",
              "1.weight",
              "1.bias",
              "1.running_mean",
              "1.running_var",
              "1.num_batches_tracked");
      assertThat(contents.others()).isEmpty();
      requireSame(contents.tensors().get("0.weight"), Golden.ramp(DType.FLOAT32, 2, 3));
      requireSame(contents.tensors().get("1.num_batches_tracked"), Golden.ramp(DType.INT64));
    }
  }

  @Test
  void stridedViewsOfSharedStorageComeBackRowMajor() {
    try (var _ = Scope.open()) {
      Map<String, Tensor> tensors = PthReader.read(Golden.file("views.pth")).tensors();
      Tensor whole = Golden.ramp(DType.FLOAT32, 4, 6);
      var expected = new LinkedHashMap<String, Tensor>();
      expected.put("whole", whole);
      expected.put("transposed", whole.t());
      expected.put("column", whole.select(1, 2));
      expected.put("block", whole.narrow(0, 1, 2).narrow(1, 2, 3));
      expected.put("channels_last", Golden.ramp(DType.FLOAT32, 2, 3, 2, 2));
      expected.put("expanded", Golden.ramp(DType.FLOAT32, 3).expand(4, 3));
      expected.put("parameter", Golden.ramp(DType.FLOAT32, 2, 2));
      expected.put("empty", Tensors.zeros(0, 3));
      expected.put("scalar", Tensors.scalar(2.5));
      assertThat(tensors.keySet()).containsExactlyElementsOf(expected.keySet());
      expected.forEach((name, tensor) -> requireSame(tensors.get(name), tensor));
    }
  }

  @Test
  void nestedEntriesAreFlattenedAndOthersListed() {
    try (var _ = Scope.open()) {
      PthReader.Contents contents = PthReader.read(Golden.file("nested.pth"));
      assertThat(contents.tensors().keySet())
          .containsExactly("state_dict.a.weight", "optimizer.state.0.exp_avg");
      assertThat(contents.below("state_dict")).containsOnlyKeys("a.weight");
      var others = new LinkedHashMap<String, String>();
      others.put("optimizer.state.0.step", "3");
      others.put("betas.0", "0.5");
      others.put("betas.1", "0.999");
      others.put("names.0", "red");
      others.put("names.1", "größe");
      others.put("epoch", "12");
      others.put("big", "1180591620717411303424");
      others.put("negative", "-5");
      others.put("done", "false");
      others.put("nothing", "None");
      others.put("raw", "2 bytes");
      assertThat(contents.others()).containsExactlyEntriesOf(others);
    }
  }

  private static TorchException refusal(Path file) {
    try (var _ = Scope.open()) {
      var e = catchThrowableOfType(TorchException.class, () -> PthReader.read(file));
      assertThat(e).as(file + " refused").isNotNull();
      assertThat(e.kind()).isEqualTo(TorchException.Kind.FILE);
      assertThat(e.getMessage()).contains(file.getFileName().toString());
      return e;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "attack.pth, posix.system",
    "attack-4.pth, posix.system",
    "unknown.pth, datetime.date",
    "whole-module.pth, torch.nn.modules.linear.Linear",
    "legacy.pth, PyTorch before 1.6",
    "all-types.safetensors, zip archive"
  })
  void filesThatAskForMoreThanDataAreRefusedByName(String name, String word) {
    assertThat(refusal(Golden.file(name))).hasMessageContaining(word);
    assertThat(Path.of("owned")).doesNotExist();
  }

  @Test
  void truncationsAreRefused() throws IOException {
    byte[] good = Files.readAllBytes(Golden.file("module.pth"));
    Path file = directory.resolve("cut.pth");
    for (int size = 0; size < good.length; size += 13) {
      Files.write(file, Arrays.copyOf(good, size));
      refusal(file);
    }
  }

  /// An archive with a pickle and one storage of eight bytes.
  private Path archive(String pickle, int method) throws IOException {
    Path file = directory.resolve("made.pth");
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      put(zip, "a/data.pkl", pickle.getBytes(StandardCharsets.ISO_8859_1), method);
      put(zip, "a/data/0", new byte[8], method);
    }
    return file;
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes, int method)
      throws IOException {
    var entry = new ZipEntry(name);
    entry.setMethod(method);
    if (method == ZipEntry.STORED) {
      var sum = new java.util.zip.CRC32();
      sum.update(bytes);
      entry.setCrc(sum.getValue());
      entry.setSize(bytes.length);
    }
    zip.putNextEntry(entry);
    zip.write(bytes);
  }

  private static String text(String value) {
    return "\u008c" + (char) value.length() + value;
  }

  /// Pickle instructions of a tensor of FLOAT32 in storage 0.
  private static String tensor(String elements, String offset, String sizes, String strides) {
    return "ctorch._utils\n_rebuild_tensor_v2\n(("
        + text("storage")
        + "ctorch\nFloatStorage\n"
        + text("0")
        + text("cpu")
        + elements
        + "tQ"
        + offset
        + "("
        + sizes
        + "t("
        + strides
        + "t\u0089NtR";
  }

  private static String state(String value) {
    return "\u0080\2}" + text("w") + value + "s.";
  }

  @Test
  void theTensorOfTheRowsBelowIsReadWithoutItsFault() throws IOException {
    for (int method : new int[] {ZipEntry.STORED, ZipEntry.DEFLATED}) {
      Path file = archive(state(tensor("K\2", "K\0", "K\2", "K\1")), method);
      try (var _ = Scope.open()) {
        requireSame(PthReader.read(file).tensors().get("w"), Tensors.zeros(2));
      }
    }
  }

  @Test
  void tensorsOutsideTheirStorageAreRefused() throws IOException {
    Map<String, String> rows =
        Map.of(
            tensor("K\3", "K\0", "K\2", "K\1"), "8 bytes",
            tensor("K\2", "K\1", "K\2", "K\1"), "reaches element 2",
            tensor("K\2", "K\0", "K\2", "K\2"), "reaches element 2",
            tensor("K\2", "K\0", "K\3", "K\1"), "reaches element 2",
            tensor("K\2", "K\0", "K\2", ""), "1 sizes and 0 strides",
            tensor("K\2", "J\u00ff\u00ff\u00ff\u00ff", "K\2", "K\1"), "-1",
            tensor("K\2", "K\0", "K\2", "J\u00ff\u00ff\u00ff\u00ff"), "-1",
            tensor("K\2", "K\0", "J\0\0\0\u0040J\0\0\0\u0040K\100", "K\0K\0K\0"), "more elements",
            tensor("K\2", "K\0", "J\0\0\0\u0040", "K\0"), "4 times",
            tensor("\u008a\u0009" + "\u00ff".repeat(8) + "\0", "K\0", "K\2", "K\1"), "2^62");
    for (var row : rows.entrySet()) {
      assertThat(refusal(archive(state(row.getKey()), ZipEntry.STORED)))
          .hasMessageContaining(row.getValue());
    }
  }

  @Test
  void picklesThatAreNotStatesAreRefused() throws IOException {
    var rows = new LinkedHashMap<String, String>();
    rows.put("", "cut off");
    rows.put("}.", "protocol");
    rows.put("\u0080\0}.", "protocol 0");
    rows.put("\u0080\6}.", "protocol 6");
    rows.put("\u0080\2}", "cut off");
    rows.put("\u0080\2N.", "dictionary");
    rows.put("\u0080\2.", "no");
    rows.put("\u0080\2}}.", "more than one");
    rows.put("\u0080\2}(.", "none");
    rows.put("\u0080\2u.", "not begun");
    rows.put("\u0080\2}(Nu.", "entries");
    rows.put("\u0080\2NNa.", "list");
    rows.put("\u0080\2)Na.", "list");
    rows.put("\u0080\2h\5.", "value 5");
    rows.put("\u0080\2}NNs.", "key");
    rows.put("\u0080\2X\u00ff\u00ff\u00ff\u00ff.", "4294967295 bytes");
    rows.put("\u0080\2\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff.", "bytes");
    rows.put("\u0080\2cos\nsystem\n", "'os.system'");
    rows.put("\u0080\2" + text("builtins") + text("eval") + "\u0093", "'builtins.eval'");
    rows.put("\u0080\2ctorch\nload\n", "'torch.load'");
    rows.put("\u0080\2ctorch._utils\n_rebuild_tensor_v2\n)R.", "makes a tensor");
    rows.put("\u0080\2ctorch\nFloatStorage\n)R.", "calls 'torch.FloatStorage'");
    rows.put("\u0080\2}}b", "cut off");
    rows.put("\u0080\2NNb", "attributes");
    rows.put("\u0080\2i", "0x69");
    rows.put("\u0080\2(N\u0081.", "0x81");
    rows.put("\u0080\2P", "0x50");
    rows.put("\u0080\2\u0082", "0x82");
    rows.put("\u0080\2" + text("x") + "Q.", "unknown way");
    rows.put("\u0080\2}" + text("a") + "Ns" + text("a") + "Ns.", "twice");
    rows.put(
        "\u0080\2}" + text("a") + "}" + text("b") + "Nss" + text("a.b") + "Ns.", "two entries");
    rows.put("\u0080\2}q\0" + text("a") + "h\0s.", "32 levels");
    rows.put("\u0080\2}" + text("a") + "]q\0h\0as.", "32 levels");
    for (var row : rows.entrySet()) {
      assertThat(refusal(archive(row.getKey(), ZipEntry.STORED)))
          .as(row.getKey())
          .hasMessageContaining(row.getValue());
    }
  }

  @Test
  void listsThatContainEachOtherManyTimesAreRefused() throws IOException {
    // {"0": [], "1": [l0] * 10, "2": [l1] * 10, …}
    var pickle = new StringBuilder("\u0080\2}" + text("0") + "]q\0s");
    for (int level = 1; level < 9; level++) {
      pickle
          .append(text("" + level))
          .append("]q")
          .append((char) level)
          .append("(")
          .append(("h" + (char) (level - 1)).repeat(10))
          .append("es");
    }
    assertThat(refusal(archive(pickle + ".", ZipEntry.STORED)))
        .hasMessageContaining("200000 entries");
  }

  @Test
  void archivesThatUnpackTooFarAreRefused() throws IOException {
    Path file = directory.resolve("bomb.pth");
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      put(zip, "a/data.pkl", "\u0080\2}.".getBytes(StandardCharsets.ISO_8859_1), ZipEntry.DEFLATED);
      put(zip, "a/data/0", new byte[4 << 20], ZipEntry.DEFLATED);
    }
    assertThat(refusal(file)).hasMessageContaining("100 times");
  }

  @Test
  void archivesOfOtherKindsAreRefused() throws IOException {
    Path file = directory.resolve("other.pth");
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      put(zip, "readme.txt", new byte[3], ZipEntry.STORED);
    }
    assertThat(refusal(file)).hasMessageContaining("data.pkl");
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      put(zip, "a/data.pkl", new byte[3], ZipEntry.STORED);
      put(zip, "a/constants.pkl", new byte[3], ZipEntry.STORED);
    }
    assertThat(refusal(file)).hasMessageContaining("TorchScript");
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      put(zip, "a/data.pkl", new byte[3], ZipEntry.STORED);
      put(zip, "a/byteorder", "big".getBytes(StandardCharsets.US_ASCII), ZipEntry.STORED);
    }
    assertThat(refusal(file)).hasMessageContaining("'big'");
    Files.write(file, new byte[0]);
    assertThat(refusal(file)).hasMessageContaining("zip");
    byte[] tar = new byte[1024];
    System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
    Files.write(file, tar);
    assertThat(refusal(file)).hasMessageContaining("tar");
    assertThat(refusal(directory.resolve("none.pth"))).hasMessageContaining("no such file");
  }

  @Test
  void aFlippedBitOfTheDataIsFound() throws IOException {
    byte[] bytes =
        Files.readAllBytes(archive(state(tensor("K\2", "K\0", "K\2", "K\1")), ZipEntry.STORED));
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    bytes[text.indexOf("a/data/0") + 8 + 3] ^= 1;
    Path file = directory.resolve("flipped.pth");
    Files.write(file, bytes);
    assertThat(refusal(file)).hasMessageContaining("damaged");
  }

  @Test
  void changedPicklesAreReadOrRefusedInTheDeclaredWay() throws IOException {
    var random = new Random(17);
    int refused = 0;
    String[] names = {"nested.pth", "views.pth"};
    for (int round = 0; round < 10_000; round++) {
      byte[] pickle = PICKLES.computeIfAbsent(names[round % 2], PthReaderTest::pickle).clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        pickle[random.nextInt(pickle.length)] = (byte) random.nextInt(256);
      }
      try {
        Unpickler.read(Path.of("f"), pickle);
      } catch (TorchException e) {
        assertThat(e.kind()).isEqualTo(TorchException.Kind.FILE);
        refused++;
      }
    }
    assertThat(refused).isBetween(1_000, 9_990);
  }

  private static final Map<String, byte[]> PICKLES = new LinkedHashMap<>();

  private static byte[] pickle(String name) {
    try (var archive = PthArchive.open(Golden.file(name))) {
      return archive.pickle();
    }
  }

  @Test
  void changedArchivesAreReadOrRefusedInTheDeclaredWay() throws IOException {
    var random = new Random(17);
    byte[] good = Files.readAllBytes(Golden.file("views.pth"));
    Path file = directory.resolve("fuzz.pth");
    for (int round = 0; round < 300; round++) {
      byte[] bytes = good.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        // Half of the changes in the central directory, at the end.
        int from = random.nextBoolean() ? bytes.length - 800 : 0;
        bytes[from + random.nextInt(bytes.length - from)] = (byte) random.nextInt(256);
      }
      Files.write(file, bytes);
      try (var _ = Scope.open()) {
        assertThat(PthReader.read(file).tensors()).isNotEmpty();
      } catch (TorchException e) {
        assertThat(e.kind()).isEqualTo(TorchException.Kind.FILE);
      }
    }
  }
}
