/// What all trainings of text encoders share.
///
/// A [dev.limn.text.training.TextConfig] holds the numbers of one and begins it as a
/// [dev.limn.text.training.TextTraining], a row of stages with a learner each. There are the
/// packages
///
/// - `dev.limn.text.joint`: a joint embedding of captions and pictures;
/// - `dev.limn.text.damsm`: the same with the matching of words and regions of AttnGAN;
/// - `dev.limn.text.skipthought`: skip-thought vectors, from sentences alone.
///
/// The first two also give a [dev.limn.vision.PictureEncoder], the picture side, which with the
/// text encoder beside it judges drawings; [dev.limn.text.training.PictureSource] says what
/// pictures are described by, [dev.limn.text.training.DataFit] what the data allows,
/// [dev.limn.text.training.CaptionSets] which captions belong to which picture.
///
/// To add one: a package with a tower and its [dev.limn.text.TowerKind], a `TextConfig`, a
/// `TextTraining`, and an [dev.limn.text.training.EncoderFamily], which is named where the families
/// of models are.
package dev.limn.text.training;
