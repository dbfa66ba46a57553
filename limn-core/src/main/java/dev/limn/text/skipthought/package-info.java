/// Skip-thought vectors (Kiros et al. 2015, arXiv 1506.06726): a text encoder from sentences alone,
/// by predicting those before and behind each.
///
/// [dev.limn.text.skipthought.SkipThoughtTraining] is all of it, by the numbers of a
/// [dev.limn.text.skipthought.SkipThoughtConfig]; [dev.limn.text.skipthought.SkipThought] reads,
/// [dev.limn.text.skipthought.SkipThoughtLearner] learns from a [dev.limn.text.Corpus].
package dev.limn.text.skipthought;
