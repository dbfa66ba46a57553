/// Sentences on their way to numbers: `caption → Tokenizer → Vocabulary → TextEncoder → [N, W]`.
///
/// [dev.limn.text.TextEncoder] is the front door: it turns captions into vectors, says which words
/// it never saw, and is saved beside a model. Inside it is a tower, a network that reads one
/// caption: [dev.limn.text.WordGru] over words, for small data, or [dev.limn.text.CharCnnRnn] over
/// characters, that of Reed et al. [dev.limn.text.CaptionEmbeddings] encodes a whole data set once.
///
/// Start with [dev.limn.text.TextEncoder]. One more kind of encoder is one more
/// [dev.limn.text.TextTower] and its name in [dev.limn.text.TextEncoder#tower].
package dev.limn.text;
