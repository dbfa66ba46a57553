/// Captions to words, without tensors and without data sets, so that both may ask.
///
/// Start with [dev.limn.text.token.Tokenizer]. What `limn data check` counts, what a vocabulary is
/// made of, what a model says it never saw, and what `limn draw --ablate` leaves out are its words.
/// One more rule is one more constant with the next number; no rule is ever changed, since models
/// out there have been trained with it.
///
/// Words of scripts without blanks are found by ICU4J, not by the JDK: of `赤い花びらを持つ花` the JDK's
/// `BreakIterator` makes `赤 い 花 びらを 持 つ 花`, ICU `赤い 花びら を 持つ 花`; Chinese, Lao, Khmer and Burmese
/// the JDK does not part at all, and Thai only when it is told that it is Thai. Hindi, Arabic,
/// Hebrew, Korean, German and Turkish come out alike. ICU's dictionaries change with its version,
/// slowly; the version is pinned.
package dev.limn.text.token;
