/// Descriptions turned into pictures by regression, the reverse of a classifier (Dosovitskiy et al.
/// 2015): the generator of a GAN, trained without one, on the distance to the one picture that
/// belongs to a description.
///
/// Where a description fits many pictures, the distance in pixels makes the generator draw their
/// average. [dev.limn.loss.PerceptualLoss] measures the distance in a classifier's activations
/// instead: of [dev.limn.model.regression.TagClassifier], which is trained here on the same data in
/// the other direction, or of a network from outside.
///
/// Start with [dev.limn.model.regression.RegressionConfig], then
/// [dev.limn.model.regression.RegressionLearner].
package dev.limn.model.regression;
