/// Training: the loop, run directories, checkpoints, interruptions.
///
/// A [dev.limn.train.Learner] knows what a step is; a trainer drives it. To train something new,
/// write a learner; logging, previews, checkpoints and resuming come with the trainer.
///
/// Data come as [dev.limn.train.Examples]: [dev.limn.train.CaptionedExamples] and
/// [dev.limn.train.LabelledExamples] of single pictures, [dev.limn.train.PairedExamples],
/// [dev.limn.train.UnpairedExamples] of two domains, [dev.limn.train.MaskedExamples]. To add one
/// more kind, write its batch as a record and its examples on `LoadedExamples`.
///
/// Start a learner with its [dev.limn.train.TrainingState]: networks, optimisers, counters and
/// random numbers, each named once, which are then saved, restored and closed. Its step is a
/// [dev.limn.train.step.PhasedStep]: the learner says what its losses are, and that does the rest.
/// Two networks that learn from each other start from `dev.limn.model.GanNetworks`.
package dev.limn.train;
