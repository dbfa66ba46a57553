/// Sentences on their way to numbers: `caption → Tokenizer → Vocabulary → TextEncoder → [N, W]`.
///
/// [dev.limn.text.TextEncoder] is the front door: it turns captions into vectors, says which words
/// it never saw, and is saved beside a model. Inside it is a [dev.limn.text.TextTower], a network
/// that reads one caption; which kinds there are, the encoder does not know: it finds them as
/// [dev.limn.text.TowerKind]s. [dev.limn.text.CaptionEmbeddings] encodes a whole data set once.
/// [dev.limn.text.Corpus] is text to learn from without pictures, [dev.limn.text.Retrieval] says
/// how well captions find pictures, [dev.limn.text.NearestSentences] what an encoder takes for
/// similar.
///
/// How encoders are trained is [dev.limn.text.training], with one package below this one for each
/// way: `joint`, `damsm`, `skipthought`. Start with [dev.limn.text.TextEncoder]. One more kind of
/// encoder is one more package of that sort.
package dev.limn.text;
