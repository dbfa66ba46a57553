/// Measures of drawn pictures.
///
/// A measure never calls itself FID unless it is: the Fréchet distance on SqueezeNet features is
/// FSD ([dev.limn.metric.FrechetDistance] on the features of [dev.limn.text.SqueezeNetFeatures]),
/// the kernel distance KSD. [dev.limn.metric.ColourAgreement] needs no network: do drawings have
/// the colour that their sentence names?
///
/// Start with [dev.limn.metric.Evaluation], which takes any of them for an
/// [dev.limn.metric.Artist]. To add a measure: a constant of [dev.limn.metric.Measure], a class
/// that computes it from a [dev.limn.metric.FeatureSet] or from pictures, a section in the
/// evaluation with everything that the figure depends on, and a test against numbers that another
/// program computed.
package dev.limn.metric;
