/// The families of generative models and what they have in common.
///
/// A [dev.limn.model.Family] has a config of its own type, [dev.limn.model.DataNeeds] and presets.
/// What it makes is its kind: a [dev.limn.model.ModelFamily] makes a [dev.limn.model.Generator] or
/// a [dev.limn.model.Translator] of pictures, a [dev.limn.model.RowFamily] a
/// [dev.limn.model.RowGenerator], an [dev.limn.model.InversionFamily] an
/// [dev.limn.model.Inversion].
///
/// A family is one package below this one, readable alone: `XConfig` (a record that cannot be
/// wrong), `XGenerator`, `XDiscriminator`, `XLearner` (what a step does), `XGeneratorNetwork` (a
/// [dev.limn.model.GeneratorNetwork]: what is stored and drawn with) and `XFamily`, which is named
/// in `META-INF/services`. To add one, copy the nearest family's package, change it, and give it
/// its goldens.
///
/// Learners of two networks start from [dev.limn.model.GanNetworks], others from
/// [dev.limn.train.TrainingState]. What a step does is a list of [dev.limn.train.step.Phase] values
/// for a [dev.limn.train.step.PhasedStep].
package dev.limn.model;
