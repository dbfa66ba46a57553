/// Sentences on their way to numbers: `caption → Tokenizer → Vocabulary → TextEncoder → [N, W]`.
///
/// [dev.limn.text.TextEncoder] is the front door: it turns captions into vectors, says which words
/// it never saw, and is saved beside a model. Inside it is a tower, a network that reads one
/// caption: [dev.limn.text.WordGru] over words, for small data; [dev.limn.text.CharCnnRnn] over
/// characters, that of Reed et al.; [dev.limn.text.SkipThought], that of Kiros et al.; or
/// [dev.limn.text.DamsmTower], that of AttnGAN. [dev.limn.text.CaptionEmbeddings] encodes a whole
/// data set once.
///
/// [dev.limn.text.TextTraining] trains one, by the numbers of a [dev.limn.text.TextConfig]:
///
/// - [dev.limn.text.TextEncoderTraining], a joint embedding of captions and pictures: first a
///   classifier of the data set's own classes, whose activations are
///   [dev.limn.text.PictureFeatures], then the embedding. With the default numbers it finds the
///   species of 51.3 % of held-back pictures ([dev.limn.text.Retrieval]) among 82 of flowers, from
///   4,953 pictures of 64×64. Without naming words it is 53 %, and among 150 species of birds, from
///   6,627 pictures, 23.0 %.
/// - [dev.limn.text.DamsmTraining], the same with the matching of words and regions of AttnGAN
///   ([dev.limn.text.DamsmLearner]).
/// - [dev.limn.text.SkipThoughtTraining], from a [dev.limn.text.Corpus] of sentences alone.
///
/// The first two also give a [dev.limn.text.PictureEncoder], the picture side, which with the text
/// encoder beside it judges drawings. [dev.limn.text.NearestSentences] shows what an encoder takes
/// for similar.
///
/// Start with [dev.limn.text.TextEncoder]. One more kind of encoder is one more
/// [dev.limn.text.TextTower] and its name in [dev.limn.text.TextEncoder#tower]; one more way to
/// train it is a [dev.limn.text.TextConfig], a [dev.limn.text.TextTraining], and the name in
/// `RunConfig.TEXT_FAMILIES`.
package dev.limn.text;
