/// Measures of drawn pictures.
///
/// A measure never calls itself FID unless it is: the Fréchet distance on SqueezeNet features is
/// FSD ([dev.limn.metric.FrechetDistance] on the features of [dev.limn.text.SqueezeNetFeatures]).
/// [dev.limn.metric.ColourAgreement] needs no network: do drawings have the colour that their
/// sentence names?
package dev.limn.metric;
