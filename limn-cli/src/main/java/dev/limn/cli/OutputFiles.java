package dev.limn.cli;

import dev.limn.draw.DrawException;
import dev.limn.text.token.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// Where the files of one command go. Nothing is replaced unless `--force` says so: names in a
/// folder get a number when they are taken, a named file that exists is an error.
///
/// @param folder in which the files lie
/// @param file the name, without the ending that the command gives it, when `--out` gave one
/// @param force whether an existing file of that name may be replaced
record OutputFiles(Path folder, Optional<String> file, boolean force) {
  /// Where files go when nothing else is said.
  static final Path USUAL = Path.of("out");

  /// A stem that no named file has.
  private static final Optional<String> STANDARD = Optional.of("");

  private static final String PNG = ".png";
  private static final int LONGEST = 80;

  /// Writes one of the files that were claimed.
  interface Writer {
    void write(Path file, String ending) throws IOException;
  }

  /// What `--out` means.
  ///
  /// @throws DrawException when it is neither a PNG file's name nor a folder
  static OutputFiles of(Optional<Path> out, boolean force) {
    if (out.isEmpty()) {
      return new OutputFiles(USUAL, Optional.empty(), force);
    }
    Path path = out.get();
    if (StandardOutput.is(path)) {
      return new OutputFiles(path, STANDARD, force);
    }
    if (Files.isDirectory(path)) {
      return new OutputFiles(path, Optional.empty(), force);
    }
    Path last = path.getFileName();
    var name = last == null ? "" : last.toString();
    if (name.toLowerCase(Locale.ROOT).endsWith(PNG)) {
      Path folder = path.getParent();
      var stem = name.substring(0, name.length() - PNG.length());
      if (stem.isEmpty()) {
        throw new DrawException(path + ": a file needs a name before .png");
      }
      return new OutputFiles(folder == null ? Path.of("") : folder, Optional.of(stem), force);
    }
    if (Files.exists(path) || name.toLowerCase(Locale.ROOT).matches(".*\\.(jpe?g|gif|webp|bmp)")) {
      throw new DrawException(path + ": expected a folder, or a name that ends with .png");
    }
    return new OutputFiles(path, Optional.empty(), force);
  }

  /// Makes the folder of a named file, so that what cannot be made is told before the work.
  void requireFolder() throws IOException {
    if (file.isPresent()) {
      Files.createDirectories(folder.toAbsolutePath());
    }
  }

  /// For one file of any kind: the one that is named, or one of a usual name.
  ///
  /// @param usual the folder when none is named
  /// @throws DrawException at once, rather than after the work, when the named one is a folder, or
  ///   is there already and may not be replaced
  static OutputFiles ofFile(Optional<Path> named, Path usual, boolean force) {
    if (named.isEmpty()) {
      return new OutputFiles(usual, Optional.empty(), force);
    }
    if (StandardOutput.is(named.get())) {
      throw new DrawException("-: only one file can go to standard output, which --out - names");
    }
    Path last = named.get().getFileName();
    if (Files.isDirectory(named.get()) || last == null) {
      throw new DrawException(named.get() + ": a folder; expected a file's name");
    }
    Path folder = named.get().getParent();
    var outlet =
        new OutputFiles(folder == null ? Path.of("") : folder, Optional.of(last.toString()), force);
    outlet.check(List.of(""));
    return outlet;
  }

  /// Whether the one file goes to standard output.
  boolean standard() {
    return StandardOutput.is(folder) && file.equals(STANDARD);
  }

  /// Claims the file of [#ofFile] and has it written.
  ///
  /// @param usual the name without `ending` when none was named
  Path one(String usual, String ending, Writer writer) {
    var endings = List.of(file.isPresent() ? "" : ending);
    return write(usual, Optional.empty(), endings, writer).getFirst();
  }

  /// A name that a stranger may have chosen, as a part of a file name: never a path.
  static String plain(String name) {
    var plain = name.replaceAll("[^A-Za-z0-9._+-]", "_");
    return plain.substring(0, Math.min(plain.length(), LONGEST));
  }

  /// A part of a file name that says what the sentence says.
  static String slug(String sentence) {
    var slug = new StringBuilder();
    int bytes = 0;
    for (var word : Tokenizer.LATEST.words(sentence)) {
      for (int point : (slug.isEmpty() ? word : "-" + word).codePoints().toArray()) {
        var letter = Character.toString(point);
        bytes += letter.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST) {
          return slug.toString();
        }
        slug.append(letter);
      }
    }
    return slug.toString();
  }

  /// Ends with an error at once, rather than after the work, if the only file is there already.
  void check(List<String> endings) {
    if (file.isPresent() && !force && !standard()) {
      for (var ending : endings) {
        Path target = folder.resolve(file.get() + ending);
        if (Files.exists(target)) {
          throw taken(target);
        }
      }
    }
  }

  /// Claims names that differ only in their endings, and has them written.
  ///
  /// @param usual the name when `--out` gave none
  /// @param mark what tells this picture from others of the same command, when there are others
  /// @return the files; none where the first went to standard output
  List<Path> write(String usual, Optional<String> mark, List<String> endings, Writer writer) {
    if (standard()) {
      StandardOutput.send(endings.getFirst(), target -> writer.write(target, endings.getFirst()));
      return List.of();
    }
    var claimed = new ArrayList<Path>();
    boolean written = false;
    try {
      Files.createDirectories(folder.toAbsolutePath());
      if (file.isPresent()) {
        var stem = file.get() + mark.map(text -> "-" + text).orElse("");
        claimNamed(stem, endings, claimed::add);
      } else {
        claimNumbered(usual + mark.map(text -> "-" + text).orElse(""), endings, claimed::add);
      }
      for (int i = 0; i < endings.size(); i++) {
        writer.write(claimed.get(i), endings.get(i));
      }
      written = true;
    } catch (IOException e) {
      throw new DrawException(folder + ": cannot be written to: " + Failures.sentence(e), e);
    } finally {
      if (!written && !force) {
        claimed.forEach(OutputFiles::giveUp);
      }
    }
    return List.copyOf(claimed);
  }

  private void claimNamed(String stem, List<String> endings, Consumer<Path> claimed)
      throws IOException {
    for (var ending : endings) {
      Path target = folder.resolve(stem + ending);
      if (!force) {
        try {
          Files.createFile(target);
        } catch (FileAlreadyExistsException e) {
          throw taken(target);
        }
      }
      claimed.accept(target);
    }
  }

  /// The first number for which all names are free; making the file claims it.
  private void claimNumbered(String stem, List<String> endings, Consumer<Path> claimed)
      throws IOException {
    for (int number = 1; ; number++) {
      var numbered = number == 1 ? stem : stem + "-" + number;
      var targets = endings.stream().map(ending -> folder.resolve(numbered + ending)).toList();
      if (targets.stream().anyMatch(Files::exists)) {
        continue;
      }
      var mine = new ArrayList<Path>();
      try {
        for (Path target : targets) {
          mine.add(Files.createFile(target));
        }
        mine.forEach(claimed);
        return;
      } catch (FileAlreadyExistsException e) {
        mine.forEach(OutputFiles::giveUp); // another process was quicker
      }
    }
  }

  private static void giveUp(Path claimed) {
    try {
      if (Files.isRegularFile(claimed) && Files.size(claimed) == 0) {
        Files.delete(claimed);
      }
    } catch (IOException e) {
      // An empty file stays behind; the error that led here is the one to tell.
    }
  }

  private static DrawException taken(Path file) {
    return new DrawException(file + ": exists already; --force replaces it");
  }
}
