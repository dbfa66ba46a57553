package dev.limn.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The `README.md` of a model.
final class ModelCard {
  private static final String FILE = "README.md";

  /// In a card's front matter: what `license: other` means.
  private static final Pattern NAME = Pattern.compile("(?m)^license_name:\\s*(\\S.*)$");

  /// `license: cc-by-4.0` as in a card's front matter, or `**Licence:** research use`.
  private static final Pattern LICENCE =
      Pattern.compile("(?im)^[\\s*_#>-]*licen[cs]e[\\s*_]*:[\\s*_]*(\\S.*)$");

  private ModelCard() {}

  /// What the card says first about its licence, in one line.
  static String licence(Path model) {
    Path card = model.resolve(FILE);
    if (!Files.isRegularFile(card)) {
      return "not said: no " + FILE;
    }
    try {
      var text = Files.readString(card);
      return Stream.of(NAME, LICENCE)
          .flatMap(pattern -> pattern.matcher(text).results())
          .findFirst()
          .map(found -> found.group(1).strip().replaceAll("[*_\"]", ""))
          .orElse("not said in " + FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
