package dev.limn.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/// The IDX files of MNIST: `*-images-idx3-ubyte` with `*-labels-idx1-ubyte`, plain or `.gz`.
///
/// Big-endian: a magic number (0x00000803 for three dimensions of bytes, 0x00000801 for one), the
/// dimensions, the bytes. Captions are made from the names in `classes.txt`, one a line, when it is
/// there; else they say "label 3".
final class IdxReader implements FormatReader {
  private static final int IMAGES = 0x0803;
  private static final int LABELS = 0x0801;
  private static final int MAX_SIDE = 8_192;

  @Override
  public Optional<String> recognise(Folder folder) {
    var images = images(folder);
    return images.isEmpty()
        ? Optional.empty()
        : Optional.of(images.getFirst().name() + " is there");
  }

  @Override
  public void read(Folder folder, DatasetBuilder gathering) {
    var files = images(folder);
    if (files.isEmpty()) {
      throw new DataException(
          folder.root() + ": no *-images-idx3-ubyte; expected MNIST's files, plain or .gz");
    }
    var names = ClassNames.of(folder).map(ClassNames::names).orElse(List.of());
    for (var file : files) {
      read(folder, file, names, gathering);
    }
    gathering.nameClasses(new ClassNames(names).byNumber());
    gathering.note(
        ".",
        names.isEmpty()
            ? "there are no class names; captions are made from the numbers, such as \"label 3\""
            : "captions are made from classes.txt, such as \""
                + Phrases.photoOf(names.getFirst())
                + "\"");
  }

  private static void read(
      Folder folder, Folder.Entry file, List<String> names, DatasetBuilder gathering) {
    var pictures = cube(file, IMAGES);
    var labelName = file.name().replace("images", "labels").replace("idx3", "idx1");
    var labelFile =
        folder
            .file(labelName)
            .or(() -> folder.file(labelName + ".gz"))
            .or(() -> folder.file(labelName.replaceFirst("\\.gz$", "")))
            .orElseThrow(
                () ->
                    new DataException(
                        folder.root()
                            + "/"
                            + labelName
                            + " is missing; every picture has a label"));
    var labels = cube(labelFile, LABELS);
    if (labels.count() != pictures.count()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s has %d pictures, but %s has %d labels",
              file.path(),
              pictures.count(),
              labelFile.path(),
              labels.count()));
    }
    var prefix = file.base().replaceFirst("[-._]?images.*$", "");
    var split = SplitNames.ofFile(prefix);
    var stamp = file.content().stamp();
    for (int i = 0; i < pictures.count(); i++) {
      int label = labels.bytes()[i] & 255;
      String number = String.format(Locale.ROOT, "%05d", i);
      String name = file.parent() + (prefix.isEmpty() ? "images" : prefix) + "/" + number;
      var source =
          new Source.InMemory(
              pictures.bytes(),
              i * pictures.rows() * pictures.columns(),
              pictures.columns(),
              pictures.rows(),
              stamp);
      if (!names.isEmpty() && label >= names.size()) {
        gathering.skip(name, "label " + label + "; classes.txt names " + names.size());
        continue;
      }
      gathering.addCaptioned(
          DatasetBuilder.Draft.of(name, source)
              .withLabel(Optional.of(Integer.toString(label)))
              .withSplit(split),
          List.of(names.isEmpty() ? "label " + label : Phrases.photoOf(names.get(label))),
          "classes.txt");
    }
  }

  private record Cube(int count, int rows, int columns, byte[] bytes) {}

  private static Cube cube(Folder.Entry file, int magic) {
    try (InputStream raw = file.content().open();
        var in =
            new DataInputStream(file.extension().equals("gz") ? new GZIPInputStream(raw) : raw)) {
      int found = in.readInt();
      if (found != magic) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: magic number 0x%08x; expected 0x%08x",
                file.path(),
                found,
                magic));
      }
      int count = in.readInt();
      int rows = magic == IMAGES ? in.readInt() : 1;
      int columns = magic == IMAGES ? in.readInt() : 1;
      // Deflate makes at most 1,032 bytes of one, so a header cannot ask for more than that.
      long most = file.extension().equals("gz") ? file.size() * 1_032 : file.size();
      if (count < 0
          || rows < 1
          || columns < 1
          || rows > MAX_SIDE
          || columns > MAX_SIDE
          || (long) count * rows * columns > Math.min(most, Integer.MAX_VALUE - 16)) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: its header says %d pictures of %d×%d, more than the file can hold",
                file.path(),
                count,
                columns,
                rows));
      }
      var bytes = in.readNBytes(count * rows * columns);
      if (bytes.length < count * rows * columns) {
        throw new EOFException();
      }
      if (in.read() >= 0) {
        throw new DataException(file.path() + ": longer than its header says");
      }
      return new Cube(count, rows, columns, bytes);
    } catch (EOFException e) {
      throw new DataException(file.path() + ": ends before the data its header announces", e);
    } catch (IOException e) {
      throw new DataException(file.path() + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private static List<Folder.Entry> images(Folder folder) {
    var plain = new HashMap<String, Folder.Entry>();
    for (var entry : folder.files()) {
      var name = entry.name().replaceFirst("\\.gz$", "");
      if (name.endsWith("images-idx3-ubyte") || name.endsWith("images.idx3-ubyte")) {
        // Of a file and its .gz only one counts; the plain one sorts first.
        plain.putIfAbsent(name, entry);
      }
    }
    return plain.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .toList();
  }
}
