/// Sentences on their way to numbers: `caption → Tokenizer → Vocabulary → TextEncoder → [N, W]`.
///
/// [dev.limn.text.TextEncoder] is the front door: it turns captions into vectors, says which words
/// it never saw, and is saved beside a model. Inside it is a tower, a network that reads one
/// caption: [dev.limn.text.WordGru] over words, for small data, or [dev.limn.text.CharCnnRnn] over
/// characters, that of Reed et al. [dev.limn.text.CaptionEmbeddings] encodes a whole data set once.
///
/// [dev.limn.text.TextEncoderTraining] trains one on a data set's own captions, by the numbers of a
/// [dev.limn.text.JointEmbeddingConfig]: first a classifier of the data set's own classes, whose
/// activations are [dev.limn.text.PictureFeatures], then the joint embedding of these and the
/// captions. With the default numbers, on held-back pictures ([dev.limn.text.Retrieval]): 52.7 %
/// accuracy and 47.3 % precision among 82 species of flowers, 23.0 % and 17.1 % among 150 species
/// of birds, from 4,953 and 6,627 pictures of 64×64.
///
/// Start with [dev.limn.text.TextEncoder]. One more kind of encoder is one more
/// [dev.limn.text.TextTower] and its name in [dev.limn.text.TextEncoder#tower].
package dev.limn.text;
