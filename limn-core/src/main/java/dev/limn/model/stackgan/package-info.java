/// Two-stage text to image (StackGAN: Zhang et al., "StackGAN: Text to Photo-realistic Image
/// Synthesis with Stacked Generative Adversarial Networks", ICCV 2017, arXiv 1612.03242).
///
/// [dev.limn.model.stackgan.StageOneGenerator] sketches shapes and colours at a low resolution;
/// [dev.limn.model.stackgan.StageTwoGenerator] reads the sentence again and redraws that sketch at
/// two or four times the side. Each makes its condition by [dev.limn.model.stackgan.Conditioning],
/// and each is trained against a [dev.limn.model.stackgan.StackGanDiscriminator] of its own side,
/// the second with the first frozen. [dev.limn.model.stackgan.StackGanLearner] is the training step
/// of either. Start with [dev.limn.model.stackgan.StackGanConfig], which states every number.
package dev.limn.model.stackgan;
