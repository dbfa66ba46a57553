/// The joint embedding of captions and pictures (Reed et al. 2016, arXiv 1605.05395), the usual way
/// to a text encoder.
///
/// [dev.limn.text.joint.JointEmbeddingTraining] is all of it, by the numbers of a
/// [dev.limn.text.joint.JointEmbeddingConfig]: first a classifier of the data set's own classes,
/// whose activations describe pictures, then [dev.limn.text.joint.JointEmbeddingLearner]. The text
/// is read by [dev.limn.text.joint.WordGru] over words, for small data, or by
/// [dev.limn.text.joint.CharCnnRnn] over characters, the paper's.
///
/// With the default numbers it finds the species of 51.3 % of held-back pictures
/// ([dev.limn.text.Retrieval]) among 82 of flowers, from 4,953 pictures of 64×64. Without naming
/// words ([WordNames][dev.limn.text.joint.JointEmbeddingConfig#naming()]) it is 53 %, and among 150
/// species of birds, from 6,627 pictures, 23.0 %.
package dev.limn.text.joint;
