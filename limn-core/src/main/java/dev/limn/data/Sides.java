package dev.limn.data;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/// Which samples say what is left and what is right.
///
/// Their captions are false of the mirrored picture: "facing left" then looks to the right.
final class Sides {
  private static final Pattern NAMED =
      Pattern.compile("\\b(left|right)", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private Sides() {}

  /// The samples any of whose captions has a word that begins with "left" or "right".
  static BitSet named(List<CacheIndex.Item> samples) {
    var named = new BitSet(samples.size());
    for (int i = 0; i < samples.size(); i++) {
      named.set(i, areNamed(samples.get(i).captions()));
    }
    return named;
  }

  /// Whether any caption has a word that begins with "left" or "right".
  static boolean areNamed(Collection<String> captions) {
    return captions.stream().anyMatch(caption -> NAMED.matcher(caption).find());
  }
}
