/// The style encoder: a third network that inverts a trained generator (Reed et al. 2016, §4.4 and
/// §5.2).
///
/// Noise carries what the sentence does not say: background, pose, light. A
/// [StyleEncoder][dev.limn.model.style.StyleEncoder] reads it off a picture, so that another
/// sentence can be drawn in that picture's style. It is trained after the generator and on its
/// drawings alone, by [StyleLearner][dev.limn.model.style.StyleLearner]; of the data only the
/// captions are used. Start with [StyleConfig][dev.limn.model.style.StyleConfig], which states
/// every number. [StyleFigures][dev.limn.model.style.StyleFigures] tells how much of the noise it
/// finds again.
package dev.limn.model.style;
