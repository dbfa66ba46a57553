/// Training: the loop, run directories, checkpoints, interruptions.
///
/// A [dev.limn.train.Learner] knows what a step is; a trainer drives it. To train something new,
/// write a learner; logging, previews, checkpoints and resuming come with the trainer.
package dev.limn.train;
