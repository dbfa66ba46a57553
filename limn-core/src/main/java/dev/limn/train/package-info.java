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
/// random numbers, each named once, which are then saved, restored and closed. In its step, an
/// [dev.limn.train.GuardedUpdate] updates one network if the loss and the gradients are finite. Two
/// networks that learn from each other have both in `dev.limn.model.GanNetworks`.
package dev.limn.train;
