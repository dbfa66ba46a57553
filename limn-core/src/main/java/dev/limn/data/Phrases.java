package dev.limn.data;

import java.util.Locale;

/// Sentences for classes that come without captions.
final class Phrases {
  private Phrases() {}

  /// `a photo of an ankle boot` for a class named `ankle_boot`.
  static String photoOf(String className) {
    var thing = readable(className);
    boolean vowel = !thing.isEmpty() && "aeiou".indexOf(thing.charAt(0)) >= 0;
    return "a photo of " + (vowel ? "an " : "a ") + thing;
  }

  /// `black footed albatross` for `001.Black_footed_Albatross`.
  static String readable(String className) {
    return className
        .replaceFirst("^\\d+[._ -]+(?=\\D)", "")
        .replace('_', ' ')
        .toLowerCase(Locale.ROOT)
        .strip();
  }
}
