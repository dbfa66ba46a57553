/// Networks that describe pictures: `pictures [N, 3, H, W] → numbers`.
///
/// [dev.limn.vision.PictureFeatures] is what they have in common: one vector a picture. Those with
/// [dev.limn.vision.RegionFeatures] also tell what is where. There are
///
/// - [dev.limn.vision.ClassifierFeatures], a small network of Limn's own, which
///   [dev.limn.vision.ClassifierLearner] trains on the data's classes;
/// - [dev.limn.vision.SqueezeNetFeatures] and [dev.limn.vision.InceptionFeatures], of ImageNet,
///   from files of weights;
/// - [dev.limn.vision.PictureEncoder], the picture side of a joint embedding, saved beside a text
///   encoder, which judges drawings;
/// - [dev.limn.vision.AttributeClassifier], which names attributes of pictures.
///
/// Start with [dev.limn.vision.PictureFeatures]; one more network is one more class of it, with its
/// golden. What goes wrong is a [dev.limn.vision.VisionException].
package dev.limn.vision;
