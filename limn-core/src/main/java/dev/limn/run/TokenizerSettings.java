package dev.limn.run;

import dev.limn.text.token.Tokenizer;
import java.util.LinkedHashMap;
import java.util.Map;

/// The rule by which a run's text encoder parts captions into words: the key `tokenizer` of its
/// settings. Runs that were begun before there was a choice lack it, and keep the first rule.
final class TokenizerSettings {
  private static final String KEY = "tokenizer";

  private TokenizerSettings() {}

  /// Puts in what a run without the key did.
  static void complete(Map<String, Object> encoder) {
    encoder.putIfAbsent(KEY, Tokenizer.RUNS.version());
  }

  /// What is asked, without the key where the run that is there has none.
  static RunConfig asIn(RunConfig there, RunConfig asked) {
    if (there.encoder().containsKey(KEY) || !asked.encoder().containsKey(KEY)) {
      return asked;
    }
    var encoder = new LinkedHashMap<>(asked.encoder());
    encoder.remove(KEY);
    return asked.withSections(asked.settings(), encoder);
  }
}
