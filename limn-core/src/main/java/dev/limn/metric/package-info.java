/// Measures of drawn pictures.
///
/// A measure never calls itself FID unless it is: on the features of
/// [dev.limn.vision.InceptionFeatures] the [dev.limn.metric.FrechetDistance] and the
/// [dev.limn.metric.KernelDistance] are FID and KID, on those of
/// [dev.limn.vision.SqueezeNetFeatures] they are FSD and KSD. [dev.limn.metric.PrecisionRecall]
/// tells quality from coverage, [dev.limn.metric.InceptionScore] asks a classifier,
/// [dev.limn.metric.RPrecision] and [dev.limn.metric.TextMatch] an [dev.limn.metric.Evaluator] that
/// reads captions too, and [dev.limn.metric.AttributeAgreement] a classifier of what captions say
/// for certain. [dev.limn.metric.ColourAgreement] and [dev.limn.metric.GeometryScore] need no
/// network.
///
/// Start with [dev.limn.metric.Evaluation], which takes any of them for an
/// [dev.limn.metric.Sampler], looking through [dev.limn.metric.MetricNetworks]. To add a measure: a
/// constant of [dev.limn.metric.Measure] with what it needs, a class that computes it from a
/// [dev.limn.metric.FeatureSet] or from pictures, a section with everything that the figure depends
/// on, and a test against numbers that another program computed.
package dev.limn.metric;
