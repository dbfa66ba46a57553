/// Few labels among many pictures without: the semi-supervised GAN of Salimans et al. (NIPS 2016,
/// arXiv 1606.03498, §5) and its relatives.
///
/// The discriminator sorts pictures into K classes or "drawn", so what it learns from telling real
/// from drawn pictures, for which no label is needed, serves the classes, too. With the unlabelled
/// part switched off the same network is a plain classifier; with the labelled part off it learns
/// from pictures alone, and can be given a new last layer afterwards.
///
/// Start with [dev.limn.model.semisupervised.SemiSupervisedConfig], then
/// [dev.limn.model.semisupervised.SemiSupervisedLearner], the training step.
/// [dev.limn.model.semisupervised.ClassLogits] is the K + 1 classes' loss,
/// [dev.limn.model.semisupervised.PictureSet] the data.
package dev.limn.model.semisupervised;
