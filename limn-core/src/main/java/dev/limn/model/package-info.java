/// The families of generative models and what they have in common.
///
/// A family is one package below this one, readable alone: `XConfig` (a record that cannot be
/// wrong), `XGenerator`, `XDiscriminator`, `XLearner` (what a step does), `XGeneratorNetwork` (a
/// [dev.limn.model.GeneratorNetwork]: what is stored and drawn with) and `XFamily`, which is named
/// in `META-INF/services`. To add one, copy the nearest family's package, change it, and give it
/// its goldens.
///
/// Learners of two networks start from [dev.limn.model.GanNetworks], which has everything but the
/// losses: a family whose step is a [dev.limn.model.Round] gets micro-batches with it. Others start
/// from [dev.limn.train.TrainingState].
package dev.limn.model;
